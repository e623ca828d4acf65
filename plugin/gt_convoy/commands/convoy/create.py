"""`convoy create`: make a convoy of issues."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

import click

from gt_convoy.commands.context import CommandContext, Details, without_stop
from gt_convoy.commands.convoy import epics
from gt_convoy.commands.convoy.epics import Epic
from gt_convoy.commands.convoy.until import VALUES, LandsType
from gt_convoy.commands.parser import spelled
from gt_convoy.commands.validation import (
    address,
    check_refs,
    check_subscribers,
    repeated,
    results_of,
    split_refs,
)
from gt_convoy.commands.word_splitting import Quoted
from gt_convoy.config.model import Config
from gt_convoy.convoys import apply, create
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.bounds import LONGEST_TITLE
from gt_convoy.domain.convoy import Convoy, Lands, unique
from gt_convoy.domain.errors import Problems, UsageError, UserError
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref
from gt_convoy.domain.safe_text import is_blank
from gt_convoy.messages import command_answers, command_refusals


class Options(TypedDict):
    """What may stand behind the title and the references."""

    notify: tuple[str, ...]
    human: bool
    from_epic: str | None
    until: Lands | None
    owned: bool


def run(call: CommandContext, words: tuple[str, ...], **options: Unpack[Options]) -> Answer:
    """Check everything that was asked for, then make it in one request."""
    if quoted := _in_quotes(call, words):
        raise UsageError(command_refusals.title_needs_quotes(_typed(quoted, options), call.channel))
    lands = _lands(call, words, options)
    epic = epics.walk(call, options["from_epic"]) if options["from_epic"] else None
    title, rest, problems = _title(call, words, epic)
    subscribers = _subscribers(call, options["notify"], options["human"], problems)
    issues, wrong = check_refs(call, rest)
    if [*problems, *wrong] == [no_title := command_refusals.no_title(call.channel)]:
        raise UsageError(no_title)
    if problems or wrong:
        raise Problems([*problems, *wrong])
    warnings = check_subscribers(call, subscribers)
    issues |= epic.leaves if epic else {}
    if not issues:
        raise UsageError(command_refusals.no_issue(title, call.channel))
    title = title or _title_of(call, issues, epic)
    convoy, again = _made(call, title, issues, subscribers, lands)
    results = [*results_of(call, issues, "added"), *repeated(call, rest, issues)]
    text = command_answers.created(convoy, results, call.audience, again=again)
    return Answer(
        text="\n".join([text, *(epic.skipped if epic else ()), *warnings]),
        data=command_answers.changed_json(convoy, results, call.audience),
        refs=(convoy.thread.ref, *_places(issues)),
        touched=(convoy.thread.number,),
    )


def _made(
    call: CommandContext,
    title: str,
    issues: Mapping[Ref, Issue],
    subscribers: tuple[str, ...],
    lands: Lands | None,
) -> tuple[Convoy, bool]:
    """The convoy, and whether this command had made it already."""
    made = create.made_by(call.app, call.id, call.since)
    marker = create.first_marker(call.app, create.Origin(call.asker, call.id), lands)
    thread = made or apply.create(call.app, create.plan(title, _places(issues), subscribers, marker))
    when = lands or call.app.config.lands
    tracked = tuple(issues.values())
    return Convoy(thread, marker, tracked, subscribers=subscribers, lands=when), made is not None


def _places(issues: Mapping[Ref, Issue]) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys(issue.ref for issue in issues.values()))


def _typed(words: Sequence[str], options: Options) -> str:
    """The words and options as they could be typed."""
    typed = [spelled(words), *(f"--notify {name}".strip() for name in options["notify"])]
    typed += ["--human"] if options["human"] else []
    typed += [f"--from-epic {options['from_epic']}"] if options["from_epic"] else []
    typed += [f"--until {options['until']}"] if options["until"] else []
    return " ".join([*typed, *(["--owned"] if options["owned"] else [])])


def _lands(call: CommandContext, words: Sequence[str], options: Options) -> Lands | None:
    """When it is to land, None if nobody says so. Raises UsageError if it is said twice, and not alike."""
    until, owned = options["until"], options["owned"]
    if owned and until and until is not Lands.BY_HAND:
        either = [
            _typed(words, {**options, "until": None}),
            _typed(words, {**options, "owned": False}),
        ]
        raise UsageError(command_refusals.owned_until(until, either, call.channel))
    return Lands.BY_HAND if owned else until


def prepare(words: list[str], config: Config) -> list[str]:
    """Give every `--notify` its value: the next word if that is an address, else the default."""
    out: list[str] = []
    rest = iter(words)
    pending = next(rest, None)
    while pending is not None:
        word, pending = pending, next(rest, None)
        if word != "--notify":
            out.append(word)
        elif pending is not None and config.is_address(without_stop(pending)):
            out.append(f"--notify={pending}")
            pending = next(rest, None)
        elif pending != "--human":  # `--notify --human` is one wish: tell the human
            out.append("--notify=")
    return out


def _title(
    call: CommandContext, words: tuple[str, ...], epic: Epic | None
) -> tuple[str, tuple[str, ...], list[str]]:
    """The title that was typed, "" without one; the words left; what is wrong."""
    title = " ".join(words[0].split()) if words and not is_blank(words[0]) else ""
    if not title:
        return "", words[1:], [] if epic else [command_refusals.no_title(call.channel)]
    if _all_refs(call, words[0]):
        return "", words, []
    too_long = f"the title has {len(title)} characters, and GitHub allows {LONGEST_TITLE}"
    return title, words[1:], [too_long] if len(title) > LONGEST_TITLE else []


def _in_quotes(call: CommandContext, words: tuple[str, ...]) -> list[str] | None:
    """The words with the title in one, where its quotes seem to be missing: `Deploy v2.0 now gt-1`."""
    first = len(words)  # of the references
    while first > 1 and call.app.config.names.is_like_one(words[first - 1]):
        first -= 1
    title = words[:first]
    if first < 2 or any(isinstance(word, Quoted) or " " in word or _all_refs(call, word) for word in title):
        return None
    return [" ".join(title), *(words[first:] or ("REF...",))]


def _title_of(call: CommandContext, issues: Mapping[Ref, Issue], epic: Epic | None) -> str:
    """An issue's own, if whoever reads HQ, and whoever reads the answer, may see it."""
    first = epic.top if epic else next(iter(issues.values()))
    readers = (call.audience, call.app.audience(call.app.config.hq))
    if all(audience.may_see(first) for audience in readers):
        return first.title
    return f"Epic: {call.app.config.names.show(first.ref)}" if epic else create.title(call.app, issues)


def _all_refs(call: CommandContext, word: str) -> bool:
    """Whether a word is a reference, or several with commas: not one that goes on, `#1 priority`."""
    found = [(part, call.app.config.names.leading(part, call.here)) for part in split_refs([word])]
    return all(leading and leading[1] == len(part) for part, leading in found)


def _subscribers(
    call: CommandContext, notify: tuple[str, ...], human: bool, problems: list[str]
) -> tuple[str, ...]:
    config, wanted = call.app.config, list[str]()
    for name in notify if notify or human else ("",):
        try:
            wanted += [address(call, name)] if name else config.default_subscribers()
        except UserError as exc:
            problems.append(f"--notify {exc}")
    try:
        wanted += [config.the_human()] if human else []
    except UserError as exc:
        problems.append(str(exc))
    return unique(wanted)


DETAILS = Details(
    access="write",
    run=run,
    prepare=prepare,
    params=(
        # Unprocessed, for click's own type would forget which words were quoted.
        click.Argument(["words"], nargs=-1, type=click.UNPROCESSED, metavar='"TITLE" REF...'),
        click.Option(["--notify"], multiple=True, metavar="[ADDR]", help="Tell them; may be repeated."),
        click.Option(["--human"], is_flag=True, help="Tell whom the configuration calls `human`."),
        click.Option(["--until"], type=LandsType(), metavar=VALUES, help="When it lands: see `until`."),
        click.Option(["--owned"], is_flag=True, help="You land it: the same as --until by-hand."),
        click.Option(["--from-epic"], metavar="REF", help="Track the sub-issues of this issue, all levels."),
    ),
    examples=(
        'convoy create "Deploy v2.0" gt-12 bd-7 --notify overseer',
        'convoy create "Feature X" gt-1 owner/repo#2 --notify mayor/ --notify --human',
        'convoy create "Deploy v2.0" gt-12 bd-7 --until merged',
        'convoy create "Deploy v2.0" gt-12 bd-7 --owned',
        "convoy create gt-12 bd-7",
        "convoy create --from-epic gt-40",
    ),
    notes=(
        "If one thing is wrong, nothing is made. Without TITLE it is the first issue's.",
        "--notify takes the next word if that is an address; else it means `notify` of the configuration.",
        "Without both, `notify` is told.",
    ),
)
