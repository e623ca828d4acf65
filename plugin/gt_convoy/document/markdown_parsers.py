"""markdown-it-py's parsers, made for structure alone and bounded against text that is meant to hurt."""

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, table
from markdown_it.rules_inline import StateInline, backtick, emphasis, html_inline, image, link, strikethrough

from gt_convoy.document.spans import Link, Spans

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


@cache
def inline_parser() -> MarkdownIt:
    """Leaves the positions of what it finds in the `Spans` that its environment holds under `spans`."""
    parser = MarkdownIt("commonmark", {"strikethrough_single_tilde": True}).enable("strikethrough")
    rules = parser.inline.ruler
    rules.at("backticks", _code)
    rules.at("html_inline", _html)
    rules.at("image", _image)
    rules.at("link", _link)
    rules.at("emphasis", _placed(emphasis.tokenize))
    rules.at("strikethrough", _placed(strikethrough.tokenize))
    rules.disable(["autolink", "entity"])  # their text counts as it stands
    parser.inline.ruler2.before("fragments_join", "spans", _signs)
    return parser


def _spans(state: StateInline) -> Spans:
    found: Spans = state.env["spans"]
    return found


def _code(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = backtick(state, silent)
    if found and not silent and state.tokens and state.tokens[-1].type == "code_inline" and not state.pending:
        _spans(state).code.append((start, state.pos))
    return found


def _html(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = html_inline(state, silent)
    if found and not silent:
        _spans(state).tags.append((start, state.pos))
    return found


def _image(state: StateInline, silent: bool) -> bool:
    """Without its label, which would be parsed apart, at places of its own."""
    start = state.pos
    found = image(state, True)
    if found and not silent:
        _spans(state).code.append((start, state.pos))
    return found


def _link(state: StateInline, silent: bool) -> bool:
    start, before = state.pos, len(state.tokens)
    if not link(state, silent):
        return False
    if not silent:
        end = state.pos
        opened = next(token for token in state.tokens[before:] if token.type == "link_open")
        below = state.md.helpers.parseLinkLabel(state, start, True)
        address = below + 2
        while state.src[address] in " \t\n":
            address += 1
        stop = state.md.helpers.parseLinkDestination(state.src, address, end).pos
        _spans(state).links.append(Link(start, end, str(opened.attrGet("href") or ""), (address, stop)))
        _spans(state).hidden.extend([(start, start + 1), (below, end)])
    return True


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """The rule, with each token that it adds told its position."""

    def with_places(state: StateInline, silent: bool) -> bool:
        if silent or state.src[state.pos] not in "*_~":
            return rule(state, silent)
        if state.pending:
            state.pushPending()
        at, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        for token in state.tokens[before:]:
            token.meta["at"] = at
            at += len(token.content)
        return found

    return with_places


def _signs(state: StateInline) -> None:
    """The signs that became emphasis are not shown, nor is what is struck through."""
    struck: list[int] = []
    for token in state.tokens:
        at = token.meta.get("at")
        if at is None or (token.type == "text" and token.content):
            continue
        size = len(token.markup) if token.tag == "s" else 1
        if token.type == "s_open":
            struck.append(at)
        if token.type == "s_close" and struck:
            _spans(state).struck.append((struck.pop(), at + size))
        else:
            _spans(state).hidden.append((at, at + size))


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
