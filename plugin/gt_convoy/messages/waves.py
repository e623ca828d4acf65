"""How a convoy's waves are shown: a tree of its issues by when they can be worked on."""

from collections.abc import Iterable, Iterator, Sequence

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Issue, Seen
from gt_convoy.domain.waves import Staged
from gt_convoy.messages import crew_words, warned
from gt_convoy.messages.convoy_status import convoy_title, title_json
from gt_convoy.messages.issue_lines import issue_line, tracked_json
from gt_convoy.messages.words import branches, plural


def text(convoy: Convoy, staged: Staged, audience: Audience) -> str:
    """Each wave with its issues, then what comes in none and why, then the warnings."""
    lines = [
        f"🚚 {convoy.id}: {convoy_title(convoy, audience)}",
        "",
        f"  Progress:  {convoy.completed}/{convoy.total} completed",
        "",
    ]
    for title, issues in _groups(staged):
        lines.append(f"  {title}")
        lines += branches([_line(seen, audience) for seen in issues])
    if handed_out := crew_words.next_lines(convoy, audience):
        lines += ["  Handed out with the next look:", *branches(handed_out)]
    if not convoy.open_issues:
        lines.append(f"  {'Nothing is left to start.' if convoy.total else 'Nothing is tracked yet.'}")
    if warnings := warned.status_lines(convoy, audience, held=False):
        lines += ["", *(f"  {line}" for line in warnings)]
    return "\n".join(lines)


def _groups(staged: Staged) -> Iterator[tuple[str, Sequence[Seen]]]:
    """Those that there are, but for what is closed: first what can be worked on."""
    for number, wave in enumerate(staged.waves, start=1):
        if wave:
            yield f"Wave {number}:{' ready now' if number == 1 else ''}".rstrip(":"), wave
        else:
            yield "Wave 1: nothing is ready now", ()
    circles = tuple(one for circle in staged.circles for one in circle)
    rest: Iterable[tuple[str, Sequence[Seen]]] = (
        ("Somebody is on it:", staged.taken),
        ("The work is in their open sub-issues:", staged.containers),
        ("In no wave: they block each other:", circles),
        ("In no wave: they wait for something outside this convoy, or that cannot be told:", staged.outside),
        ("In no wave: they wait for one that comes in none:", staged.behind),
        ("Cannot be read:", staged.unreadable),
        ("Private:", staged.private),
    )
    yield from ((title, issues) for title, issues in rest if issues)


def _line(seen: Seen, audience: Audience) -> str:
    line = issue_line(seen, audience)
    if isinstance(seen, Issue) and seen.container and audience.may_see(seen):
        return f"{line} ({plural(seen.open_children, 'open sub-issue')})"
    return line


def as_json(convoy: Convoy, staged: Staged, audience: Audience) -> dict[str, object]:
    """The same, as `--json` prints it."""

    def listed(issues: Sequence[Seen]) -> list[dict[str, object]]:
        return [_json(seen, audience) for seen in issues]

    return {
        "id": convoy.id,
        "title": title_json(convoy, audience),
        "url": convoy.thread.url,
        "waves": [listed(wave) for wave in staged.waves],
        "taken": listed(staged.taken),
        "containers": listed(staged.containers),
        "circles": [listed(circle) for circle in staged.circles],
        "outside": listed(staged.outside),
        "behind": listed(staged.behind),
        "unreadable": listed(staged.unreadable),
        "private": listed(staged.private),
        "closed": listed(staged.closed),
        "next": crew_words.next_json(convoy, audience),
        "warnings": warned.sentences(convoy, audience),
    }


def _json(seen: Seen, audience: Audience) -> dict[str, object]:
    below = seen.open_children if isinstance(seen, Issue) and audience.may_see(seen) else 0
    return tracked_json(seen, audience) | {"open_sub_issues": below}
