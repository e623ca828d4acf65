"""markdown-it-py's parsers, made for structure alone and bounded against text that is meant to hurt."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, table

# GitHub nests far deeper than the preset's 20.
_DEEPEST = 260

# Deeper quotes are text to us: nothing in a quote counts, and each level looks at all lines that follow it.
_DEEPEST_QUOTE = 4


@cache
def block_parser() -> MarkdownIt:
    """Finds blocks with their line numbers; inline content is left as text."""
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at(
        "blockquote", _blockquote, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return parser


@cache
def span_parser() -> MarkdownIt:
    """Finds code spans and HTML in a paragraph's content."""
    parser = MarkdownIt("commonmark")
    parser.inline.ruler.enableOnly(["text", "newline", "escape", "backticks", "html_inline"])
    return parser


def _blockquote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    depth = state.env.setdefault("quotes", 0)
    if depth == _DEEPEST_QUOTE:
        return False
    state.env["quotes"] = depth + 1
    found = blockquote(state, start, end, silent)
    state.env["quotes"] = depth
    return found


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table's lines, without its cells: a small text can have a million of them."""
    found = table(state, start, end, True)
    if found and not silent:
        around, state.parentType = state.parentType, "table"
        state.line = next((n for n in range(start + 2, end) if _ends_table(state, n, end)), end)
        state.parentType = around
    return found


def _ends_table(state: StateBlock, line: int, end: int) -> bool:
    return (
        state.isEmpty(line)
        or state.sCount[line] < state.blkIndent
        or state.is_code_block(line)
        or any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("blockquote"))
    )
