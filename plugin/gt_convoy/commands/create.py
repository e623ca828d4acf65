"""`convoy create`: make a convoy of issues."""

import click

from gt_convoy import hq
from gt_convoy.config import Config
from gt_convoy.convoy import Convoy, Marker, unique
from gt_convoy.errors import Problems, Refused, Usage
from gt_convoy.replies import asked

from .call import Answer, Call, Command, check_refs, results_of

LONGEST_TITLE = 256  # characters; GitHub answers 422 above


def run(call: Call, words: tuple[str, ...], notify: tuple[str, ...], human: bool) -> Answer:
    """Check everything that was asked for, then make it in one request."""
    title, rest, problems = _title(call, words)
    subscribers = _subscribers(call.desk.config, notify, human, problems)
    issues, wrong = check_refs(call, rest)
    if problems or wrong:
        raise Problems([*problems, *wrong])
    if not issues:
        raise Usage('name at least one issue to track: convoy create "TITLE" gt-12 bd-7')
    made = hq.made_by(call.desk, call.id, call.since) if call.id and call.since else None
    thread = made or hq.make(call.desk, title, list(issues), subscribers, call.id)
    convoy = Convoy(thread, Marker(), tuple(issues.values()), subscribers=subscribers)
    results = results_of(call, issues, "added")
    return Answer(
        text=asked.created(convoy, results, again=made is not None),
        data=asked.changed_json(convoy, results, call.audience),
        refs=(thread.ref, *issues),
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


def _title(call: Call, words: tuple[str, ...]) -> tuple[str, tuple[str, ...], list[str]]:
    title = " ".join(words[0].split()) if words else ""
    if not title or call.desk.config.names.leading(words[0].rstrip(","), call.here):
        rest = words if title else words[1:]
        return "", rest, ['the title is missing. Write it first: convoy create "TITLE" REF...']
    if len(title) > LONGEST_TITLE:
        return title, words[1:], [f"the title has {len(title)} characters, and GitHub allows {LONGEST_TITLE}"]
    return title, words[1:], []


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
    ),
    examples=(
        'convoy create "Deploy v2.0" gt-12 bd-7 --notify overseer',
        'convoy create "Feature X" gt-1 owner/repo#2 --notify mayor/ --notify --human',
    ),
)
