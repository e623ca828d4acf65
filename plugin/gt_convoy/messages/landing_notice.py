"""What subscribers are told."""

from collections.abc import Sequence

from gt_convoy.document import metadata
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.requests import GiveUp
from gt_convoy.messages import landing_words
from gt_convoy.messages.issue_lines import issue_line
from gt_convoy.messages.words import block as fenced
from gt_convoy.messages.words import clean, cut, duration

MENTIONS = 40  # about as many as GitHub notifies from one comment


def notice_key(text: str) -> tuple[str, int] | None:
    """The key and part of a notice of ours, from its first line; None for any other comment.

    The key is a landing's, or `closed_key` of what was closed by force.
    """
    values = metadata.of_comment(text) or {}
    told = values.get("notice") or values.get("closed") or ""
    key, _, part = str(told).partition(" ")
    number = part.partition("/")[0]
    if not (key and number.isdecimal() and len(number) < 6):
        return None
    return (key if values.get("notice") else closed_key(key), int(number))


def closed_key(command: str | None) -> str:
    """What the notices of a closing by force are known by; without a command, nothing can look for them."""
    return f"closed {command or '-'}"


def is_of_closing(key: str) -> bool:
    """Whether that is the key of a closing by force, and no landing's."""
    return key.startswith("closed ")


def parts(subscribers: Sequence[str]) -> list[Sequence[str]]:
    """The subscribers in groups of as many as one comment reaches; one empty group if there are none."""
    return [subscribers[n : n + MENTIONS] for n in range(0, len(subscribers), MENTIONS)] or [()]


def notice(convoy: Convoy, audience: Audience, key: str, part: int, mentions: Sequence[Sequence[str]]) -> str:
    """One part of a landing notice, all its mentions in it. `part` counts from 1."""
    first = metadata.write({"v": metadata.VERSION, "notice": f"{key} {part}/{len(mentions)}"})
    who = " ".join(mentions[part - 1])
    title = f"🚚 Convoy Landed: {clean(convoy.thread.title)} ({convoy.id})"
    if part > 1:
        return f"{first}\n{who}\n{fenced(f'{title}, part {part} of {len(mentions)}')}"
    unmerged = cut(landing_words.not_merged(convoy, audience), LARGEST_TEXT // 8)
    told = ["", "Not merged (counted as not planned):", *unmerged] if unmerged else []
    issues = cut(
        [
            f"  {issue_line(seen, audience, types=False, people=False, relations=False)}"
            for seen in convoy.tracked
        ],
        LARGEST_TEXT // 2 - 1000 - sum(len(line) + 1 for line in told),
    )
    took = duration((convoy.closed_at or convoy.thread.created_at) - convoy.thread.created_at)
    text = "\n".join([title, "", f"Issues ({convoy.total}):", *issues, *told, "", f"Duration: {took}"])
    lines = [first, who, fenced(text, (seen.ref for seen in convoy.tracked))]
    return "\n".join(line for line in lines if line)


def given_up(convoy: Convoy, asked: GiveUp, part: int, mentions: Sequence[Sequence[str]]) -> str:
    """One part of what people hear when a convoy is closed by force. `part` counts from 1."""
    head = f"Convoy closed: {clean(asked.reason) if asked.reason else 'given up'}"
    progress = f"{convoy.completed}/{convoy.total} completed"
    text = f"{head}\n\n{clean(convoy.thread.title)} ({convoy.id}), {progress}, by @{asked.by}"
    told = f"{asked.command or '-'} {part}/{len(mentions)}"
    first = metadata.write({"v": metadata.VERSION, "closed": told})
    return "\n".join(line for line in (first, " ".join(mentions[part - 1]), fenced(text)) if line)
