"""The answer to a command that there is not: the nearest one that there is."""

import difflib
from collections.abc import Collection, Mapping

from gt_convoy.domain.audience import Channel


def unknown_command(words: str, known: Collection[str], channel: Channel) -> str:
    """No such command, and the nearest one there is."""
    first, second, *_ = [*words.lower().split(), "", ""]
    if not second and (below := _below(first, known)):
        return f"{words}: which of these? {', '.join(f'`{channel.line(name)}`' for name in below.values())}"
    near = _nearest(first, second, known)
    hint = f"Did you mean `{channel.line(near)}`?" if near else f"See `{channel.line('help')}`"
    return f"{words}: there is no such command. {hint}"


def sign_behind(typed: str, meant: str) -> str:
    """Another sign than a blank behind the word that a command begins with; the line follows."""
    return f"{typed}: there is no such command. Did you mean `{meant.strip()}`? You wrote"


def _nearest(first: str, second: str, known: Collection[str]) -> str | None:
    """By the second word where the first is right; else `convoy` may be left out, or the first mistyped."""
    alone = {name: name for name in known if " " not in name}
    if below := _below(first, known):
        return _closest(second, below) or alone.get(second)
    groups = {name.split()[0]: name.split()[0] for name in known if " " in name}
    if found := _closest(first, alone | _below("convoy", known)):
        return found
    group = _closest(first, groups)
    return _nearest(group, second, known) if group else None


def _below(group: str, known: Collection[str]) -> dict[str, str]:
    """The commands that begin with a word, by the word that follows it."""
    return {name.split()[1]: name for name in known if name.startswith(f"{group} ")}


def _closest(word: str, names: Mapping[str, str]) -> str | None:
    return next((names[found] for found in difflib.get_close_matches(word, names, n=1)), None)
