import pytest

from gt_convoy.document.body_parser import parse
from gt_convoy.document.editor import render, stamp
from gt_convoy.document.list_editor import add_refs, add_subscribers, remove_refs, remove_subscribers
from gt_convoy.document.status_part import STATUS_BEGINS, STATUS_ENDS
from gt_convoy.domain.convoy import Marker
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import Ref
from tests.rules.building import NAMES, ref

MARK = '<!-- gt-convoy {"v":1,"landed":"2.a"} -->'
PART = f"{STATUS_BEGINS}\nNEW\n{STATUS_ENDS}"
HEAD = "### Tracked issues"

TICKED = [
    ("a box is ticked", "- [ ] gt-1 Fix [ ] this", "- [x] gt-1 Fix [ ] this"),
    ("a capital tick stays", "- [X] gt-1", "- [X] gt-1"),
    (
        "each line of an issue",
        "- [ ] gt-1\r\n* [ ] acme/gastown#1\r\n",
        "- [x] gt-1\r\n* [x] acme/gastown#1\r\n",
    ),
    ("a nested one, with a tab", "- x\n\t1) [ ]\tgt-1", "- x\n\t1) [x]\tgt-1"),
    ("the second on its line", "- * [ ] gt-1", "- * [x] gt-1"),
    ("a NUL before it", "- [ ] gt-1\0", "- [x] gt-1\0"),
    ("not a plain one", "- [ ] gt-one", "- [ ] gt-one"),
    ("not another's", "- [ ] gt-12", "- [ ] gt-12"),
    ("not one in a fence", "```\n- [ ] gt-1\n```", "```\n- [ ] gt-1\n```"),
    ("one that names it behind words", "- [ ] Fix it (gt-1)", "- [x] Fix it (gt-1)"),
    ("one with its reference below", "- [ ]\n  gt-1", "- [x]\n  gt-1"),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*r, id=name) for name, *r in TICKED])
def test_ticking_changes_the_character_in_the_box_alone(text: str, wanted: str) -> None:
    assert render(parse(text, NAMES), ticks={ref("gt-1"): True}) == wanted
    assert render(parse(wanted, NAMES), ticks={ref("gt-1"): False}) == text.replace("[X]", "[ ]")


SEVERAL = [
    ("ticked when all are closed", "- [ ] gt-1, gt-2", {"gt-1": True, "gt-2": True}, "- [x] gt-1, gt-2"),
    ("not while one is open", "- [x] gt-1, gt-2", {"gt-1": True, "gt-2": False}, "- [ ] gt-1, gt-2"),
    ("left as it is where one is not known", "- [ ] gt-1, gt-2", {"gt-1": True}, "- [ ] gt-1, gt-2"),
    ("not ticked where another is not known", "- [x] gt-1, gt-2", {"gt-1": False}, "- [ ] gt-1, gt-2"),
]


@pytest.mark.parametrize(("text", "ticks", "wanted"), [pytest.param(*r, id=name) for name, *r in SEVERAL])
def test_the_box_of_several_issues_is(text: str, ticks: dict[str, bool], wanted: str) -> None:
    assert render(parse(text, NAMES), ticks={ref(word): tick for word, tick in ticks.items()}) == wanted


ONE = "https://github.com/acme/gastown/issues/1"
NINE = "https://github.com/octo/x/issues/9"
MOVED = [
    ("behind words", "- [ ] Fix it (gt-1), soon", "- [ ] Fix it (octo/x#9), soon"),
    ("in bold", "- [ ] **gt-1**: Fix it", "- [ ] **octo/x#9**: Fix it"),
    ("in a list of them", "- [ ] #3, gt-1 and gt-2", "- [ ] #3, octo/x#9 and gt-2"),
    ("in a link", f"- [ ] [Fix it (#1)]({ONE} 'x'): @joe", f"- [ ] [Fix it (octo/x#9)]({NINE} 'x'): @joe"),
    ("in a link with angle brackets", f"- [ ] Do [it](<{ONE}>)", f"- [ ] Do [it]({NINE})"),
    ("as number and address", f"- [ ] Fix it (#1): {ONE}", "- [ ] Fix it (octo/x#9): octo/x#9"),
    ("as address in angle brackets", f"- [ ] Fix <{ONE}> it", "- [ ] Fix octo/x#9 it"),
    ("not in code", "- [ ] Fix `gt-1` in gt-1", "- [ ] Fix `gt-1` in octo/x#9"),
    ("in full", "- [ ] gt-1: Fix gt-1", "- [ ] octo/x#9: Fix gt-1"),
    ("with blanks and CRLF", "-  [x] \t acme/gastown#1\r\nmore", "-  [x] \t octo/x#9\r\nmore"),
    ("an address", "* [ ] https://github.com/acme/gastown/issues/1?x#y, z", "* [ ] octo/x#9, z"),
    ("on the line below its box", "- [ ]\r\n\t gt-1\r\n", "- [ ]\r\n\t octo/x#9\r\n"),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*r, id=name) for name, *r in MOVED])
def test_a_moved_issue_is_written_in_place_of_its_reference(text: str, wanted: str) -> None:
    assert render(parse(text, NAMES), moved={ref("gt-1"): Ref("octo/x", 9)}) == wanted


WRITTEN = [
    ("above everything where there is neither", "text", f"{MARK}\n{PART}\ntext"),
    ("in an empty body", "", f"{MARK}\n{PART}\n"),
    ("in their places", f"a\n\n{MARK}\n{STATUS_BEGINS}\n🚚 old\n{STATUS_ENDS}\nb", f"a\n\n{MARK}\n{PART}\nb"),
    ("the status below a marker that stands alone", f"a\n{MARK}\nb", f"a\n{MARK}\n{PART}\nb"),
    ("the status below a marker in the first line", f"{MARK}\nb", f"{MARK}\n{PART}\nb"),
    ("the marker above a status that stands alone", f"a\n{PART}\nb", f"{MARK}\na\n{PART}\nb"),
    ("with the text's own line ends", "a\r\nb\r\n", f"{MARK}\n{PART}\n".replace("\n", "\r\n") + "a\r\nb\r\n"),
    ("at the end, which has none", f"a\n{MARK}", f"a\n{MARK}\n{PART}"),
    ("the status whose end was lost", f"{MARK}\n{STATUS_BEGINS}\n🚚 old\ntheirs", f"{MARK}\n{PART}\ntheirs"),
    ("the status whose line was lost", f"{MARK}\n{STATUS_BEGINS}\n{STATUS_ENDS}", f"{MARK}\n{PART}"),
    (
        "a line that somebody wrote into the status part stays",
        f"{MARK}\n{STATUS_BEGINS}\n🚚 old\n- [ ] gt-4\n{STATUS_ENDS}\nb",
        f"{MARK}\n{PART}\n- [ ] gt-4\nb",
    ),
    (
        "even where the status itself is gone",
        f"{MARK}\n{STATUS_BEGINS}\ntheirs\n{STATUS_ENDS}",
        f"{MARK}\n{PART}\ntheirs\n",
    ),
    (
        "a marker that got into the status part stays too",
        f"{STATUS_BEGINS}\n{MARK}\n{STATUS_ENDS}\n",
        f"{PART}\n{MARK}\n",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*r, id=name) for name, *r in WRITTEN])
def test_marker_and_status_are_written(text: str, wanted: str) -> None:
    wanted = wanted.replace("NEW", "🚚 new")
    for before in (text.replace("NEW", "🚚 old"), wanted):
        assert render(parse(before, NAMES), marker=Marker(landed="2.a"), status="🚚 new") == wanted


ADDED = [
    (
        "behind the last item",
        f"{HEAD}\n- [ ] gt-1\n\ntext",
        f"{HEAD}\n- [ ] gt-1\n- [ ] acme/beads#5\n\ntext",
    ),
    (
        "behind what is nested in it",
        "- [ ] gt-1\n  - more\n\ntext",
        "- [ ] gt-1\n  - more\n- [ ] acme/beads#5\n\ntext",
    ),
    (
        "behind the list of its heading, not under one below it",
        f"{HEAD}\n- [ ] gt-1\n\n#### Later\n- [ ] gt-2\n",
        f"{HEAD}\n- [ ] gt-1\n- [ ] acme/beads#5\n\n#### Later\n- [ ] gt-2\n",
    ),
    (
        "below its heading, where all stands under headings below it",
        f"{HEAD}\n\n#### Now\n- [ ] gt-1\n",
        f"{HEAD}\n- [ ] acme/beads#5\n\n#### Now\n- [ ] gt-1\n",
    ),
    (
        "behind the list of a heading that somebody edited",
        "### **Tracked issues** (1):\n- [ ] gt-1\n\n### Notes\n- [ ] write",
        "### **Tracked issues** (1):\n- [ ] gt-1\n- [ ] acme/beads#5\n\n### Notes\n- [ ] write",
    ),
    (
        "without the heading, behind the last line that names an issue",
        "## Work\n- [ ] Fix it (gt-1)\n\n## Done when\n- [ ] the notes are written\n",
        "## Work\n- [ ] Fix it (gt-1)\n- [ ] acme/beads#5\n\n## Done when\n- [ ] the notes are written\n",
    ),
    ("below an empty heading", f"{HEAD}\n\n### X\n", f"{HEAD}\n- [ ] acme/beads#5\n\n### X\n"),
    ("below a heading with a line", "Tracked issues\n---\n", "Tracked issues\n---\n- [ ] acme/beads#5\n"),
    (
        "never between a heading and its line",
        "Tracked issues\n---\n<b>",
        "Tracked issues\n---\n- [ ] acme/beads#5\n\n<b>",
    ),
    ("below a heading's text", f"{HEAD}\nsome text", f"{HEAD}\nsome text\n- [ ] acme/beads#5\n"),
    ("in a body without list", "some text", f"some text\n\n{HEAD}\n- [ ] acme/beads#5\n"),
    (
        "not where the next heading would become its text",
        f"{HEAD}\nX\n=\n- [ ] plain",
        f"{HEAD}\n- [ ] acme/beads#5\n\nX\n=\n- [ ] plain",
    ),
    (
        "with the text's own line ends",
        f"{HEAD}\r\n- [ ] gt-1",
        f"{HEAD}\r\n- [ ] gt-1\r\n- [ ] acme/beads#5\r\n",
    ),
    ("above a fence left open", f"{HEAD}\n```\nx", f"{HEAD}\n- [ ] acme/beads#5\n\n```\nx"),
    ("above one in a body without list", "```\nx", f"\n{HEAD}\n- [ ] acme/beads#5\n\n```\nx"),
    (
        "below our first lines where a fence is open",
        f"{MARK}\n{PART}\n```\nx",
        f"{MARK}\n{PART}\n\n{HEAD}\n- [ ] acme/beads#5\n\n```\nx",
    ),
    (
        "above an HTML block that swallows what follows",
        f"{HEAD}\n<b>\nx",
        f"{HEAD}\n- [ ] acme/beads#5\n\n<b>\nx",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*r, id=name) for name, *r in ADDED])
def test_an_issue_is_added(text: str, wanted: str) -> None:
    five = Ref("acme/beads", 5)
    assert add_refs(text, [five, five], NAMES) == wanted
    assert add_refs(wanted, [ref("BD-5")], NAMES) == wanted


def test_issues_are_added_in_order_and_only_what_is_not_there() -> None:
    assert add_refs("- [x] gt-1\n", [ref("bd-9"), ref("gt-1"), ref("bd-2")], NAMES) == (
        "- [x] gt-1\n- [ ] acme/beads#9\n- [ ] acme/beads#2\n"
    )


REMOVED = [
    ("its line goes", "a\n- [ ] gt-1 Fix\n- [ ] gt-2\n", "a\n- [ ] gt-2\n"),
    ("each of its lines", "- [ ] gt-1\n- [ ] gt-2\n- [x] acme/gastown#1", "- [ ] gt-2\n"),
    ("its box alone where text belongs to it", "- [ ] gt-1 Fix\n  since May\n", "- gt-1 Fix\n  since May\n"),
    ("its box alone where others are nested in it", "* [x] gt-1\n  * [ ] gt-2", "* gt-1\n  * [ ] gt-2"),
    ("its box alone where `2.` would be no list", "a\n1. [ ] gt-1\n2. [ ] gt-2", "a\n1. gt-1\n2. [ ] gt-2"),
    (
        "its box alone where the next would be code",
        "10. - [ ] gt-1\n    - [ ] gt-2",
        "10. - gt-1\n    - [ ] gt-2",
    ),
    ("the line of a title that names it", "a\n- [ ] Fix it (gt-1)\n- [ ] gt-2\n", "a\n- [ ] gt-2\n"),
    (
        "the line that it leads, whatever else stands there",
        "- [ ] gt-1: fix, then gt-3\n- [ ] gt-2",
        "- [ ] gt-2",
    ),
    ("the first of several, with its comma", "- [x] gt-1, bd-2 and #3", "- [x] bd-2 and #3"),
    ("the middle one of several", "- [ ] bd-2, gt-1 and #3\r\n", "- [ ] bd-2, #3\r\n"),
    ("the last of several, with its word", "- [ ] bd-2, #3 and gt-1.", "- [ ] bd-2, #3."),
    ("each time that it stands there", "- [ ] gt-1, bd-2, acme/gastown#1", "- [ ] bd-2"),
    ("one of several in brackets", "- [ ] (bd-2, gt-1)", "- [ ] (bd-2)"),
    ("one of several lines", "- [ ] gt-1,\n  bd-2", "- [ ] bd-2"),
    ("one of several links", f"- [ ] [Fix #1]({ONE}), [Do #9]({NINE})", f"- [ ] [Do #9]({NINE})"),
    ("the line, where all of several go", "- [ ] gt-1 / acme/gastown#1\n- [ ] gt-2", "- [ ] gt-2"),
    ("nothing where it is only mentioned", "- [ ] see gt-1", "- [ ] see gt-1"),
    ("nothing where it is not tracked", "- [ ] gt-12\n```\n- [ ] gt-1", "- [ ] gt-12\n```\n- [ ] gt-1"),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*r, id=name) for name, *r in REMOVED])
def test_an_issue_is_removed(text: str, wanted: str) -> None:
    assert remove_refs(text, [ref("gt-1")], NAMES) == wanted


SUBS = "### Subscribers"
SUBSCRIBED = [
    ("behind the last", f"{SUBS}\n- @joe\n\ntext\n### X", f"{SUBS}\n- @joe\n\ntext\n- `@amber`\n### X"),
    ("below an empty heading", f"{SUBS}\n\n### X\n", f"{SUBS}\n- `@amber`\n\n### X\n"),
    ("in a body without heading", "- [ ] gt-1", f"- [ ] gt-1\n\n{SUBS}\n- `@amber`\n"),
    ("in an empty body", "", f"{SUBS}\n- `@amber`\n"),
    ("behind a blank line that is there", "a\n\n", f"a\n\n{SUBS}\n- `@amber`\n"),
    ("behind one of its own, whatever begins the body", "\na", f"\na\n\n{SUBS}\n- `@amber`\n"),
    ("not twice", f"{SUBS}\n- @Amber\n", f"{SUBS}\n- @Amber\n"),
    ("above an HTML block that swallows what follows", f"{SUBS}\n<b>\nx", f"{SUBS}\n- `@amber`\n\n<b>\nx"),
    ("above a fence that is open", "```\nx", f"\n{SUBS}\n- `@amber`\n\n```\nx"),
    (
        "below our first lines and their status where a fence is open",
        f"{MARK}\n{PART}\n```\nx",
        f"{MARK}\n{PART}\n\n{SUBS}\n- `@amber`\n\n```\nx",
    ),
    (
        "below our first lines where a fence is open",
        f"{MARK}\n```\nx",
        f"{MARK}\n\n{SUBS}\n- `@amber`\n\n```\nx",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*r, id=name) for name, *r in SUBSCRIBED])
def test_a_subscriber_is_added(text: str, wanted: str) -> None:
    assert add_subscribers(text, ["@amber", "@AMBER"], NAMES) == wanted


def test_a_subscriber_is_removed_with_their_line_alone() -> None:
    text = f"- @joe\n{SUBS}\n- `@JOE`\n- @joey\n* @joe too\n"
    assert remove_subscribers(text, ["@joe"], NAMES) == f"- @joe\n{SUBS}\n- @joey\n"


def test_where_no_list_item_can_stand_the_answer_says_so() -> None:
    text = f"```\n{HEAD}\n{SUBS}\n"
    assert parse(add_refs(text, [ref("gt-1")], NAMES), NAMES).refs == (ref("gt-1"),)
    swallowed = f"{HEAD}\n{SUBS}\n- <div>"
    assert parse(add_subscribers(swallowed, ["@joe"], NAMES), NAMES).subscribers == ("@joe",)
    with pytest.raises(UserError, match="no place for a list item: something in it is left open"):
        add_refs("- [ ] gt-2\n<!--", [Ref("a/b", 2**31)], NAMES)


def test_a_body_names_the_text_that_it_replaces_where_it_has_a_marker() -> None:
    marked = '<!-- gt-convoy {"v":1,"landed":"2.a","over":"0a1b"} -->'
    assert stamp(f"a\n{MARK}\nb\n", "0a1b", (), NAMES) == f"a\n{marked}\nb\n"
    assert stamp(f"a\n{marked}\nb\n", "9", (), NAMES) == f"a\n{marked.replace('0a1b', '9')}\nb\n"
    assert stamp("a\n", "0a1b", (), NAMES) == "a\n"


def test_a_body_names_those_of_its_lines_that_wait() -> None:
    text = f"{MARK}\n- [ ] gt-1\n- [ ] gt-2\n"
    waits = parse(stamp(text, "9", [ref("gt-2"), ref("gt-3")], NAMES), NAMES).marker
    assert waits is not None
    assert waits.waits == (ref("gt-2"),)
