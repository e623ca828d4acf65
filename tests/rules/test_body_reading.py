import pytest

from gt_convoy.document.body_parser import parse
from gt_convoy.document.editor import compose
from gt_convoy.document.status_part import STATUS_BEGINS, STATUS_ENDS
from gt_convoy.domain.convoy import Marker
from tests.rules.building import NAMES, ref

MARK = '<!-- gt-convoy {"v":1} -->'

# (sentence, text, what is tracked, what holds; None where there is no task item at all)
READ = [
    ("a hyphen", "- [ ] gt-1", "gt-1", ""),
    ("a star", "* [ ] gt-1", "gt-1", ""),
    ("a plus", "+ [ ] gt-1", "gt-1", ""),
    ("a number and a dot", "1. [ ] gt-1", "gt-1", ""),
    ("a number and a bracket", "7) [ ] gt-1", "gt-1", ""),
    ("a ticked box", "- [x] gt-1", "gt-1", ""),
    ("a capital tick", "- [X] gt-1", "gt-1", ""),
    ("text behind the reference", "- [ ] gt-1 Fix the docs", "gt-1", ""),
    ("a colon behind the reference", "- [ ] acme/beads#7: Fix", "acme/beads#7", ""),
    ("other forms of a reference", "- [ ] beads#2\n- [ ] octo/x#3\n- [ ] #4", "bd-2 octo/x#3 #4", ""),
    ("an address", "- [ ] https://github.com/octo/x/pull/5", "octo/x#5", ""),
    ("several blanks and a tab", "-   [ ] \t gt-1", "gt-1", ""),
    ("an indented list", "   - [ ] gt-1", "gt-1", ""),
    ("nested items", "- [ ] gt-1\n  - [ ] gt-2\n    1. [ ] gt-3", "gt-1 gt-2 gt-3", ""),
    ("items below a plain one", "- Backend\n  - [ ] gt-1", "gt-1", ""),
    ("two items on one line", "- - [ ] gt-1", "gt-1", ""),
    ("the same issue twice", "- [ ] gt-1\n- [x] acme/GASTOWN#1", "gt-1", ""),
    ("a loose list", "- [ ] gt-1\n\n- [ ] gt-2", "gt-1 gt-2", ""),
    ("CRLF", "- [ ] gt-1\r\n- [ ] gt-2\r\n", "gt-1 gt-2", ""),
    ("CR alone", "- [ ] gt-1\r- [ ] gt-2\r", "gt-1 gt-2", ""),
    ("a NUL in the text", "- [ ] gt-1 \0 x", "gt-1", ""),
    ("text after a line separator, which ends no line", "- [ ] gt-1 \u2028- [ ] gt-2", "gt-1 gt-2", ""),
    ("a plain task holds", "- [ ] write the notes", "", "write the notes"),
    ("a ticked plain task does not", "- [x] write the notes", "", ""),
    ("a reference that is only mentioned", "- [ ] see gt-1", "", "see gt-1"),
    ("a reference in a link", "- [ ] [gt-1](https://x)", "gt-1", ""),
    ("an unknown prefix", "- [ ] xx-1", "", "xx-1"),
    ("a number that goes on", "- [ ] gt-1abc", "", "gt-1abc"),
    ("a reference on the line below its box", "- [ ]\n  gt-1", "gt-1", ""),
    ("a text on the line below its box", "- [ ]\n  write the notes\n  and more", "", "write the notes"),
    ("a box without text", "- [ ]", "", None),
    ("a box without a blank behind it", "- [ ]gt-1", "", None),
    ("a box without a blank in it", "- [] gt-1", "", None),
    ("a box that is escaped", "- \\[ ] gt-1", "", None),
    ("a list item without box", "- gt-1", "", None),
    ("a box that is in no list", "[ ] gt-1", "", None),
    ("a fence", "```\n- [ ] gt-1\n```", "", None),
    ("a fence of tildes", "~~~ text\n- [ ] gt-1\n~~~", "", None),
    ("a fence in a list item", "- [ ] gt-2\n  ```\n  - [ ] gt-1\n  ```", "gt-2", ""),
    ("a fence that is never closed", "```\n- [ ] gt-1\n\n- [ ] gt-2", "", None),
    ("indented code", "text\n\n    - [ ] gt-1", "", None),
    ("a quote", "> - [ ] gt-1", "", None),
    ("a quote in a list", "- > - [ ] gt-1", "", None),
    ("inline code", "- `[ ] gt-1`", "", None),
    ("an HTML comment on one line", "<!-- - [ ] gt-1 -->", "", None),
    ("an HTML comment over lines", "<!--\n- [ ] gt-1\n\n- [ ] gt-2\n-->\n- [ ] gt-3", "gt-3", ""),
    ("an HTML comment that is never closed", "<!--\n\n- [ ] gt-1", "", None),
    ("an HTML block", "<div>\n- [ ] gt-1\n</div>", "", None),
    ("details, which are shown as usual", "<details>\n\n- [ ] gt-1\n\n</details>", "gt-1", ""),
    ("details without a blank line, which are HTML", "<details>\n- [ ] gt-1\n</details>", "", None),
    ("a table", "| a |\n|---|\n| - [ ] gt-1 |", "", None),
]  # fmt: skip


def refs(text: str) -> tuple[object, ...]:
    return tuple(ref(word) for word in text.split())


@pytest.mark.parametrize(("text", "tracked", "holds"), [pytest.param(*r, id=name) for name, *r in READ])
def test_a_line_is_tracked_or_holds_or_is_nothing(text: str, tracked: str, holds: str | None) -> None:
    for whole in (text, f"### Tracked issues\n\n{text}"):
        body = parse(whole, NAMES)
        assert body.refs == refs(tracked)
        assert body.unticked_tasks == ((holds,) if holds else ())
        assert bool(body.items) is (holds is not None)


# (sentence, text, what is tracked)
SECTIONS = [
    ("without the heading the whole body counts", "- [ ] gt-1\n\n# Other\n- [ ] gt-2", "gt-1 gt-2"),
    (
        "the heading ends at the next of its level",
        "### Tracked issues\n- [ ] gt-1\n### X\n- [ ] gt-2",
        "gt-1",
    ),
    ("and at one of a higher level", "### Tracked issues\n- [ ] gt-1\n# X\n- [ ] gt-2", "gt-1"),
    ("but not at a lower one", "### Tracked issues\n- [ ] gt-1\n#### X\n- [ ] gt-2", "gt-1 gt-2"),
    ("what stands above it does not count", "- [ ] gt-2\n### Tracked issues\n- [ ] gt-1", "gt-1"),
    ("a heading of the first level", "# Tracked issues\n- [ ] gt-1\n## X\n- [ ] gt-2", "gt-1 gt-2"),
    ("a heading of the sixth level", "###### Tracked issues\n- [ ] gt-1\n###### X\n- [ ] gt-2", "gt-1"),
    ("in capitals, with hashes behind it", "## TRACKED ISSUES ##\n- [ ] gt-1\n## X\n- [ ] gt-2", "gt-1"),
    ("a heading with a line below it", "Tracked issues\n---\n- [ ] gt-1\n\nX\n===\n- [ ] gt-2", "gt-1"),
    ("a heading in a quote is none", "> ### Tracked issues\n\n- [ ] gt-1", "gt-1"),
    ("nor one in a list", "- ### Tracked issues\n\ntext\n\n- [ ] gt-1", "gt-1"),
    ("nor one in a fence", "```\n### Tracked issues\n```\n- [ ] gt-1", "gt-1"),
    ("a heading in a quote ends nothing", "### Tracked issues\n> ### X\n\n- [ ] gt-1", "gt-1"),
    ("a longer heading is another", "### Tracked issues, old\n- [ ] gt-1", "gt-1"),
    ("the first of two counts", "### Tracked issues\n- [ ] gt-1\n### Tracked issues\n- [ ] gt-2", "gt-1"),
    ("an empty one means nothing", "### Tracked issues\n\n### X\n- [ ] gt-1", ""),
    ("subscribers may stand first", "### Subscribers\n- `@joe`\n\n### Tracked issues\n- [ ] gt-1", "gt-1"),
]


@pytest.mark.parametrize(("text", "tracked"), [pytest.param(*r, id=name) for name, *r in SECTIONS])
def test_the_tracked_list_is_what_stands_below_its_heading(text: str, tracked: str) -> None:
    assert parse(text, NAMES).refs == refs(tracked)
    assert parse(text.replace("\n", "\r\n"), NAMES).refs == refs(tracked)


SUBSCRIBERS = [
    ("in a code span", "- `@joe`", ["@joe"]),
    ("without one", "- @joe", ["@joe"]),
    ("a team", "- `@acme/core`", ["@acme/core"]),
    (
        "names of the configuration",
        "* overseer\n* mayor/\n1. beads/amber",
        ["overseer", "mayor/", "beads/amber"],
    ),
    ("an agent's account", "- `copilot-swe-agent[bot]`", ["copilot-swe-agent[bot]"]),
    ("each once", "- @joe\n- `@JOE`", ["@joe"]),
    ("none in a quote or a fence", "> - @joe\n\n```\n- @nux\n```", []),
    ("none in a paragraph", "@joe", []),
    ("none in a task", "- [ ] @joe", []),
]


@pytest.mark.parametrize(("lines", "wanted"), [pytest.param(*r, id=name) for name, *r in SUBSCRIBERS])
def test_subscribers_are_the_list_below_their_heading(lines: str, wanted: list[str]) -> None:
    text = f"- @above\n\n### Subscribers\n{lines}\n\n### Next\n- @below"
    assert list(parse(text, NAMES).subscribers) == wanted


MARKERS = [
    ("the first line", f"{MARK}\ntext", 0),
    ("a later line", f"text\n\n{MARK}", 2),
    ("a line that ends a paragraph", f"text\n{MARK}", 1),
    ("with CRLF", f"{MARK}\r\ntext", 0),
    ("the first of two", f'{MARK}\n<!-- gt-convoy {{"v":1,"landed":"1.a"}} -->', 0),
    ("none in a fence", f"```\n{MARK}\n```", None),
    ("none in a quote", f"> {MARK}", None),
    ("none in a list", f"- {MARK}", None),
    ("none below a list item's text", f"- a\n\n  {MARK}", None),
    ("none in indented code", f"    {MARK}", None),
    ("none with text behind it", f"{MARK} text", None),
    ("none that is no JSON", '<!-- gt-convoy {"v":1 -->', None),
    ("none that is a list", "<!-- gt-convoy [1] -->", None),
    ("none that is nested beyond reading", f'<!-- gt-convoy {{"a":{"[" * 9999}{"]" * 9999}}} -->', None),
]


@pytest.mark.parametrize(("text", "line"), [pytest.param(*r, id=name) for name, *r in MARKERS])
def test_the_marker_is(text: str, line: int | None) -> None:
    body = parse(text, NAMES)
    assert body.marker_line == line
    assert body.marker == (None if line is None else Marker())


STATUS = [
    ("its three lines", f"{STATUS_BEGINS}\n🚚 x\n{STATUS_ENDS}\ntext", (0, 2)),
    ("its beginning alone, when its end is lost", f"{STATUS_BEGINS}\ntext", (0, 0)),
    ("and the line that can be nothing else", f"{STATUS_BEGINS}\n🚚 **hq-cv-1** x\ntext", (0, 1)),
    ("the first line of a new convoy too", f"{STATUS_BEGINS}\n🚚 ● open · 0/3\ntext", (0, 1)),
    ("not all that stands before a distant end", f"{STATUS_BEGINS}\na\n\nb\n\n{STATUS_ENDS}", (0, 0)),
    ("the same at the end of the text", f"text\n\n{STATUS_BEGINS}\n🚚 **hq-cv-1** x", (2, 3)),
    ("an end that one line of a person's moved away", f"{STATUS_BEGINS}\n🚚 x\na\n{STATUS_ENDS}", (0, 3)),
    ("but not one that two moved away", f"{STATUS_BEGINS}\n🚚 x\na\nb\n{STATUS_ENDS}", (0, 1)),
    ("warnings below its line", f"{STATUS_BEGINS}\n🚚 x\n⚠ y\n⚠ z\n{STATUS_ENDS}\ntext", (0, 4)),
    ("also beside a person's line", f"{STATUS_BEGINS}\n🚚 x\n⚠ y\na\n⚠ z\n{STATUS_ENDS}", (0, 5)),
    ("and when its end is lost", f"{STATUS_BEGINS}\n🚚 x\n⚠ y\n⚠ z\ntext\n⚠ theirs", (0, 3)),
    ("no sign of warning alone", f"{STATUS_BEGINS}\ntext\n⚠ theirs", (0, 0)),
    ("nothing when its beginning is lost", f"🚚 x\n{STATUS_ENDS}", None),
    ("what follows an end that stands first", f"{STATUS_ENDS}\n{STATUS_BEGINS}\n🚚 x\n{STATUS_ENDS}", (1, 3)),
    ("nothing in a list item", f"- a\n\n  {STATUS_BEGINS}\n  🚚 x\n  {STATUS_ENDS}", None),
    ("nothing in a fence", f"```\n{STATUS_BEGINS}\n🚚 x\n{STATUS_ENDS}\n```", None),
]


@pytest.mark.parametrize(("text", "lines"), [pytest.param(*r, id=name) for name, *r in STATUS])
def test_the_status_part_is(text: str, lines: tuple[int, int] | None) -> None:
    assert parse(text, NAMES).status == lines


def test_a_new_convoys_body_is_the_contracts() -> None:
    assert (
        compose(Marker(command="c7.1"), "🚚 status", [ref("gt-12"), ref("bd-7")], ["@joe", "@acme/core"])
        == """<!-- gt-convoy {"v":1,"command":"c7.1"} -->
<!-- gt-convoy:status -->
🚚 status
<!-- /gt-convoy:status -->

### Tracked issues
- [ ] acme/gastown#12
- [ ] acme/beads#7

### Subscribers
- `@joe`
- `@acme/core`
"""
    )
