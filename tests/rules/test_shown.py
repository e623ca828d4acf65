"""What people are shown, letter by letter as the contract prints it."""

import json
from datetime import timedelta

import pytest
from markdown_it import MarkdownIt

from gt_convoy.commands import REGISTRY
from gt_convoy.config.model import Config
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.convoy import Convoy, Marker, landing_key
from gt_convoy.domain.issue import Issue, Seen, State
from gt_convoy.messages import convoy_status, issue_lines, landing_notice, mistyped
from gt_convoy.messages.words import bar, cut, duration, percent, plural
from tests.rules.building import CONFIG, IN_HQ, at, convoy, done, issue, unknown

API = issue("gt-12", State.CLOSED, title="Update API endpoint", kind="task", closed=135)
DOCS = issue("bd-7", title="Update docs", kind="task", assignees=["amber"])
DEPLOY = convoy(API, DOCS)
LANDED = Marker(landed="3.a")


def test_status_is_the_contracts() -> None:
    assert (
        convoy_status.status(DEPLOY, IN_HQ)
        == """🚚 hq-cv-12: Deploy v2.0

  Status:    ●
  Progress:  1/2 completed
  Created:   2026-01-02T12:00:00+00:00

  Tracked Issues:
    ✓ gt-12: Update API endpoint [task]
    ▶ bd-7: Update docs [task] @amber"""
    )


def test_the_dashboard_is_the_contracts() -> None:
    feature = convoy(done(), done("gt-2"), issue("bd-1"), issue("bd-2"), number=9, title="Feature X")
    fixes = convoy(
        done(), done("gt-2"), done("gt-3"), number=7, title="Bug fixes", is_open=False, marker=LANDED
    )
    assert (
        convoy_status.dashboard([feature, fixes], IN_HQ)
        == """Convoys

  🚚 hq-cv-9: Feature X ● 2/4
  🚚 hq-cv-7: Bug fixes ✓ 3/3

Use '/gt convoy status <id>' for detailed view."""
    )


def test_the_tree_has_what_is_tracked_under_each() -> None:
    lines = convoy_status.dashboard([DEPLOY, convoy(number=3, title="Empty")], IN_HQ, tree=True).split("\n")
    assert lines[2:6] == [
        "  🚚 hq-cv-12: Deploy v2.0 ● 1/2",
        "    ├── ✓ gt-12: Update API endpoint [task]",
        "    └── ▶ bd-7: Update docs [task] @amber",
        "  🚚 hq-cv-3: Empty ● 0/0",
    ]


def test_the_dashboard_tells_what_landed_from_what_was_given_up() -> None:
    given_up = convoy(DOCS, title="Old", is_open=False, marker=Marker(abandoned=True))
    lines = convoy_status.dashboard([given_up, convoy(API), convoy()], IN_HQ).split("\n")[2:5]
    assert [line.removeprefix("  🚚 hq-cv-12: ") for line in lines] == [
        "Old ⊘ 0/1", "Deploy v2.0 ✓ 1/1", "Deploy v2.0 ● 0/0"
    ]  # fmt: skip


def test_without_convoys_the_dashboard_says_how_to_make_one() -> None:
    assert (
        convoy_status.dashboard([], IN_HQ) == 'Convoys\n\n  None. Make one: /gt convoy create "TITLE" REF...'
    )


def test_the_landing_notice_is_the_contracts() -> None:
    tracked = [API, done("gt-14", 20, title="Add validation"), done("bd-9", 30, title="Update docs")]
    text = landing_notice.notice(convoy(*tracked), IN_HQ, "3.abc", 1, [["@joe", "@alice"]])
    marker, _, shown = text.partition("\n")
    assert landing_notice.notice_key(text) == ("3.abc", 1)
    assert marker == '<!-- gt-convoy {"v":1,"notice":"3.abc 1/1"} -->'
    assert (
        shown
        == """@joe @alice
```text
🚚 Convoy Landed: Deploy v2.0 (hq-cv-12)

Issues (3):
  ✓ gt-12: Update API endpoint
  ✓ gt-14: Add validation
  ✓ bd-9: Update docs

Duration: 2h 15m
```
acme/gastown#12 · acme/gastown#14 · acme/beads#9"""
    )


def test_pull_requests_and_what_was_not_planned_are_told_apart() -> None:
    merged = issue("gt-1", State.CLOSED, title="A", is_pull=True, state_reason="merged", assignees=["joe"])
    refused = issue("gt-2", State.CLOSED, title="B", is_pull=True)
    dropped = issue("gt-3", State.CLOSED, title="C", state_reason="not_planned", kind="bug")
    text = landing_notice.notice(convoy(merged, refused, dropped), IN_HQ, "k", 1, [()])
    assert "\n  ✓ gt-1: A [pull request]\n  ✗ gt-2: B [pull request]\n  ⊘ gt-3: C\n" in text
    assert text.split("\n")[1] == "```text", "where nobody is to be told, no line is left for them"


def test_later_parts_of_a_notice_are_mentions_and_a_pointer() -> None:
    text = landing_notice.notice(DEPLOY, IN_HQ, "2.a", 2, [["@a"], ["@b"], ["@c"]])
    assert text.split("\n")[1:] == [
        "@b", "```text", "🚚 Convoy Landed: Deploy v2.0 (hq-cv-12), part 2 of 3", "```"
    ]  # fmt: skip
    assert landing_notice.notice_key(text) == ("2.a", 2)


GLYPHS: list[tuple[str, Seen, str]] = [
    ("closed", done(), "✓ gt-1: Update docs"),
    ("closed as a duplicate", issue(state=State.CLOSED, state_reason="duplicate"), "⊘ gt-1: Update docs"),
    (
        "closed with an assignee, who is done",
        issue(state=State.CLOSED, assignees=["a"]),
        "✓ gt-1: Update docs",
    ),
    ("assigned to two", issue(assignees=["a", "b"]), "▶ gt-1: Update docs @a @b"),
    ("open", issue("octo/x#3"), "○ octo/x#3: Update docs"),
    ("a pull request with a type", issue(is_pull=True, kind="bug"), "◑ gt-1: Update docs [bug]"),
    ("gone", unknown("gt-1", "deleted"), "? gt-1 (deleted)"),
]


@pytest.mark.parametrize(("seen", "wanted"), [pytest.param(*r, id=name) for name, *r in GLYPHS])
def test_each_issue_has_its_glyph(seen: Seen, wanted: str) -> None:
    assert issue_lines.issue_line(seen, IN_HQ) == wanted


ALL = landing_key([API])
WHY: list[tuple[str, Convoy, str]] = [
    ("nothing while work is open", convoy(API, DOCS), "assigned"),
    (
        "what cannot be read, even while work is open",
        convoy(DOCS, unknown()),
        "⚠ gt-1 cannot be read (not found)",
    ),
    (
        "what must be ticked by hand, even while work is open",
        convoy(DOCS, unticked_tasks=["write the notes"]),
        'Held: 1 unticked task without an issue: "write the notes".',
    ),
    ("not when it is closed", convoy(API, unticked_tasks=["x"], is_open=False), "not found"),
    (
        "that it lands soon",
        convoy(API),
        "All is closed: it lands with the next look (/gt convoy check hq-cv-12).",
    ),
    (
        "that it lands anew",
        convoy(API, marker=Marker(landed="1.a")),
        "All is closed: it lands with the next look",
    ),
    (
        "that it rests",
        convoy(API, marker=Marker(landed=ALL)),
        "All is closed: it landed before and was reopened",
    ),
    ("what cannot be read", convoy(API, unknown("GT-1")), "Held: gt-1 cannot be read."),
    ("and in its own letters", convoy(unknown("Octo/X#1")), "Held: Octo/X#1 cannot be read."),
    ("an unticked task", convoy(API, unticked_tasks=["x"]), 'Held: 1 unticked task without an issue: "x".'),
    (
        "both",
        convoy(unknown(), unticked_tasks=["x", "y"]),
        'Held: gt-1 cannot be read; 2 unticked tasks without an issue: "x", "y".',
    ),
    (
        "long words and many of them, as much as fits",
        convoy(API, unticked_tasks=["x" * 99, "a\x1bb", "c", "d", "e"]),
        f'Held: 5 unticked tasks without an issue: "{"x" * 80}…", "ab", "c" and 2 more.',
    ),
    (
        "many by number",
        convoy(*(unknown(f"gt-{n}") for n in range(1, 6))),
        "Held: gt-1, gt-2, gt-3 and 2 more ca",
    ),
    ("nothing when it is closed", convoy(API, unknown(), is_open=False), "not found"),
]


@pytest.mark.parametrize(("one", "why"), [pytest.param(*r, id=name) for name, *r in WHY])
def test_below_the_status_stands_why_it_is_open(one: Convoy, why: str) -> None:
    last = convoy_status.status(one, IN_HQ).split("\n\n")[-1].strip()
    assert last.startswith(why) if not why[0].islower() else last.startswith("Tracked Issues:")


LINES = [
    ("open", convoy(API, DOCS), "● open · 1/2 completed `█████░░░░░` 50% · 1 in work"),
    (
        "landed",
        convoy(API, is_open=False, marker=Marker(landed="1.a")),
        "✓ landed · 1/1 completed `██████████` 100%",
    ),
    ("given up", convoy(DOCS, is_open=False), "⊘ closed · 0/1 completed `░░░░░░░░░░` 0%"),
    ("empty", convoy(), "● open · 0/0 completed `░░░░░░░░░░` 0% · nothing is tra"),
    (
        "held",
        convoy(API, unknown("gt-2")),
        "● open · 1/2 completed `█████░░░░░` 50% · 1 unknown · held: acme/",
    ),
]


@pytest.mark.parametrize(("one", "wanted"), [pytest.param(*r, id=name) for name, *r in LINES])
def test_the_status_line_in_the_body(one: Convoy, wanted: str) -> None:
    assert convoy_status.status_line(one, IN_HQ).startswith(f"🚚 **hq-cv-12** {wanted}")


def test_the_json_of_a_convoy_is_the_contracts() -> None:
    lost = unknown("octo/x#3", "not found")
    shown = convoy_status.convoy_json(convoy(API, DOCS, lost, marker=Marker(landed="1.a")), IN_HQ)
    assert " ".join(shown) == (
        "id number url title status landed created_at closed_at completed total subscribers swarm tracked "
        "counts holds warnings lands crew"
    )
    assert json.loads(json.dumps(shown))["tracked"][1:] == [
        {"id": "bd-7", "repo": "acme/beads", "number": 7, "url": "https://github.com/acme/beads/issues/7",
         "title": "Update docs", "state": "open", "state_reason": None, "type": "task",
         "assignees": ["amber"], "progress": "in_work", "blocked_by": [], "pull_requests": []},
        {"id": "octo/x#3", "repo": "octo/x", "number": 3, "url": "https://github.com/octo/x/issues/3",
         "title": None, "state": "unknown", "state_reason": "not found", "type": None, "assignees": [],
         "progress": "unknown", "blocked_by": [], "pull_requests": []},
    ]  # fmt: skip
    assert (shown["status"], shown["landed"], shown["swarm"]) == ("open", False, ["amber"])
    assert (shown["completed"], shown["total"], shown["closed_at"]) == (1, 3, None)


SPANS = {
    "0s": 0, "40s": 40, "1m": 60, "59m": 3599, "1h 0m": 3600, "2h 15m": 8100, "23h 59m": 86399,
    "1d 0h": 86400, "3d 4h": 3 * 86400 + 4 * 3600 + 59 * 60, "400d 0h": 400 * 86400,
}  # fmt: skip


@pytest.mark.parametrize("text", SPANS)
def test_a_duration_is_its_two_largest_units(text: str) -> None:
    assert duration(timedelta(seconds=SPANS[text])) == text


def test_a_duration_is_never_negative() -> None:
    early: Issue = issue("gt-1", State.CLOSED, closed=-90)
    assert "\nDuration: 0s\n" in landing_notice.notice(convoy(early), IN_HQ, "k", 1, [()])
    assert at(-90) == early.closed_at


def test_only_all_is_a_hundred_percent() -> None:
    assert (bar(0, 0), percent(0, 0)) == ("░" * 10, 0)
    assert (bar(1, 1000), percent(1, 1000)) == ("░" * 10, 0)
    assert (bar(999, 1000), percent(999, 1000)) == ("█" * 9 + "░", 99)
    assert (bar(4, 4), percent(4, 4)) == ("█" * 10, 100)
    assert (plural(1, "issue"), plural(2, "issue"), plural(0, "person", "people")) == (
        "1 issue", "2 issues", "0 people"
    )  # fmt: skip


def test_what_does_not_fit_is_counted() -> None:
    assert cut(["abc", "abc"], 8) == ["abc", "abc"]
    assert cut(["  abc", "  abc", "  abc"], 13) == ["  abc", "  abc", "  … and 1 more"]
    assert cut(["abcdef"], 3) == ["… and 1 more"]


NAMES = [command.name for command in REGISTRY]
NO_SUCH = "there is no such command"
SEE_HELP = f"{NO_SUCH}. See `/gt help`"
MISTYPED = {
    "staus": "convoy status", "status 5": "convoy status", "STATUS 5": "convoy status",
    "list": "convoy list", "lst": "convoy list", "ls": "convoy list", "close 5": "convoy close",
    "add hq-cv-5": "convoy add", "creat x": "convoy create", "wach 5": "convoy watch",
    "unwacth 5": "convoy unwatch", "convoy craete": "convoy create", "convoy lsit": "convoy list",
    "convoy strnded": "convoy stranded", "convoy sling": "sling", "convoy help": "help",
    "slnig gt-1": "sling", "hepl": "help", "rig stats": "rig status", "rgi status": "rig status",
    "conovy create": "convoy create", "conovy craete": "convoy create", "Convoy Craete": "convoy create",
    "bd dep ad": "bd dep add", "bd dep": "bd dep add", "bd updat": "bd update",
}  # fmt: skip


@pytest.mark.parametrize("typed", MISTYPED)
def test_a_mistyped_command_gets_the_nearest_one(typed: str) -> None:
    said = mistyped.unknown_command(typed, NAMES, Channel.GITHUB)
    assert said == f"{typed}: {NO_SUCH}. Did you mean `{Channel.GITHUB.line(MISTYPED[typed])}`?"


@pytest.mark.parametrize(
    "typed", ["zzzzz", "5", "convoy foo", "convoy delete", "rig list", "bd create", "conovy"]
)
def test_what_is_like_no_command_gets_none(typed: str) -> None:
    assert mistyped.unknown_command(typed, NAMES, Channel.GITHUB) == f"{typed}: {SEE_HELP}"


GROUPS = {
    "rig": "rig: which of these? `/gt rig status`",
    "Bd": "Bd: which of these? `/bd dep add`, `/bd update`",
}


@pytest.mark.parametrize("typed", GROUPS)
def test_half_a_command_gets_those_that_begin_so(typed: str) -> None:
    assert mistyped.unknown_command(typed, NAMES, Channel.GITHUB) == GROUPS[typed]


def test_convoy_alone_gets_all_that_begin_so() -> None:
    every = mistyped.unknown_command("convoy", NAMES, Channel.GITHUB)
    assert all(f"`/gt {name}`" in every for name in NAMES if name.startswith("convoy "))


@pytest.mark.parametrize(
    "words", ["write the notes", "ask @joe #1", "run `make`", "``a` b", "--> <!-- gt-1", "`"]
)
def test_the_body_tells_what_holds_it_in_code_where_nobody_is_mentioned(words: str) -> None:
    line = convoy_status.status_line(convoy(API, unticked_tasks=[words]), IN_HQ)
    text, _, held = line.partition("without an issue: ")
    assert text.endswith("· held: 1 unticked task ")
    children = MarkdownIt().parseInline(held)[0].children or []
    assert [(token.type, token.content) for token in children if token.content] == [("code_inline", words)]


def test_what_must_be_ticked_stands_in_the_tree_and_in_json() -> None:
    one = convoy(API, unticked_tasks=["write the notes"])
    assert convoy_status.dashboard([one], IN_HQ, tree=True).split("\n")[4] == "    └── ☐ write the notes"
    assert convoy_status.convoy_json(one, IN_HQ)["holds"] == ["write the notes"]


def test_it_is_told_to_nobody_who_may_not_read_hq() -> None:
    one = convoy(API, unticked_tasks=["write the notes"])
    outside = CONFIG.audience("acme/gastown", private=False, hq_private=True)
    shown = [convoy_status.status(one, outside), convoy_status.dashboard([one], outside, tree=True)]
    assert not [text for text in (*shown, str(convoy_status.convoy_json(one, outside))) if "notes" in text]
    assert '1 unticked task without an issue: "(private)"' in shown[0]


def test_a_short_reference_of_no_rig_is_told_as_such() -> None:
    one = convoy(DOCS, unticked_tasks=["gt-4", "xx-7: Fix it", "Write the v2-1 notes", "utf-8"])
    said = convoy_status.status(one, IN_HQ).split("\n\n")[-1]
    assert "no rig has such a prefix (gt, bd, my-app): xx-7, utf-8. Short references need `rigs:`" in said
    alone = Config("acme/hq").audience()  # as with GT_CONVOY_HQ and no file
    said = convoy_status.status(one, alone).split("\n\n")[-1]
    assert "no rig has such a prefix (none is configured): gt-4, xx-7, utf-8." in said
    assert "Not tracked" not in convoy_status.status(
        convoy(DOCS, unticked_tasks=["Write the notes", ""]), alone
    )
