"""Convoys whose lists are written by hand, as people write them."""

from tests.town import Town

PLAN = """Our plan:

- [ ] gt-1, bd-1
- [ ] Ship the new docs (gt-2)
- [ ] compare gt-3 with gt-4
- [ ] gt-5 before bd-2
- [ ] ask @joe about `the notes`
- [ ] bd-3 – bd-5
- gt-6
- no issue at all
"""


def adopted(town: Town, text: str) -> str:
    hq = f"hq-{town.opens('Release train', text)}"
    town.edits(hq, labels=["convoy"])
    return hq


def test_two_issues_on_one_line_land_when_both_are_closed(town: Town) -> None:
    hq = adopted(town, "- [ ] acme/gastown#1, acme/beads#1\n")
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "open"
    assert "- [ ] acme/gastown#1, acme/beads#1\n" in town.body(hq)
    town.closes("bd-1")
    assert town.issue(hq)["state"] == "closed"
    assert "- [x] acme/gastown#1, acme/beads#1\n" in town.body(hq)


def test_adopting_an_issue_says_once_how_its_text_was_understood(town: Town) -> None:
    hq = adopted(town, PLAN)
    (remark,) = town.comments(hq)
    assert (
        remark.partition("\n")[2]
        == f"""```text
{town.told("status", hq)["id"]} is a convoy from now on. Its text was understood like this:

Tracked:
  gt-1
  bd-1
  gt-2
  gt-5

Holds the landing until it is ticked:
  ☐ compare gt-3 with gt-4
  ☐ ask @joe about `the notes`
  ☐ bd-3 – bd-5

Not understood:
  gt-6 (has no box, so it is not tracked)
  compare gt-3 with gt-4 (names several issues among words: none is tracked)
  gt-5 before bd-2 (of the issues in it only gt-5 is tracked)
  bd-3 – bd-5 (a range of issues is not expanded, so name each issue)

Edit the text where it is meant otherwise, or type: /gt convoy add {town.told("status", hq)["id"]} REF...
```"""
    )
    town.terminal("check", hq)
    town.edits(hq, body=town.body(hq) + "\nMore.\n")
    assert town.comments(hq) == [remark]


def test_what_holds_a_landing_is_told_by_its_words(town: Town) -> None:
    hq = adopted(town, "- [ ] Ship the new docs (gt-2)\n- [ ] ask @joe\n")
    town.closes("gt-2")
    assert "- [x] Ship the new docs (gt-2)\n- [ ] ask @joe\n" in town.body(hq)
    assert "held: 1 unticked task without an issue: `ask @joe`" in town.body(hq)
    assert town.told("status", hq)["holds"] == ["ask @joe"]
    assert '1 unticked task without an issue: "ask @joe".' in town.terminal("status", hq).out
    assert "└── ☐ ask @joe" in town.terminal("list", "--tree").out


def test_a_range_of_issues_holds_until_each_is_named(town: Town) -> None:
    hq = adopted(town, "- [ ] gt-1 → gt-2\n- [ ] bd-1 – bd-3\n")
    for ref in ("gt-1", "gt-2", "bd-1", "bd-3"):
        town.closes(ref)
    assert "- [x] gt-1 → gt-2\n- [ ] bd-1 – bd-3\n" in town.body(hq)
    shown = town.terminal("status", hq).out
    assert "Not tracked, for a range of issues is not expanded, so name each issue: bd-1 – bd-3\n" in shown
    town.edits(hq, body=town.body(hq).replace("bd-1 – bd-3", "bd-1, bd-3"))
    assert "- [x] gt-1 → gt-2\n- [x] bd-1, bd-3\n" in town.body(hq)
    assert town.issue(hq)["state"] == "closed"


def test_commands_change_lines_that_people_wrote(town: Town) -> None:
    hq = adopted(town, f"## Tracked issues:\n{PLAN}\n## Notes\n- [ ] nothing\n")
    town.comment(f"/gt convoy remove {hq} bd-1 gt-2")
    town.comment(f"/gt convoy add {hq} bd-3")
    text = PLAN.replace("gt-1, bd-1", "gt-1").replace("- [ ] Ship the new docs (gt-2)\n", "")
    text = text.replace("bd-3 – bd-5\n", "bd-3 – bd-5\n- [ ] acme/beads#3\n")
    assert f"## Tracked issues:\n{text}\n## Notes\n- [ ] nothing\n" in town.body(hq)
