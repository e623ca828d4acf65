"""How a convoy is shown: its status line, its status, the dashboard."""

from collections.abc import Callable, Iterable, Sequence

from gt_convoy.document.markdown import code_span
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import WAITS, Convoy, Lands, landing_key
from gt_convoy.domain.counts import PRIVATE, counts
from gt_convoy.domain.progress import Progress
from gt_convoy.domain.references import Names, Ref
from gt_convoy.messages import crew_words, landing_words, warned
from gt_convoy.messages.issue_lines import issue_line, tracked_json
from gt_convoy.messages.words import NO_RANGE, bar, branches, clean, percent, plural, some

LONGEST_HOLD = 80  # characters of an unticked task that are shown
# What is counted behind `2/7 completed`, which says the rest.
COUNTED = (
    Progress.UNMERGED,
    Progress.IN_REVIEW,
    Progress.IN_WORK,
    Progress.READY,
    Progress.BLOCKED,
    Progress.UNKNOWN,
    PRIVATE,
)
RESTING = "it landed before and was reopened by hand; it lands again when something changes"


def convoy_title(convoy: Convoy, audience: Audience) -> str:
    """A convoy's own title, where the readers may look into HQ."""
    title = title_json(convoy, audience)
    return "(private)" if title is None else clean(title)


def title_json(convoy: Convoy, audience: Audience) -> str | None:
    """The same, as `--json` prints it; None elsewhere."""
    return convoy.thread.title if audience.reads_hq else None


def status(convoy: Convoy, audience: Audience) -> str:
    """The detailed view of one convoy."""
    crew = crew_words.crew(convoy, audience.channel)
    lines = [
        f"🚚 {convoy.id}: {convoy_title(convoy, audience)}",
        "",
        f"  Status:    {_state(convoy)}",
        f"  Progress:  {convoy.completed}/{convoy.total} completed",
        f"  Created:   {convoy.thread.created_at.isoformat()}",
        *_lands(convoy, audience),
        *([f"  Crew:      {crew}"] if crew and audience.reads_hq else []),
        "",
        "  Tracked Issues:",
        *(f"    {issue_line(seen, audience)}" for seen in convoy.tracked),
    ]
    if not convoy.tracked:
        lines.append("    (none yet)")
    why = why_open(convoy, audience)
    if why:
        lines += ["", f"  {why}"]
    if warnings := warned.status_lines(convoy, audience, held=bool(why)):
        lines += ["", *(f"  {line}" for line in warnings)]
    for sentence in (*crew_words.nobody(convoy, audience), *_not_understood(convoy, audience)):
        lines += ["", f"  {sentence}"]
    return "\n".join(lines)


def dashboard(convoys: Sequence[Convoy], audience: Audience, *, tree: bool = False) -> str:
    """A line for each convoy, and with `tree` what it tracks below it."""
    if not convoys:
        make = audience.channel.line('convoy create "TITLE" REF...')
        return f"Convoys\n\n  None. Make one: {make}"
    lines = ["Convoys", ""]
    for convoy in convoys:
        progress = f"{_mark(convoy)} {convoy.completed}/{convoy.total}"
        lines.append(f"  🚚 {convoy.id}: {convoy_title(convoy, audience)} {progress}")
        if tree:
            lines += _branches(convoy, audience)
    show = audience.channel.line("convoy status <id>")
    return "\n".join([*lines, "", f"Use '{show}' for detailed view."])


def body_status(
    convoy: Convoy, audience: Audience, *, resting: bool = False, room: int = LARGEST_TEXT
) -> str:
    """What the body says of it, for its readers: the status line, and below it what to beware of.

    The latter is left out where it takes more than `room` characters.
    """
    line = status_line(convoy, audience, resting=resting)
    below = "".join(f"\n{warning}" for warning in warned.body_lines(convoy, audience))
    return line + below if len(below) <= room else line


def status_line(convoy: Convoy, audience: Audience, *, resting: bool = False) -> str:
    """The line in the convoy's body: counts, references, and in code spans the words of what holds it.

    `audience` are the readers of that body.
    """
    is_open, untold = convoy.thread.open, convoy.marker.untold
    state = "● open" if is_open else "✓ landed" if convoy.landed else "⊘ closed"
    done, total = convoy.completed, convoy.total
    line = (
        f"🚚 **{convoy.id}** {state} · {done}/{total} completed `{bar(done, total)}` {percent(done, total)}%"
    )
    line += "".join(f" · {count}" for count in _counted(convoy, audience)) if is_open else ""
    held = _held(convoy, audience, str, map(_in_code, convoy.unticked_tasks), code_span)
    if not total:
        held = "nothing is tracked yet"
    if resting:
        held = RESTING
    if convoy.waits_for_owner:
        held = landing_words.waits_for_owner(convoy, audience.channel, convoy.owner, code_span)
    if convoy.landed and untold:
        return f"{line} · {_untold(untold)}"
    return f"{line} · {held}" if held and is_open else line


def _counted(convoy: Convoy, audience: Audience) -> list[str]:
    """`1 in review`, `2 ready`: what is not there is left out."""
    found = counts(convoy, audience)
    return [f"{found[name]} {name.replace('_', ' ')}" for name in COUNTED if name in found]


def unread_status() -> str:
    """The status line of a convoy whose issues were not read yet."""
    return "🚚 ● open"


def refs_of(convoys: Iterable[Convoy]) -> list[Ref]:
    """What stands as links below a block: the convoy first, then what it tracks."""
    return [ref for convoy in convoys for ref in (convoy.thread.ref, *(seen.ref for seen in convoy.tracked))]


def _mark(convoy: Convoy) -> str:
    if convoy.may_land:
        return "✓"
    return "●" if convoy.thread.open else "✓" if convoy.landed else "⊘"


def _state(convoy: Convoy) -> str:
    if convoy.thread.open:
        return "●"
    return "✓ landed" if convoy.landed else "⊘ closed"


def _branches(convoy: Convoy, audience: Audience) -> list[str]:
    lines = [issue_line(seen, audience) for seen in convoy.tracked]
    lines += [f"☐ {words}" for words in _holds(convoy, audience)] if convoy.thread.open else []
    return branches(lines)


def _holds(convoy: Convoy, audience: Audience) -> list[str]:
    """The words of each unticked task without an issue: they are HQ's own text."""
    return [_shortened(words) if audience.reads_hq else "(private)" for words in convoy.unticked_tasks]


def _shortened(words: str) -> str:
    line = clean(words)
    return line if len(line) <= LONGEST_HOLD else f"{line[:LONGEST_HOLD].rstrip()}…"


def _in_code(words: str) -> str:
    return code_span(_shortened(words) or "…")


def _held(
    convoy: Convoy,
    audience: Audience,
    show: Callable[[Ref], str],
    words: Iterable[str],
    mark: Callable[[str], str] = str,
) -> str:
    """What keeps a convoy open although nothing that can be read is: empty when something is."""
    causes = []
    if convoy.unknown:
        causes.append(f"{some([show(seen.ref) for seen in convoy.unknown])} cannot be read")
    if convoy.waiting:
        add = audience.channel.line(f"convoy add {convoy.id}")
        waiting = some([show(seen.ref) for seen in convoy.waiting])
        causes.append(f"{waiting} {_wait(len(convoy.waiting))} ({add})")
    if convoy.unticked_tasks:
        tasks = plural(len(convoy.unticked_tasks), "unticked task")
        causes.append(f"{tasks} without an issue: {some(list(words))}")
    if convoy.held_unmerged:
        causes.append(
            some([landing_words.unmerged(one, audience, show, mark) for one in convoy.held_unmerged])
        )
    return f"held: {'; '.join(causes)}" if causes else ""


def _untold(why: str) -> str:
    return f"its subscribers are not told yet: {clean(why)}"


def _wait(count: int) -> str:
    """Said of lines that nobody vouched for."""
    return WAITS if count == 1 else "wait for somebody who may read them"


def _not_understood(convoy: Convoy, audience: Audience) -> list[str]:
    """What its lines seem to track and do not; they are HQ's own text."""
    if not audience.reads_hq:
        return []
    ranges = [f"Not tracked, for {NO_RANGE}: {some([_shortened(text) for text in convoy.unticked_ranges])}"]
    return [*(ranges if convoy.unticked_ranges else []), *_unknown_prefixes(convoy, audience.names)]


def _unknown_prefixes(convoy: Convoy, names: Names) -> list[str]:
    """Short references whose prefix no rig has: with another configuration the same convoy counts more."""
    first = [text.split(maxsplit=1)[0].rstrip(".,;:!") for text in convoy.unticked_tasks if text.strip()]
    found = list(dict.fromkeys(word for word in first if names.unknown_prefix(word)))
    if not found:
        return []
    known = ", ".join(rig.prefix for rig in names.rigs if rig.prefix) or "none is configured"
    return [
        (
            f"Not tracked, for no rig has such a prefix ({known}): {', '.join(map(clean, found[:5]))}. Short "
            "references need `rigs:` of the configuration file; owner/repo#12 needs nothing"
        )
    ]


def _lands(convoy: Convoy, audience: Audience) -> list[str]:
    """When it lands, where that is not as soon as all is closed."""
    when = landing_words.when(convoy.lands, landing_words.owner_of(convoy, audience))
    return [] if convoy.lands is Lands.CLOSED else [f"  Lands:     {when}"]


def why_open(convoy: Convoy, audience: Audience) -> str:
    """Why it stays open though nothing of it is, or what its subscribers still wait for; "" if neither."""
    if convoy.landed and convoy.marker.untold:
        told = _untold(convoy.marker.untold)
        return f"{told[:1].upper()}{told[1:]}."
    if not convoy.thread.open or (convoy.open_issues and not convoy.unticked_tasks):
        return ""
    if convoy.waits_for_owner:
        owner = landing_words.owner_of(convoy, audience)
        waits = landing_words.waits_for_owner(convoy, audience.channel, owner)
        return f"{waits[:1].upper()}{waits[1:]}."
    if convoy.may_land:
        same = convoy.marker.landed == landing_key(convoy.tracked)
        check = audience.channel.line(f"convoy check {convoy.id}")
        return f"All is closed: {RESTING if same else f'it lands with the next look ({check})'}."
    words = (f'"{text}"' for text in _holds(convoy, audience))
    held = _held(convoy, audience, audience.names.show, words)
    return f"{held[:1].upper()}{held[1:]}." if convoy.tracked else ""


def convoy_json(convoy: Convoy, audience: Audience) -> dict[str, object]:
    """A convoy, as `--json` prints it."""
    thread = convoy.thread
    return {
        "id": convoy.id,
        "number": thread.number,
        "url": thread.url,
        "title": title_json(convoy, audience),
        "status": "open" if thread.open else "closed",
        "landed": convoy.landed,
        "created_at": thread.created_at.isoformat(),
        "closed_at": thread.closed_at.isoformat() if thread.closed_at else None,
        "completed": convoy.completed,
        "total": convoy.total,
        "subscribers": list(convoy.subscribers),
        "swarm": list(audience.visible(convoy).swarm),
        "tracked": [tracked_json(seen, audience) for seen in convoy.tracked],
        "counts": counts(convoy, audience),
        "holds": list(convoy.unticked_tasks) if audience.reads_hq else [],
        "warnings": warned.sentences(convoy, audience),
        "lands": convoy.lands.value,
        "crew": crew_words.crew_json(convoy, audience),
    }
