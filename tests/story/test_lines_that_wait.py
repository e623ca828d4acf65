"""Who types a line into a convoy's text asks for what it names: nothing is told of what they may not read."""

import pytest

from tests.story.acts import assigns, gives_role, makes_private, makes_repository
from tests.town import Town

VAULT = "far/vault#1"
SECRET = "The secret"
WAITS = f"? {VAULT} waits for somebody who may read it"


@pytest.fixture(params=["a public HQ", "a private HQ"])
def vault(town: Town, request: pytest.FixtureRequest) -> Town:
    """A repository that joe and mallory, who may write to HQ, may not read; amber may."""
    if request.param == "a private HQ":
        makes_private(town, "acme/hq")
    makes_repository(town, "far/vault", SECRET, "Another", private=True, roles={"amber": "read"})
    gives_role(town.sandbox.world, "acme/hq", "mallory", "write")
    gives_role(town.sandbox.world, "acme/hq", "amber", "write")
    return town


def types(town: Town, hq: str, *refs: str, by: str = "mallory", tick: str = " ") -> None:
    """Somebody adds lines in GitHub's own editor."""
    lines = "".join(f"- [{tick}] {ref}\n" for ref in refs)
    town.edits(hq, by=by, body=town.body(hq).replace("### Tracked issues\n", f"### Tracked issues\n{lines}"))


def posted(town: Town, hq: str) -> str:
    """All that stands in the threads where we write."""
    return "\n".join([town.body(hq), *town.comments(hq), *town.comments("hq-1")])


def test_nothing_is_told_of_a_line_that_its_editor_may_not_read(vault: Town) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    assigns(town, VAULT, "amber")
    types(town, hq, VAULT)
    for words in (f"status {hq}", "list --tree", f"status {hq} --json", "stranded", f"close {hq}"):
        answer = town.comment(f"/gt convoy {words}", by="joe")
        assert SECRET not in answer
        assert "amber" not in answer
    assert f"{WAITS} (/gt convoy add)" in town.comment(f"/gt convoy status {hq}", by="joe")
    town.closes(VAULT, by="alice")
    assert f"- [ ] {VAULT}\n" in town.body(hq)
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "open"
    assert f"held: {VAULT} waits for somebody who may read it" in town.body(hq)
    assert SECRET not in posted(town, hq)
    assert "convoy:attention" not in town.labels(hq)
    assert town.told("status", hq)["tracked"][0]["state_reason"] == "waits for somebody who may read it"


def test_a_box_that_the_editor_ticked_stays_as_it_was(vault: Town) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, VAULT, tick="x")
    assert f"- [x] {VAULT}\n" in town.body(hq)


def test_a_missing_an_unreadable_and_a_private_issue_look_the_same(vault: Town) -> None:
    town = vault
    makes_repository(town, "far/cellar", "Hidden from us", private=True)
    del town.sandbox.world.get_repository("far/cellar").collaborators["gt-convoy"]
    texts = []
    for ref in (VAULT, "far/vault#99", "far/cellar#1", "far/nothing#1"):
        hq = town.creates('"Deploy v2.0" gt-1')
        types(town, hq, ref)
        answer = town.comment(f"/gt convoy status {hq}", by="joe").split("\n", 1)[1]
        body = "\n".join(line for line in town.body(hq).split("\n") if not line.startswith("<!--"))
        shown = (answer + body + str(town.labels(hq)) + str(town.comments(hq))).replace(ref, "REF")
        texts.append(
            "\n".join(line for line in shown.split("\n") if "Created" not in line).replace(hq[3:], "N")
        )
    assert len(set(texts)) == 1, texts


@pytest.mark.parametrize("by", ["amber", "alice"])
def test_a_line_of_somebody_who_may_read_it_is_tracked_at_once(vault: Town, by: str) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, VAULT, by=by)
    assert "waits" not in town.body(hq)
    town.closes("gt-1", VAULT, by="alice")
    assert town.issue(hq)["state"] == "closed"


def test_by_add_whoever_may_read_it_vouches_for_a_line(vault: Town) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, VAULT)
    assert "not found, or you may not read it" in town.comment(f"/gt convoy add {hq} {VAULT}", by="joe")
    assert "waits" in town.body(hq)
    answer = town.comment(f"/gt convoy add {hq} {VAULT}", by="amber")
    assert f"+ {VAULT}: added" in answer
    assert town.body(hq).count(VAULT) == 1
    assert "waits" not in town.body(hq)
    town.closes("gt-1", VAULT, by="alice")
    assert town.issue(hq)["state"] == "closed"


@pytest.mark.parametrize(
    "write",
    ["add {} gt-2", "add {} bd-1", "remove {} gt-1", "watch {}", "check {}", "close {} --force", "reopen {}"],
)
def test_no_write_of_ours_makes_a_strangers_line_ours(vault: Town, write: str) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1 gt-3')
    types(town, hq, VAULT)
    town.comment(f"/gt convoy {write.format(hq)}", by="joe")
    town.closes("gt-3")
    assert WAITS in town.comment(f"/gt convoy status {hq}", by="joe")
    assert SECRET not in posted(town, hq)


def test_who_takes_the_marker_s_word_out_of_the_text_gains_nothing(vault: Town) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, VAULT)
    marker = town.body(hq).split("\n")[0]
    assert '"waits"' in marker
    forged = marker.replace(',"waits":["far/vault#1"]', "")
    assert forged != marker
    town.edits(hq, by="mallory", body=town.body(hq).replace(marker, forged))
    town.closes("gt-1")
    assert WAITS in town.comment(f"/gt convoy status {hq}", by="joe")
    # Nor does an edit by somebody who may read it, of something else.
    town.edits(hq, by="amber", body=f"{town.body(hq)}\nA note.\n")
    assert WAITS in town.comment(f"/gt convoy status {hq}", by="joe")


def test_what_was_emptied_is_not_restored_as_ours(vault: Town) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, VAULT)
    town.edits(hq, by="mallory", body="")
    assert f"- [ ] {VAULT}" in town.body(hq)
    assert WAITS in town.comment(f"/gt convoy status {hq}", by="joe")


def test_an_issue_made_by_hand_is_asked_for_by_its_author(vault: Town) -> None:
    town = vault
    for author, waits in (("mallory", True), ("amber", False)):
        number = town.opens("By hand", f"- [ ] {VAULT}\n- [ ] gt-1\n", by=author)
        town.edits(f"hq-{number}", labels=["convoy"])
        assert (WAITS in town.comment(f"/gt convoy status {number}", by="joe")) is waits
        assert SECRET not in posted(town, f"hq-{number}")


def test_a_line_typed_while_nobody_looked_is_found_by_the_sweep(sleepy_town: Town) -> None:
    town = sleepy_town
    makes_repository(town, "far/vault", SECRET, private=True)
    gives_role(town.sandbox.world, "acme/hq", "mallory", "write")
    with town.running():
        hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, VAULT)
    with town.running():
        town.closes("gt-1")
        assert WAITS in town.comment(f"/gt convoy status {hq}", by="joe")
        assert WAITS in town.terminal("status", hq).out
        assert WAITS in town.terminal("list", "--tree").out


def test_where_nobody_runs_hq_the_terminal_asks_the_history(sleepy_town: Town) -> None:
    town = sleepy_town
    makes_repository(town, "far/vault", SECRET, private=True, roles={"amber": "read"})
    gives_role(town.sandbox.world, "acme/hq", "mallory", "write")
    hq = f"hq-{town.told('create', 'Deploy v2.0', 'gt-1', login='joe')['number']}"
    types(town, hq, VAULT)
    town.terminal("watch", hq, login="joe")
    assert f"{WAITS} (gt-convoy add)" in town.terminal("status", hq).out
    assert town.terminal("add", hq, VAULT, login="amber").status == 0
    assert SECRET in town.terminal("status", hq).out


def test_a_line_that_waits_is_no_convoy_of_the_issue(vault: Town) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, VAULT)
    answer = town.comment(f"/gt sling {VAULT}")
    assert f"{VAULT}: added" in answer
    assert len(town.convoys()) == 2


def test_what_is_public_or_hqs_own_needs_nobody(vault: Town) -> None:
    town = vault
    hq = town.creates('"Deploy v2.0" gt-1')
    types(town, hq, "bd-1", "#2")
    town.closes("bd-1", "hq-2", "gt-1", by="alice")
    assert town.issue(hq)["state"] == "closed"
