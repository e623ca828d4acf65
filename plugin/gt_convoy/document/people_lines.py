"""Lines that name people: those whom a notice tells, and those who are given work."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gt_convoy.domain.crew import Crew

_NAME = re.compile(r"(?P<ticks>`*)(?P<name>@?[A-Za-z0-9][\w./-]*(?:\[bot\])?)(?P=ticks)", re.ASCII)
_MOST = re.compile(r"[`*_]*at most (?P<most>[0-9]{1,3})[`*_]*(?: at once)?[.]?", re.IGNORECASE | re.ASCII)
_PAUSED = re.compile(r"[`*_]*paused[.]?[`*_]*[.]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CrewLine:
    """What a line under the heading `Crew` says: one of the three."""

    name: str = ""
    most: int | None = None  # so many issues at once
    paused: bool = False

    @property
    def written(self) -> str:
        """The line as we write it."""
        if self.name:
            return by_name(self.name)
        return "- paused" if self.paused else f"- at most {self.most}"


def person(content: str) -> str | None:
    """Whom a list item names with its first word; None if nobody."""
    match = _NAME.match(content)
    return match["name"] if match else None


def crew_line(content: str) -> CrewLine | None:
    """What a list item says of a crew; None if nothing."""
    if most := _MOST.fullmatch(content.strip()):
        return CrewLine(most=int(most["most"]))
    if _PAUSED.fullmatch(content.strip()):
        return CrewLine(paused=True)
    return CrewLine(name=name) if (name := person(content)) else None


def by_name(name: str) -> str:
    """A line of ours that names somebody: in a code span, which pings nobody."""
    return f"- `{name}`"


def lines_of(crew: Crew) -> Iterator[CrewLine]:
    """The lines that say what a crew is."""
    for login in crew.workers:
        yield CrewLine(name=login if login.endswith("[bot]") else f"@{login}")
    if crew.most is not None:
        yield CrewLine(most=crew.most)
    if crew.paused:
        yield CrewLine(paused=True)
