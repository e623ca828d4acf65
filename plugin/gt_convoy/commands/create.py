"""`convoy create`: make a convoy of issues."""

from collections.abc import Mapping

import click

from gt_convoy import hq, work
from gt_convoy.config import Config
from gt_convoy.convoy import Convoy, Issue, Marker, unique
from gt_convoy.errors import Problems, Refused, Usage
from gt_convoy.refs import Ref
from gt_convoy.replies import asked
from gt_convoy.unseen import is_blank

from . import epics
from .call import Answer, Call, Command, check_refs, check_subscribers, repeated, results_of, split_refs
from .epics import Epic
from .grammar import spelled

LONGEST_TITLE = 256  # characters; GitHub answers 422 above


def run(
    call: Call, words: tuple[str, ...], notify: tuple[str, ...], human: bool, from_epic: str | None
) -> Answer:
    """Check everything that was asked for, then make it in one request."""
    if quoted := _in_quotes(call, words):
        options = [*(f"--notify {name}".strip() for name in notify), *(["--human"] if human else [])]
        raise Usage(asked.title_needs_quotes(" ".join([spelled(quoted), *options]), call.door))
    epic = epics.walk(call, from_epic) if from_epic else None
    title, rest, problems = _title(call, words, epic)
    subscribers = _subscribers(call.desk.config, notify, human, problems)
    issues, wrong = check_refs(call, rest)
    if [*problems, *wrong] == [no_title := asked.no_title(call.door)]:
        raise Usage(no_title)
    if problems or wrong:
        raise Problems([*problems, *wrong])
    warnings = check_subscribers(call, subscribers)
    issues |= epic.leaves if epic else {}
    if not issues:
        raise Usage(asked.no_issue(title, call.door))
    title = title or _title_of(call, issues, epic)
    made = hq.made_by(call.desk, call.id, call.since) if call.id and call.since else None
    refs = tuple(dict.fromkeys(issue.ref for issue in issues.values()))
    thread = made or hq.make(call.desk, title, refs, subscribers, call.id)
    convoy = Convoy(thread, Marker(), tuple(issues.values()), subscribers=subscribers)
    results = [*results_of(call, issues, "added"), *repeated(call, rest, issues)]
    notes = [*(epic.skipped if epic else ()), *warnings]
    return Answer(
        text="\n".join([asked.created(convoy, results, call.door, again=made is not None), *notes]),
        data=asked.changed_json(convoy, results, call.audience),
        refs=(thread.ref, *refs),
        touched=(thread.number,),
    )


def prepare(words: list[str], config: Config) -> list[str]:
    """Give every `--notify` its value: the next word if that is an address, else the default."""
    out: list[str] = []
    rest = iter(words)
    pending = next(rest, None)
    while pending is not None:
        word, pending = pending, next(rest, None)
        if word != "--notify":
            out.append(word)
        elif pending is not None and config.is_address(pending):
            out.append(f"--notify={pending}")
            pending = next(rest, None)
        elif pending != "--human":  # `--notify --human` is one wish: tell the human
            out.append("--notify=")
    return out


def _title(call: Call, words: tuple[str, ...], epic: Epic | None) -> tuple[str, tuple[str, ...], list[str]]:
    """The title that was typed, "" without one; the words left; what is wrong."""
    title = " ".join(words[0].split()) if words and not is_blank(words[0]) else ""
    if not title:
        return "", words[1:], [] if epic else [asked.no_title(call.door)]
    if _all_refs(call, words[0]):
        return "", words, []
    too_long = f"the title has {len(title)} characters, and GitHub allows {LONGEST_TITLE}"
    return title, words[1:], [too_long] if len(title) > LONGEST_TITLE else []


def _in_quotes(call: Call, words: tuple[str, ...]) -> list[str] | None:
    """The words with the title in one, where its quotes seem to be missing: `Deploy v2.0 now gt-1`."""
    first = len(words)  # of the references
    while first > 1 and call.desk.config.names.is_like_one(words[first - 1]):
        first -= 1
    title = words[:first]
    if first < 2 or any(" " in word or _all_refs(call, word) for word in title):
        return None
    return [" ".join(title), *(words[first:] or ("REF...",))]


def _title_of(call: Call, issues: Mapping[Ref, Issue], epic: Epic | None) -> str:
    """An issue's own, if whoever reads HQ, and whoever reads the answer, may see it."""
    first = epic.top if epic else next(iter(issues.values()))
    readers = (call.audience, call.desk.audience(call.desk.config.hq))
    if all(audience.may_see(first) for audience in readers):
        return first.title
    return f"Epic: {call.desk.config.names.show(first.ref)}" if epic else work.title(call.desk, issues)


def _all_refs(call: Call, word: str) -> bool:
    """Whether a word is a reference, or several with commas: not one that goes on, `#1 priority`."""
    found = [(part, call.desk.config.names.leading(part, call.here)) for part in split_refs([word])]
    return all(leading and leading[1] == len(part) for part, leading in found)


def _subscribers(
    config: Config, notify: tuple[str, ...], human: bool, problems: list[str]
) -> tuple[str, ...]:
    wanted: list[str] = []
    for name in notify if notify or human else ("",):
        try:
            wanted += [config.address(name)] if name else config.default_subscribers()
        except Refused as exc:
            problems.append(f"--notify {exc}")
    try:
        wanted += [config.the_human()] if human else []
    except Refused as exc:
        problems.append(str(exc))
    return unique(wanted)


COMMAND = Command(
    path=("convoy", "create"),
    summary="Make a convoy of issues in any repositories.",
    access="write",
    run=run,
    prepare=prepare,
    params=(
        click.Argument(["words"], nargs=-1, metavar='"TITLE" REF...'),
        click.Option(["--notify"], multiple=True, metavar="[ADDR]", help="Tell them; may be repeated."),
        click.Option(["--human"], is_flag=True, help="Tell whom the configuration calls `human`."),
        click.Option(["--from-epic"], metavar="REF", help="Track the sub-issues of this issue, all levels."),
    ),
    examples=(
        'convoy create "Deploy v2.0" gt-12 bd-7 --notify overseer',
        'convoy create "Feature X" gt-1 owner/repo#2 --notify mayor/ --notify --human',
        "convoy create gt-12 bd-7",
        "convoy create --from-epic gt-40",
    ),
    notes=(
        "If one thing is wrong, nothing is made. Without TITLE it is the first issue's.",
        "--notify takes the next word if that is an address; else it means `notify` of the configuration.",
        "Without both, `notify` is told.",
    ),
)
