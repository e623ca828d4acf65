"""What the lines of tracking issues track, as people write them by hand."""

import re

import pytest

from gt_convoy.document.body_parser import parse
from tests.rules.building import NAMES, ref
from tests.rules.documents import ROOT

X4 = "https://github.com/octo/x/issues/4"
X5 = "https://github.com/octo/x/pull/5"

# (sentence, the item's text, what is tracked; nothing: the line holds the landing until it is ticked)
LINES = [
    # It begins with a reference.
    ("a title behind it", "#12 Cache the parsed files", "#12"),
    ("a title behind a dash", "gt-12 — cache the parsed files", "gt-12"),
    ("a title that names another", "acme/beads#7: the part of #12 that faces users", "bd-7"),
    ("an address, then who does it", f"{X4} (@joe)", "octo/x#4"),
    ("in bold", "**gt-12**: cache the parsed files", "gt-12"),
    ("in italics, by underlines", "_#12_ cache the parsed files, then #13", "#12"),
    ("behind an emoji", "🚧 #12 cache the parsed files, needs #13", "#12"),
    ("behind an opening bracket", "[#12] cache the parsed files like #13 does", "#12"),
    ("a link to it", f"[Cache the parsed files]({X4}) after #13", "octo/x#4"),
    ("what waits for another", "gt-12, blocked by gt-13", "gt-12"),
    ("two, then words", "#12 and #13: cache the parsed files", "#12"),
    ("a dash, then what the other did", "#12 - #15 broke it", "#12"),
    ("a dash, then a year", "#12 – 2026 edition", "#12"),
    ("a list with words behind it on the next line", "#12, #13\n  Both are old.", "#12 #13"),
    ("a list with another on the next line", "#12, #13\n  They need gt-4.", "#12 #13"),
    ("a number like a colour", "#123456 cache the parsed files", "#123456"),
    # It holds one reference.
    ("a title, its number behind it", "Cache the parsed files (#12)", "#12"),
    ("without brackets", "xPyD #12", "#12"),
    ("bold words before it", "**Docs** #12", "#12"),
    ("an address behind a colon", f"Cache the parsed files: {X4}", "octo/x#4"),
    ("an address in angle brackets", f"Cache the parsed files <{X4}>", "octo/x#4"),
    ("an address in brackets at the end of a sentence", f"Cache the parsed files ({X4}).", "octo/x#4"),
    ("an address of a comment", f"Cache the parsed files {X4}#issuecomment-99", "octo/x#4"),
    ("an address in bold", f"Cache **{X4}**", "octo/x#4"),
    ("a link from its title", f"[Cache the parsed files (#5)]({X5}): @joe", "octo/x#5"),
    ("a link from the word PR", f"Cache the parsed files ([PR]({X5}))", "octo/x#5"),
    ("a link from its number", f"Cache the parsed files ([#5]({X5}))", "octo/x#5"),
    ("a link with a title and angle brackets", f'Cache ([PR](<{X5}> "by joe"))', "octo/x#5"),
    ("a link around a picture", f"Cache [![badge](https://x.org/b.svg)]({X5})", "octo/x#5"),
    ("a link whose label names another issue", f"[What #3 left to do]({X4})", "octo/x#4"),
    ("a link to elsewhere around it", "Cache [#12](https://example.org/board)", "#12"),
    ("its number and its address", f"Cache the parsed files (#4): {X4}", "octo/x#4"),
    ("one in two forms", "Cache gt-3 by way of acme/gastown#3", "gt-3"),
    ("with code around it", "Rename `read()` to `load()` (#12)", "#12"),
    ("with a reference in code", "Drop `#13` from the list (#12)", "#12"),
    ("with one that is struck through", "~~#13~~ superseded by #12", "#12"),
    ("with a name and a date", "Ship it @joe 2026-11-03 gt-12", "gt-12"),
    ("by a rig's name", "Ship it (gastown#12)", "gt-12"),
    ("by a prefix of two words", "Ship the app: my-app-3", "my-app-3"),
    ("behind Chinese", "缓存#12", "#12"),
    ("a pull request that takes another back", 'Revert "Cache the parsed files" (#12)', "#12"),
    ("a word that only ends like one that mentions", "Update the core #12", "#12"),
    ("on the next line", f"Cache the parsed files\n      {X4}", "octo/x#4"),
    ("another on the next line", "Cache the parsed files (#12)\n  It needs #13.", "#12"),
    # It consists of references alone.
    ("with commas and a word", "#12, #13 and gt-4", "#12 #13 gt-4"),
    ("with a comma", "acme/gastown#1, acme/beads#1", "gt-1 bd-1"),
    ("without a blank", "acme/gastown#1,acme/beads#1", "gt-1 bd-1"),
    ("with blanks alone", "#12 #13", "#12 #13"),
    ("with other signs", "#12 & #13 / gt-4 + gt-5; gt-6.", "#12 #13 gt-4 gt-5 gt-6"),
    ("in brackets, behind an emoji", "🚀 (#12, #13)", "#12 #13"),
    ("in bold", "**#12** and **#13**", "#12 #13"),
    ("addresses", f"{X4},{X5}", "octo/x#4 octo/x#5"),
    ("links", f"[Cache]({X4}), [Ship]({X5})", "octo/x#4 octo/x#5"),
    ("over two lines", "#12,\n  #13", "#12 #13"),
    ("the same twice", "#12, acme/hq#12", "#12"),
    ("with one that is struck through", "#12, ~~#13~~ and gt-4", "#12 gt-4"),
    ("behind an emoji by its name", ":rocket: #12, #13", "#12 #13"),
    ("in two repositories, with a dash", "gt-1 - bd-4", "gt-1 bd-4"),
    ("the same in two forms, with a dash", f"octo/x#4 – {X4}", "octo/x#4"),
    # It names none.
    ("two among words", "Compare #12 with #13", ""),
    ("two titles", "Cache (#12), ship (#13)", ""),
    ("struck through, with words behind it", "~~#12~~ dropped", ""),
    ("struck through in part", "~~Cache~~ ship the parsed files", ""),
    ("a link that is struck through, with words", f"~~[Cache]({X4})~~ dropped", ""),
    ("an HTML comment alone", "<!-- #12 -->", ""),
    ("a lone tilde", "~ 12 files", ""),
    ("struck through by HTML", "<del>gt-12</del> dropped", ""),
    ("in an HTML comment", "Cache the parsed files <!-- #12 -->", ""),
    ("in code", "Explain `gt-12`", ""),
    ("in HTML's code", "Explain <code>gt-12</code>", ""),
    ("escaped", "Write \\#12 into the notes", ""),
    ("an entity", "Write &#12; into the notes", ""),
    ("a part of a word", "Move to C#12, utf-8, issue-12, GH-12, owner#12 and x-gt-12", ""),
    ("a number that goes on", "Reach gt-1.5, #12a, #12-rc1 and gt-1/x", ""),
    ("a colour", "Paint it #123456", ""),
    ("an address of another site", "Read https://example.org/octo/x/issues/4#12", ""),
    ("an address of something else", "Read https://github.com/octo/x/discussions/4", ""),
    ("an address of a commit in a pull request", f"Read {X5}/commits/0a1b2c", ""),
    ("an account of that name", "Ask @gastown#12", ""),
    ("an unknown prefix", "xx-5", ""),
    ("a convoy's id", "Plan hq-cv-12", ""),
    ("a number that GitHub cannot have", "Count to #99999999999", ""),
]  # fmt: skip

# Between two references they join them.
JOINTS = [
    " ", ", ", "、", "，", " ， ", "; ", ": ", " & ", " &amp; ", "&#44; ", "&nbsp;", " → ", " -> ", " => ",
    " · ", " • ", " | ", "｜", " / ", " + ", " * ", ". ", " ✅ ", " :heavy_check_mark: ", " (", ") (",
    "** **", " <br> ",
    " and ", ", and ", " AND ", " or ", " und ", " oder ", " et ", " ou ", " y ", " e ", " o ", " sowie ",
    " plus ", " with ",
    "和", "と",
]  # fmt: skip
# Without a blank each would take them for a part of itself.
TIGHT_JOINTS = [",", ";", "+", "/", "&", "&amp;", "->", "=>", ".", "→", "·", "|"]
NO_JOINTS = [" then ", " fixes ", " `and` ", " 3 ", " @joe ", " and not ", " for and by "]

# Between two references they say: from this one to that.
RANGES = [
    " – ", "–", " - ", "-", " — ", "..", " .. ", "...", "…", " to ", " TO ", " bis ", " through ", " ~ ",
    " &ndash; ",
]  # fmt: skip


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("other", ["#13", "gt-4", X5])
def test_references_with_signs_or_a_small_word_between_them_are_all_tracked(joint: str, other: str) -> None:
    assert tracked(f"#12{joint}{other}") == (ref("#12"), NAMES.parse(other))
    assert tracked(f"gt-1{joint}#12{joint}{other}") == (ref("gt-1"), ref("#12"), NAMES.parse(other))


@pytest.mark.parametrize("joint", TIGHT_JOINTS)
@pytest.mark.parametrize("other", ["#13", "gt-4"])
def test_signs_join_references_without_a_blank(joint: str, other: str) -> None:
    assert tracked(f"gt-1{joint}#12{joint}{other}") == (ref("gt-1"), ref("#12"), ref(other))


@pytest.mark.parametrize("words", NO_JOINTS)
def test_other_words_between_references_leave_the_first(words: str) -> None:
    assert tracked(f"#12{words}#13") == (ref("#12"),)


@pytest.mark.parametrize("to", RANGES)
@pytest.mark.parametrize(
    "text", ["#12{}#15", "#2, #12{}#15", "(**#12**{}**#15**).", "✅ gt-2{}gt-5", "#2{}#5, #12"]
)
def test_a_range_of_issues_holds_and_is_told_apart(to: str, text: str) -> None:
    body = parse(f"- [ ] {text.format(to)}\n- [ ] test", NAMES)
    assert body.refs == ()
    assert body.unticked_ranges == (text.format(to),)
    assert body.unticked_tasks == (text.format(to), "test")


@pytest.mark.parametrize(
    "text",
    ["#12 – 15", "#12–15", "#12..15", "#2, #12 to 15.", "#12–15: cache them", "#12..#15: cache them",
     "Cache them (#12..#15)", "Cache them: #12–15", "#12 – #15\n  Cache them."],
)  # fmt: skip
def test_a_range_is_one_by_its_number_alone_and_without_a_blank_beside_words(text: str) -> None:
    body = parse(f"- [ ] {text}", NAMES)
    assert (body.refs, body.unticked_ranges) == ((), (text.partition("\n")[0],))


@pytest.mark.parametrize("text", ["#12 – 3", "Ship #12 – 2026 edition", "#12 (2–3 days)", "#12 - 20 files"])
def test_a_number_behind_a_reference_need_not_end_a_range(text: str) -> None:
    assert tracked(text) == (ref("#12"),)


def test_a_ticked_range_holds_nothing() -> None:
    assert parse("- [x] #12 – #15", NAMES).unticked_ranges == ()


# Before a reference they only mention it.
MENTIONING = [
    "blocked by", "Blocked by:", "**Blocked by**", "blocks on", "depends on", "depending on", "after",
    "After", "before", "see", "See also", "(see", "see issue", "see the PR", "like", "re", "Re:", "about",
    "revert", "Reverts", "revert of", "follow-up to", "Follow up of", "followup to",
]  # fmt: skip


def tracked(text: str) -> object:
    return parse(f"- [ ] {text}", NAMES).refs


@pytest.mark.parametrize(("text", "refs"), [pytest.param(*r, id=name) for name, *r in LINES])
def test_a_line_tracks(text: str, refs: str) -> None:
    wanted = tuple(ref(word) for word in refs.split())
    first = text.partition("\n")[0]
    for line_end in ("\n", "\r\n"):
        for before, after in (("- [ ] ", ""), ("### Tracked issues\n\n1. Parts\n   * [ ]\t", "\n\n### More")):
            body = parse(f"{before}{text}{after}".replace("\n", line_end), NAMES)
            assert body.refs == wanted
            assert body.unticked_tasks == (() if wanted else (first,))


@pytest.mark.parametrize("words", MENTIONING)
@pytest.mark.parametrize("where", ["gt-12", "**gt-12**", f"[Cache]({X4})", X4])
def test_words_that_mention_a_reference_do_not_track_it(words: str, where: str) -> None:
    assert tracked(f"{words} {where}") == ()
    assert tracked(f"Cache the parsed files, {words} {where}") == ()


@pytest.mark.parametrize(
    "text",
    [
        "~~#12~~", "~#12~", "~~write docs~~", "~write docs~", "~~Cache the parsed files (#12)~~",
        f"~~[Cache]({X4})~~", "**~~gt-12~~**", "~~#12~~ ~~and docs~~", "<del>gt-12</del>", "~~`code`~~",
        "~~write\n  docs~~", "~~#12~~ <!-- no longer -->",
    ],
)  # fmt: skip
def test_a_line_that_is_all_struck_through_is_dropped(text: str) -> None:
    body = parse(f"- [ ] {text}", NAMES)
    assert (body.refs, body.unticked_tasks, len(body.items)) == ((), (), 1)
    assert parse(f"- [ ] {text}\n- [ ] gt-1\n- [ ] test", NAMES).unticked_tasks == ("test",)


def test_a_line_of_several_issues_says_which_it_passes_over() -> None:
    def passed_over(text: str) -> list[str]:
        return [str(one) for item in parse(f"- [ ] {text}", NAMES).items for one in item.passed_over]

    assert passed_over("#12: fix, then gt-13") == ["acme/gastown#13"]
    assert passed_over("Compare #12 with #13") == ["acme/hq#12", "acme/hq#13"]
    assert passed_over("Fix (#12)\n  It needs #13.") == ["acme/hq#13"]
    assert passed_over("#12, #13") == passed_over("Paint it #123456") == []


def test_a_line_that_nobody_can_have_meant_is_read_by_its_beginning() -> None:
    many = "[" * 500
    assert tracked(f"gt-1 {many}") == (ref("gt-1"),)
    assert tracked(f"{many} gt-1") == ()


# (sentence, the heading)
HEADINGS = [
    ("in bold", "### **Tracked issues**"),
    ("partly in italics", "### Tracked *issues*"),
    ("in code", "### `Tracked issues`"),
    ("with a colon", "## Tracked issues:"),
    ("behind an emoji", "### 🚚 Tracked issues"),
    ("behind an emoji by its name", "### :truck: Tracked issues"),
    ("before an emoji", "### Tracked issues 🎉"),
    ("with a count", "### Tracked issues (4)"),
    ("with a count and a colon", "### Tracked issues (4):"),
    ("with what is done", "### Tracked issues 2/4"),
    ("with what is done in brackets", "### Tracked issues [2 of 4]"),
    ("as a link", "### [Tracked issues](#tracked)"),
    ("with an anchor", '### <a name="x"></a>Tracked issues'),
    ("with two blanks", "### tracked  issues"),
    ("all of it", "### ✅ **Tracked Issues** (2/4):"),
    ("before an emoji by its name", "### Tracked issues :truck:"),
    ("with what is done and a word", "### Tracked issues (2/4 completed)"),
    ("with a count and a word", "### Tracked issues (3 open)"),
    ("with a count and a word, without brackets", "### Tracked issues: 3 open"),
    ("with more brackets", "### Tracked issues (3 open) [May] ✅"),
    ("with a number before it", "### 1. Tracked issues"),
    ("with the number of a part before it", "### 2.1) Tracked issues (3 open) :truck:"),
    ("with an emoji before the number", "### 🚚 1. **Tracked issues**"),
    ("with a hard space", "### Tracked&nbsp;issues"),
]
OTHER_HEADINGS = [
    "### Tracked issues of May",
    "### Not tracked issues",
    "### Tracked pull requests",
    "### Tracked issues, old",
    "### Tracked issues 2026-05",
    "### Tracked issues v2",
    "### Tracked issues (old) of May",
    "### 2026 Tracked issues",
    "### Tracked issues " + "()" * 90 + "x",
    "### Tracked issues " + ":_" * 90 + "x",
    "### ~~Tracked issues~~",
    "### " + "Tracked issues" * 100,
]


@pytest.mark.parametrize("heading", [pytest.param(text, id=name) for name, text in HEADINGS])
def test_a_heading_is_known_by_its_words(heading: str) -> None:
    assert parse(f"- [ ] gt-2\n{heading}\n- [ ] gt-1\n# X\n- [ ] gt-2", NAMES).refs == (ref("gt-1"),)


@pytest.mark.parametrize("heading", OTHER_HEADINGS)
def test_other_words_are_another_heading(heading: str) -> None:
    assert parse(f"{heading}\n- [ ] gt-1\n# X\n- [ ] gt-2", NAMES).tracked is None


def test_the_subscribers_heading_is_known_likewise() -> None:
    assert parse("### 👥 **Subscribers** (1):\n- @joe", NAMES).subscribers == ("@joe",)


def test_the_documents_table_is_true() -> None:
    page = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`+)(- .+?)\1 \| (.+?) \|", page, re.MULTILINE)
    assert len(rows) == 11
    for _, text, wanted in rows:
        shown = [NAMES.show(one) for one in parse(text, NAMES).refs]
        assert ", ".join(shown) == wanted.replace("nothing", ""), text
