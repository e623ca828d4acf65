"""Remarks on a convoy: each said once."""

from collections.abc import Mapping, Sequence

from gt_convoy.document import metadata
from gt_convoy.document.snapshot import ConvoySnapshot
from gt_convoy.domain import feeding
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.convoy import LABEL, Convoy, landing_key, unique
from gt_convoy.domain.effects import Remark
from gt_convoy.messages import crew_words, landing_words
from gt_convoy.messages.adoption import ADOPTED, overview
from gt_convoy.messages.words import block, clean, cut, plural

MENDED = "mended"
WAITS = "waits"  # those remarks are named so, each with the key of the landing that it is about
STALLED = "stalled"  # with the number of the launch, and the issue
STANDS_STILL = "author"  # the name of that remark
RELABELLED = "label"  # of that one


def concerns(snapshot: ConvoySnapshot) -> dict[str, str]:
    """What somebody should see to, a line each, by the name under which it is said once."""
    names = snapshot.audience.names
    found = {
        f"? {s.ref.key[0]}#{s.ref.number}": f"? {names.show(s.ref)} ({s.reason})"
        for s in snapshot.convoy.unknown
    }
    if snapshot.body.marker is None:
        found = {ADOPTED: "it is a convoy from now on"} | found
    found |= {
        f"{STALLED} {_launches(snapshot)} {s.ref.key[0]}#{s.ref.number}": crew_words.stalled(
            s, snapshot.convoy, snapshot.audience
        )
        for s in feeding.stalled(snapshot.convoy)
    }
    return found | {
        f"@ {name.lower()}": f"@ {clean(name)} (unknown address)" for name in snapshot.unknown_subscribers
    }


def waits_for_owner(convoy: Convoy) -> dict[str, str]:
    """That it is complete, for its owner: once for what is closed now, and nothing where it has none."""
    told = landing_words.waits_for_owner(convoy, Channel.GITHUB, convoy.owner)
    return {f"{WAITS} {landing_key(convoy.tracked)}": f"{convoy.id} is {told}"} if convoy.owner else {}


def remark(snapshot: ConvoySnapshot, new: Mapping[str, str]) -> str:
    """One comment about all that is new, and what to do about it."""
    first = metadata.write({"v": metadata.VERSION, "remarks": list(new)})
    parts = [overview(snapshot)] if ADOPTED in new else []
    waits, stalled = ([line for name, line in new.items() if _is(name, kind)] for kind in (WAITS, STALLED))
    parts += [waits] if waits else []
    parts += [_are_left(snapshot, [f"  {line}" for line in stalled])] if stalled else []
    others = [n for n in new if n != ADOPTED and not _is(n, WAITS) and not _is(n, STALLED)]
    parts += [_needs_a_look(snapshot, [f"  {new[name]}" for name in others])] if others else []
    text = block("\n\n".join("\n".join(part) for part in parts))
    convoy = snapshot.convoy
    told = [
        convoy.owner if waits else None,
        convoy.marker.launch.by if stalled and convoy.marker.launch else None,
    ]
    mentions = " ".join(f"@{login}" for login in unique(filter(None, told)))
    return "\n".join([first, *([mentions] if mentions else []), text])


def _is(name: str, kind: str) -> bool:
    return name.startswith(f"{kind} ")


def _launches(snapshot: ConvoySnapshot) -> int:
    return snapshot.convoy.marker.launch.number if snapshot.convoy.marker.launch else 0


def _are_left(snapshot: ConvoySnapshot, lines: Sequence[str]) -> list[str]:
    """What is handed out no more, for whoever launched it."""
    convoy = snapshot.convoy.id
    return [
        f"{convoy} hands these out no more, all else goes on:",
        "",
        *cut(lines, 8000),
        "",
        f"To begin anew with them: {Channel.GITHUB.line(f'convoy launch {convoy}')}",
    ]


def _needs_a_look(snapshot: ConvoySnapshot, lines: Sequence[str]) -> list[str]:
    return [
        f"{snapshot.convoy.id} needs a look:",
        "",
        *cut(lines, 8000),
        "",
        "What cannot be read holds the landing. Mend its line in the convoy's text,",
        f"or have it removed: {Channel.GITHUB.line(f'convoy remove {snapshot.convoy.id} REF')}",
    ]


def mended(snapshot: ConvoySnapshot) -> Remark:
    """The convoy's text had lost what the program keeps there: said once for that text."""
    name = f"{MENDED} {metadata.digest(snapshot.convoy.thread.body)}"
    convoy = snapshot.convoy.id
    text = (
        f"The lines that gt-convoy keeps in the text of {convoy} were gone. They are back; no other changed."
    )
    return _remark(name, text)


def _remark(name: str, text: str) -> Remark:
    first = metadata.write({"v": metadata.VERSION, "remarks": [name]})
    return Remark((name,), f"{first}\n{block(text)}")


def why_untold(*, locked: bool) -> str:
    """Why GitHub took no notice of a landing."""
    return "this issue is locked" if locked else "GitHub takes no comment of ours here"


def is_inactive(convoy: str, author: str, hq: str) -> Remark:
    """A convoy made by hand whose author may not write to HQ any more."""
    text = (
        f"{convoy} stands still: @{author}, who opened it, has no role to write to {hq} any more.\n\n"
        "Give them the role write again and it goes on, or let somebody who has it make the convoy anew:\n"
        + Channel.GITHUB.line('convoy create "TITLE" REF...')
    )
    return _remark(STANDS_STILL, text)


def relabelled(hq: str, count: int) -> Remark:
    """The label of convoys was renamed or deleted in HQ; it is back on so many of them."""
    text = (
        f"The label {LABEL} of {hq} was renamed or deleted. "
        f"It is back, and on {plural(count, 'convoy')} that had lost it.\n\n"
        "gt-convoy finds convoys by this label: leave its name and its description as they are. A label that "
        "was renamed stays beside it and may be deleted."
    )
    return _remark(RELABELLED, text)


def said(text: str) -> Sequence[str]:
    """What a comment of ours remarks on, from its first line."""
    names = (metadata.of_comment(text) or {}).get("remarks")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
