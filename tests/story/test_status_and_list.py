"""`convoy status` and `convoy list`, as the contract prints them."""

import re

from tests.story.acts import assigns, convoy_id, deletes
from tests.town import Town


def test_the_status_of_a_convoy_is_printed_as_the_contract_shows(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 gt-3 gt-4 bd-1')
    assigns(town, "bd-1", "amber", "joe")
    town.closes("gt-1")
    town.closes("gt-2", reason="not_planned")
    deletes(town, "gt-4")
    printed = town.terminal("status", hq).out
    assert re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", "WHEN", printed) == (
        f"🚚 {convoy_id(hq)}: Deploy v2.0\n"
        "\n"
        "  Status:    ●\n"
        "  Progress:  2/5 completed\n"
        "  Created:   WHEN\n"
        "\n"
        "  Tracked Issues:\n"
        "    ✓ gt-1: Update API endpoint [task]\n"
        "    ⊘ gt-2: Add validation [task]\n"
        "    ○ gt-3: Fix auth bug [bug]\n"
        "    ? gt-4 (deleted)\n"
        "    ▶ bd-1: Update docs [task] @amber @joe\n"
        "\n"
        "  ⚠ gt-4 cannot be read (deleted)\n"
    )


def test_in_a_comment_the_same_text_stands_in_a_fence_with_links_below(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-4')
    answer = town.comment(f"/gt convoy status {hq}").split("\n")
    printed = town.terminal("status", hq).out.split("\n")[:-1]
    assert answer[1] == "```text"
    assert answer[2:-2] == printed
    assert answer[-2] == "```"
    assert answer[-1] == f"acme/hq#{town.issue(hq)['number']} · acme/gastown#1 · acme/beads#4"


def test_the_json_of_a_convoy_has_the_contracts_keys(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    assigns(town, "gt-1", "amber")
    town.closes("gt-2", reason="not_planned")
    convoy = town.told("status", hq)
    issue = town.issue(hq)
    base = f"{town.sandbox.url}/acme"
    assert convoy == {
        "id": convoy_id(hq),
        "number": issue["number"],
        "url": issue["html_url"],
        "title": "Deploy v2.0",
        "status": "open",
        "landed": False,
        "created_at": issue["created_at"].replace("Z", "+00:00"),
        "closed_at": None,
        "completed": 1,
        "total": 2,
        "subscribers": ["@alice"],
        "swarm": ["amber"],
        "counts": {"not_planned": 1, "in_work": 1},
        "lands": "closed",
        "crew": None,
        "holds": [],
        "warnings": [],
        "tracked": [
            {
                "id": "gt-1",
                "repo": "acme/gastown",
                "number": 1,
                "url": f"{base}/gastown/issues/1",
                "title": "Update API endpoint",
                "state": "open",
                "state_reason": None,
                "type": "task",
                "assignees": ["amber"],
                "progress": "in_work",
                "blocked_by": [],
                "pull_requests": [],
            },
            {
                "id": "gt-2",
                "repo": "acme/gastown",
                "number": 2,
                "url": f"{base}/gastown/issues/2",
                "title": "Add validation",
                "state": "closed",
                "state_reason": "not_planned",
                "type": "task",
                "assignees": [],
                "progress": "not_planned",
                "blocked_by": [],
                "pull_requests": [],
            },
        ],
    }


def test_the_dashboard_shows_open_convoys_newest_first_and_others_when_asked(town: Town) -> None:
    first = convoy_id(town.creates('"Bug fixes" gt-1'))
    second = convoy_id(town.creates('"Feature X" gt-2 gt-3'))
    third = convoy_id(town.creates('"Given up" bd-1'))
    town.closes("gt-1", "gt-2")
    town.comment(f"/gt convoy close {third} --force")
    assert town.terminal("list").out == (
        f"Convoys\n\n  🚚 {second}: Feature X ● 1/2\n\nUse 'gt-convoy status <id>' for detailed view.\n"
    )
    every = town.terminal("list", "--all").out
    assert [line.strip() for line in every.split("\n")[2:5]] == [
        f"🚚 {third}: Given up ⊘ 0/1",
        f"🚚 {second}: Feature X ● 1/2",
        f"🚚 {first}: Bug fixes ✓ 1/1",
    ]
    assert town.terminal("list", "--status=all").out == every
    closed = town.told("list", "--status=closed")
    assert [(one["id"], one["status"], one["landed"]) for one in closed] == [
        (third, "closed", False),
        (first, "closed", True),
    ]
    assert town.terminal("status").out == town.terminal("list").out
    assert town.terminal("status", first).out.split("\n")[2] == "  Status:    ✓ landed"
    assert town.terminal("status", third).out.split("\n")[2] == "  Status:    ⊘ closed"


def test_the_tree_shows_what_each_convoy_tracks(town: Town) -> None:
    one = convoy_id(town.creates('"Bug fixes" gt-1'))
    two = convoy_id(town.creates('"Feature X" gt-2 gt-3'))
    town.closes("gt-1")
    assert town.terminal("list", "--all", "--tree").out.split("\n")[2:7] == [
        f"  🚚 {two}: Feature X ● 0/2",
        "    ├── ○ gt-2: Add validation [task]",
        "    └── ○ gt-3: Fix auth bug [bug]",
        f"  🚚 {one}: Bug fixes ✓ 1/1",
        "    └── ✓ gt-1: Update API endpoint [task]",
    ]
    assert "├── ○ gt-2" in town.comment("/gt convoy list --tree")


def test_where_there_is_no_convoy_the_list_is_empty(sleepy_town: Town) -> None:
    for words in (["list"], ["status"], ["list", "--all"], ["stranded"]):
        assert sleepy_town.told(*words) == []
        assert "None" in sleepy_town.terminal(*words).out


def test_a_convoy_that_waits_although_all_that_is_read_is_closed_says_why(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.edits(hq, body=town.body(hq).replace("- [ ] acme/gastown#2", "- [ ] acme/gastown#2\n- [ ] pack"))
    deletes(town, "gt-2")
    town.closes("gt-1")
    assert town.terminal("status", hq).out.rstrip().split("\n")[-1] == (
        '  Held: gt-2 cannot be read; 1 unticked task without an issue: "pack".'
    )
    held = "held: acme/gastown#2 cannot be read; 1 unticked task without an issue: `pack`"
    assert held in town.body(hq).split("\n")[2]


def test_json_in_a_comment_is_the_same_document(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    answer = town.comment(f"/gt convoy status {hq} --json")
    assert '"id": "' + convoy_id(hq) in answer
