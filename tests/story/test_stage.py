"""`convoy stage`: in what order a convoy's issues can be worked on."""

from tests.story.acts import assigns, blocks, convoy_id, makes_private
from tests.town import Town


def test_a_chain_is_shown_wave_by_wave_and_moves_up_when_one_closes(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-3 gt-2 gt-1 bd-1')
    blocks(town, "gt-1", "gt-2")
    blocks(town, "gt-2", "gt-3")
    assigns(town, "bd-1", "amber")
    assert town.told("stage", hq)["waves"][0][0]["id"] == "gt-1"
    printed = town.terminal("stage", hq).out
    assert printed == (
        f"🚚 {convoy_id(hq)}: Deploy v2.0\n"
        "\n"
        "  Progress:  0/4 completed\n"
        "\n"
        "  Wave 1: ready now\n"
        "    └── ○ gt-1: Update API endpoint [task]\n"
        "  Wave 2\n"
        "    └── ⊗ gt-2: Add validation [task] ← gt-1\n"
        "  Wave 3\n"
        "    └── ⊗ gt-3: Fix auth bug [bug] ← gt-2\n"
        "  Somebody is on it:\n"
        "    └── ▶ bd-1: Update docs [task] @amber\n"
    )
    answer = town.comment(f"/gt convoy stage {hq}").split("\n")
    assert answer[1] == "```text"
    assert answer[2:-2] == printed.split("\n")[:-1]
    assert answer[-1].startswith(f"acme/hq#{town.issue(hq)['number']} · acme/gastown#3")
    town.closes("gt-1")
    assert [[one["id"] for one in wave] for wave in town.told("stage", hq)["waves"]] == [["gt-2"], ["gt-3"]]


def test_it_writes_nothing(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    blocks(town, "gt-1", "gt-2")
    mark = town.mark()
    town.terminal("stage", hq)
    asked = list(town.sandbox.requests.since(mark, "alice"))
    assert asked
    assert all(one.kind == "graphql" or one.method == "GET" for one in asked)
    assert town.requests(mark) == []


def test_a_public_thread_learns_nothing_of_a_private_rigs_issues(town: Town) -> None:
    makes_private(town, "acme/beads")
    hq = town.creates('"Deploy v2.0" gt-1 bd-1', by="joe")
    before = town.comment(f"/gt convoy stage {hq}", by="joe").split("\n")[1:]
    assert "    └── ○ bd-1 (private)" in before
    assigns(town, "bd-1", "amber")
    assert town.comment(f"/gt convoy stage {hq}", by="joe").split("\n")[1:] == before


def test_a_reference_that_names_no_convoy_is_refused(town: Town) -> None:
    assert "gt-1" in town.comment("/gt convoy stage gt-1")
    assert town.terminal("stage", "hq-cv-999").status == 1
