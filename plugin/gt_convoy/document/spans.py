"""What stands where within a line of Markdown."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """`[label](address)`: the positions of both, and of all of it."""

    start: int
    end: int
    href: str
    address: tuple[int, int]


@dataclass(slots=True)
class Spans:
    """What the rules found, as positions: filled by the parser."""

    hidden: list[tuple[int, int]] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    tags: list[tuple[int, int]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
