"""Renders Markdown as GitHub's pages do: task lists, references, mentions, and no script.

https://docs.github.com/get-started/writing-on-github
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from gt_convoy_sandbox.model import Issue, Repository, User, World
from gt_convoy_sandbox.model.errors import Moved, Refused

SAFE_TAGS = {
    "details",
    "summary",
    "br",
    "sub",
    "sup",
    "kbd",
    "b",
    "i",
    "em",
    "strong",
    "del",
    "ins",
    "p",
    "hr",
}
HTML = re.compile(r"<!--.*?(?:-->|\Z)|</?([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>", re.DOTALL)
TASK = re.compile(r"\[([ xX])\](?=\s)\s*")
LINKED = re.compile(
    r"(?P<url>https?://[^\s<>\"']*[^\s<>\"'.,:;!?)\]])"
    r"|(?<![\w/#.-])(?P<name>[\w.-]+/[\w.-]+)?#(?P<number>[1-9]\d{0,9})\b"
    r"|(?<![\w/@`.-])@(?P<login>[A-Za-z0-9][A-Za-z0-9-]*)(?P<team>/[a-z0-9][a-z0-9-]*)?"
)
ISSUE_URL = re.compile(r"/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d{1,10})(?:[#?].*)?")


@dataclass(frozen=True)
class Reader:
    """For whom a text is rendered, and in which repository it stands."""

    world: World
    base: str
    inside: Repository
    viewer: User | None

    def issue(self, name: str | None, number: int) -> Issue | None:
        """Find an issue that the viewer may see."""
        found = self.inside
        if name is not None:
            there = self.world.repository(name) or self.world.moved_repository(name)
            if there is None:
                return None
            found = there
        return self._there(found, number) if self.world.can(found, self.viewer, "read") else None

    def _there(self, repository: Repository, number: int) -> Issue | None:
        try:
            return self.world.get_issue(repository, number)
        except Moved as moved:
            there = self.world.repository_of(moved.issue)
            return moved.issue if self.world.can(there, self.viewer, "read") else None
        except Refused:
            return None


def render(text: str, reader: Reader) -> Markup:
    """Render a text to safe HTML."""
    return Markup(PARSER.render(text, {"reader": reader}))  # noqa: S704 - raw HTML is sanitised below


def named(text: str, reader: Reader) -> Issue | None:
    """Find the one issue that a text names, as `#12`, `owner/repo#12` or by its address."""
    found = LINKED.fullmatch(text)
    if found and found["number"]:
        return reader.issue(found["name"], int(found["number"]))
    return _at(found["url"], reader) if found and found["url"] else None


def progress(text: str | None) -> tuple[int, int]:
    """Count the ticked and all tasks of a text."""
    if not text or "[" not in text:
        return 0, 0
    boxes = [token for token in _flat(PARSER.parse(text, {})) if token.type == "task"]
    return sum(token.meta["ticked"] for token in boxes), len(boxes)


def sanitised(html: str) -> str:
    """Keep a few harmless tags without their attributes, drop comments, escape everything else."""
    parts, at = [], 0
    for found in HTML.finditer(html):
        parts += [_text(html[at : found.start()]), _tag(found)]
        at = found.end()
    return "".join([*parts, _text(html[at:])])


def state_icon(issue: Issue) -> str:
    """Name the icon of an issue's state."""
    if issue.pull:
        is_draft = issue.pull.draft and issue.state == "open"
        return "merged" if issue.pull.merged else "pull-draft" if is_draft else f"pull-{issue.state}"
    return "not-planned" if issue.state_reason in ("not_planned", "duplicate") else issue.state


def _tag(found: re.Match[str]) -> str:
    name = (found[1] or "").lower()
    if not name:
        return ""
    if name not in SAFE_TAGS:
        return escape(found[0])
    closing = "/" if found[0].startswith("</") else ""
    is_open = name == "details" and not closing and re.search(r"\sopen\b", found[0])
    return f"<{closing}{name}{' open' if is_open else ''}>"


def _text(html: str) -> str:
    return escape(unescape(html), quote=False)


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _tick_boxes(state: StateCore) -> None:
    """Turn `[ ]` at the start of a list item into a box."""
    for at in range(2, len(state.tokens)):
        item, paragraph, inline = state.tokens[at - 2 : at + 1]
        kinds = (item.type, paragraph.type, inline.type)
        if kinds != ("list_item_open", "paragraph_open", "inline") or not inline.children:
            continue
        first = inline.children[0]
        box = TASK.match(first.content) if first.type == "text" else None
        if box:
            item.attrJoin("class", "task")
            first.content = first.content[box.end() :]
            inline.children.insert(0, Token("task", "input", 0, meta={"ticked": box[1] != " "}))


def _link_references(state: StateCore) -> None:
    """Link references, mentions and bare addresses in running text."""
    reader: Reader | None = state.env.get("reader")
    if reader is None:
        return
    for at, token in enumerate(state.tokens):
        if token.type == "inline" and token.children:
            in_item = at >= 2 and state.tokens[at - 2].type == "list_item_open"
            token.children = _with_links(token.children, reader, in_item)


def _with_links(children: list[Token], reader: Reader, in_item: bool) -> list[Token]:
    written = [each for each in children if each.type != "task" and each.content.strip()]
    alone = in_item and len(written) == 1
    result: list[Token] = []
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        is_text = token.type == "text" and not depth
        result += _linked(token.content, reader, alone) if is_text else [token]
    return result


def _linked(text: str, reader: Reader, alone: bool) -> Iterator[Token]:
    at = 0
    for found in LINKED.finditer(text):
        html = _link(found, reader, alone and found[0] == text.strip())
        if html:
            yield Token("text", "", 0, content=text[at : found.start()])
            yield Token("link_html", "", 0, content=html)
            at = found.end()
    yield Token("text", "", 0, content=text[at:])


def _link(found: re.Match[str], reader: Reader, unfurl: bool) -> str | None:
    if found["login"]:
        return _mention(found["login"], found["team"], reader)
    if found["url"]:
        return _address(found["url"], reader, unfurl)
    issue = reader.issue(found["name"], int(found["number"]))
    return _reference(issue, reader, found[0], unfurl) if issue else None


def _address(url: str, reader: Reader, unfurl: bool) -> str:
    issue = _at(url, reader)
    if issue is None:
        return f'<a href="{escape(url)}" rel="nofollow">{escape(url)}</a>'
    repository = reader.world.repository_of(issue)
    name = "" if repository is reader.inside else repository.full_name
    note = " (comment)" if "#issuecomment-" in url else ""
    return _reference(issue, reader, f"{name}#{issue.number}{note}", unfurl, url)


def _at(url: str, reader: Reader) -> Issue | None:
    inside = ISSUE_URL.fullmatch(url.removeprefix(reader.base)) if url.startswith(reader.base) else None
    return reader.issue(inside[1], int(inside[2])) if inside else None


def _reference(issue: Issue, reader: Reader, text: str, unfurl: bool, url: str = "") -> str:
    repository = reader.world.repository_of(issue)
    kind = "pull" if issue.pull else "issues"
    href = url or f"/{repository.full_name}/{kind}/{issue.number}"
    if not unfurl:
        return f'<a class="reference" href="{escape(href)}" title="{escape(issue.title)}">{escape(text)}</a>'
    name = "" if repository is reader.inside else repository.full_name
    return (
        f'<a class="reference" href="{escape(href)}">{_icon(state_icon(issue))}'
        f'{escape(issue.title)} <span class="muted">{escape(name)}#{issue.number}</span></a>'
    )


def _icon(name: str) -> str:
    return f'<svg class="icon {name}" aria-label="{name.replace("-", " ")}"><use href="#{name}"></use></svg> '


def _mention(login: str, team: str | None, reader: Reader) -> str | None:
    if team:
        organization = reader.world.organization(login)
        known = organization and team[1:] in organization.teams
        return f'<b class="mention">@{escape(login + team)}</b>' if known else None
    user = reader.world.user(login)
    return f'<a class="mention" href="/{user.login}">@{escape(login)}</a>' if user else None


def _render_html(_: Any, tokens: list[Token], at: int, *__: Any) -> str:
    return sanitised(tokens[at].content)


def _render_link(_: Any, tokens: list[Token], at: int, *__: Any) -> str:
    return tokens[at].content


def _render_task(_: Any, tokens: list[Token], at: int, *__: Any) -> str:
    ticked = tokens[at].meta["ticked"]
    label = "done" if ticked else "to do"
    return f'<input type="checkbox" disabled{" checked" if ticked else ""} aria-label="{label}"> '


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    parser.core.ruler.push("task_boxes", _tick_boxes)
    parser.core.ruler.push("references", _link_references)
    assert isinstance(parser.renderer, RendererHTML)  # noqa: S101 - rules are methods of the HTML renderer
    for kind, rule in (
        ("html_block", _render_html),
        ("html_inline", _render_html),
        ("link_html", _render_link),
        ("task", _render_task),
    ):
        parser.add_render_rule(kind, rule)
    return parser


PARSER = _parser()
