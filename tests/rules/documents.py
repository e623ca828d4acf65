"""The written pages as tests read them: links, headings, and the command lines in them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gt_convoy.cli.main import Listed, build
from gt_convoy.commands import find
from gt_convoy.commands.parser import command_lines, parse
from tests.rules.building import CONFIG

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
# A form has brackets or an ellipsis: it is no line that anybody types.
FORM = re.compile(r"\.\.\.|…|\[(?!bot\])|\w\|\w")
IN_TERMINAL = re.compile(r"(?:ExecStart=\S*/|\$ )?(?:[A-Z_]+=\S+ )*gt-convoy(?P<words>(?: .*)?)")


@dataclass(frozen=True)
class Link:
    """Where it stands, where it leads to, and its text."""

    page: Path
    target: str
    text: str


def tokens(page: Path) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def links(page: Path) -> Iterator[Link]:
    """Those that lead to a file or a heading of ours."""
    found = list(tokens(page))
    for n, token in enumerate(found):
        target = str(token.attrGet("href") or token.attrGet("src") or "")
        if target and not re.match(r"[a-z]+:", target):
            yield Link(page, target, found[n + 1].content if n + 1 < len(found) else "")


def anchors(page: Path) -> set[str]:
    """Of the headings, as GitHub makes them."""
    found: dict[str, int] = {}
    names = set()
    heading = False
    for token in tokens(page):
        if heading and token.type == "inline":
            kept = re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", token.content).lower()).replace(
                " ", "-"
            )
            names.add(f"{kept}-{found[kept]}" if kept in found else kept)
            found[kept] = found.get(kept, 0) + 1
        heading = token.type == "heading_open"
    return names


def typed(page: Path) -> Iterator[str]:
    """What a person could type, in blocks and in code within sentences."""
    for token in tokens(page):
        if token.type in ("fence", "code_block", "code_inline"):
            yield from (line.strip() for line in token.content.splitlines() if not FORM.search(line))


def parse_in_comment(line: str) -> None:
    """Raises what the program would answer."""
    (found,) = command_lines(line)
    command, words = find(found.words)
    assert command, line
    parse(command, words, CONFIG)


def parse_in_terminal(line: str) -> None:
    """Raises what click would answer."""
    match = IN_TERMINAL.fullmatch(line)
    assert match, line
    name, words, command = "gt-convoy", shlex.split(match["words"], comments=True), click.Command("")
    command = build()
    words = words[1:] if words[:1] == ["convoy"] else words
    while isinstance(command, click.Group) and words:
        context = command.make_context(name, words)
        found, below, words = command.resolve_command(context, [*context._protected_args, *context.args])
        assert below, line
        name, command = found or name, below.load() if isinstance(below, Listed) else below
    if not isinstance(command, click.Group):
        command.make_context(name, words)
