"""Tracked issues that move are followed; those that are lost are said to be, once, and change nothing."""

from gt_convoy_sandbox.model import repositories, transfers
from tests.story.acts import convoy_id, deletes, found, makes_private, makes_repository, renames
from tests.town import Town, place


def transfers_to(town: Town, name: str, repo: str) -> None:
    """Somebody moves an issue to another repository."""
    world = town.sandbox.world
    transfers.transfer(world, found(town, name), world.get_user("alice"), world.get_repository(repo))
    town.settle()


def test_a_renamed_repositorys_lines_are_rewritten_and_the_landing_is_the_same(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 bd-1')
    town.closes("bd-1")
    renames(town, "acme/beads", "necklace")
    assert "- [x] acme/necklace#1" in town.body(hq)
    assert town.labels(hq) == {"convoy"}
    town.closes("gt-1", "gt-2")
    assert len(town.notices(hq)) == 1
    renames(town, "acme/necklace", "collar")
    town.comment(f"/gt convoy check {hq}")
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_the_new_name_of_a_private_repository_is_not_written_where_others_read(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1')
    makes_private(town, "acme/beads")
    renames(town, "acme/beads", "project-x")
    assert "? bd-1 (moved)" in town.comment(f"/gt convoy status {hq}")
    texts = [town.body(hq), *town.comments(hq), *town.comments("hq-1")]
    assert not any("project-x" in text for text in texts)
    assert "- [ ] acme/beads#1" in town.body(hq)


def test_a_transferred_issue_is_followed_and_the_rest_of_its_line_stays(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    theirs = town.body(hq).replace("- [ ] acme/gastown#1", "* [ ] gt-1, the *endpoint*")
    town.edits(hq, body=theirs)
    transfers_to(town, "gt-1", "acme/beads")
    assert "* [ ] acme/beads#5, the *endpoint*" in town.body(hq)
    town.closes("gt-2", "bd-5")
    (notice,) = town.notices(hq)
    assert "✓ bd-5: Update API endpoint" in notice


def test_an_issue_that_moved_after_the_landing_makes_no_second_one(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    repo, number = place("gt-1")
    assert (repo, number) == ("acme/gastown", 1)
    world = town.sandbox.world
    transfers.transfer(
        world, found(town, "gt-1"), world.get_user("alice"), world.get_repository("acme/beads")
    )
    town.settle()
    town.comment(f"/gt convoy check {hq}")
    assert "- [x] acme/beads#5" in town.body(hq)
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_an_issue_that_moved_to_where_the_readers_may_not_look_is_not_named(town: Town) -> None:
    makes_repository(town, "acme/vault", private=True)
    hq = town.creates('"Deploy v2.0" gt-1')
    transfers_to(town, "gt-1", "acme/vault")
    assert "vault" not in town.body(hq)
    assert "acme/gastown#1" in town.body(hq)
    assert not any("vault" in text for text in town.comments(hq))
    assert "? gt-1 (moved)" in town.comment(f"/gt convoy status {hq}")


def test_a_deleted_issue_holds_the_landing_with_one_remark_until_it_is_removed(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 gt-3')
    deletes(town, "gt-2")
    assert town.labels(hq) == {"convoy", "convoy:attention"}
    town.closes("gt-1")
    town.comment(f"/gt convoy check {hq}")
    town.closes("gt-3")
    (remark,) = town.comments(hq)
    assert "? gt-2 (deleted)" in remark
    assert town.issue(hq)["state"] == "open"
    assert "held: acme/gastown#2 cannot be read" in town.body(hq)
    town.comment(f"/gt convoy remove {hq} gt-2")
    assert town.issue(hq)["state"] == "closed"
    assert town.labels(hq) == {"convoy", "convoy:landed"}


def test_what_is_lost_after_the_landing_does_not_reopen_the_convoy(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.closes("gt-1", "gt-2")
    deletes(town, "gt-2")
    town.comment(f"/gt convoy check {hq}")
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_what_becomes_readable_again_is_asked_for_by_check_and_lands(town: Town) -> None:
    makes_repository(town, "far/vault", "The crate")
    hq = town.creates('"Deploy v2.0" gt-1 far/vault#1')
    world = town.sandbox.world
    vault = world.get_repository("far/vault")
    makes_private(town, "far/vault")
    del vault.collaborators["gt-convoy"]
    town.comment(f"/gt convoy check {hq}")
    assert "convoy:attention" in town.labels(hq)
    town.closes("gt-1")
    world.get_issue(vault, 1).state = "closed"
    world.get_issue(vault, 1).closed_at = world.now()
    repositories.set_role(world, vault, world.get_user("alice"), "gt-convoy", "write")
    town.comment(f"/gt convoy check {hq}")
    assert town.labels(hq) == {"convoy", "convoy:landed"}
    assert len(town.notices(hq)) == 1


def test_a_rig_that_is_gone_as_a_whole_is_said_once_and_the_rest_goes_on(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1 bd-2')
    makes_private(town, "acme/beads")
    world = town.sandbox.world
    acme = world.organization("acme")
    assert acme
    acme.members.remove("gt-convoy")
    del world.get_repository("acme/beads").collaborators["gt-convoy"]
    town.closes("gt-1")
    assert town.labels(hq) == {"convoy", "convoy:attention"}
    assert "- [x] acme/gastown#1\n- [ ] acme/beads#1" in town.body(hq)
    town.comment(f"/gt convoy check {hq}")
    (remark,) = town.comments(hq)
    assert "? bd-1 (not found)" in remark
    assert town.issue(hq)["state"] == "open"


def signs_out(town: Town, *, out: bool = True) -> None:
    """Single sign-on of `far` refuses our token, or lets it in again."""
    far = town.sandbox.world.organization("far")
    assert far
    far.saml = ["gt-convoy"] if out else []


def test_what_single_sign_on_hides_is_unknown_with_its_reason_and_changes_no_state(town: Town) -> None:
    makes_repository(town, "far/vault", "The crate")
    hq = town.creates('"Deploy v2.0" gt-1 far/vault#1')
    landed = town.creates('"Done" far/vault#1')
    town.closes("far/vault#1", by="alice")
    assert town.issue(landed)["state"] == "closed"
    signs_out(town)
    town.closes("gt-1")
    assert town.labels(hq) == {"convoy", "convoy:attention"}
    (remark,) = town.comments(hq)
    assert "? far/vault#1 (no access, single sign-on)" in remark
    town.comment(f"/gt convoy check {landed}")
    assert town.issue(hq)["state"] == "open"
    assert town.issue(landed)["state"] == "closed"
    assert len(town.notices(landed)) == 1
    signs_out(town, out=False)
    town.comment(f"/gt convoy check {hq}")
    assert town.labels(hq) == {"convoy", "convoy:landed"}


def test_an_owner_whose_answers_fail_for_now_changes_nothing(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1')
    town.sandbox.faults.fail(502, "POST", "/api/graphql", times=3)
    town.closes("gt-1")
    assert town.labels(hq) == {"convoy"}
    assert town.comments(hq) == []
    assert "1/2 completed" in town.body(hq)


def test_where_issues_are_switched_off_that_is_said(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1')
    town.ask("alice", "PATCH", "/repos/acme/beads", has_issues=False)
    town.closes("gt-1")
    (remark,) = town.comments(hq)
    assert "? bd-1 (issues are switched off there)" in remark


def test_a_convoy_that_left_hq_is_none_and_the_answer_says_so(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    transfers_to(town, hq, "acme/beads")
    moved = town.body("bd-5")
    for command in (f"add {hq} bd-1", f"remove {hq} gt-1", f"reopen {hq}"):
        answer = town.comment(f"/gt convoy {command}")
        assert f"{convoy_id(hq)}: its issue is not in acme/hq any more" in answer
        assert "beads" not in answer.replace("bd-1", "")
    assert town.body("bd-5") == moved


def test_a_convoy_is_the_same_in_an_hq_that_was_renamed(sleepy_town: Town) -> None:
    made = sleepy_town.told("create", "Deploy v2.0", "gt-1")
    renames(sleepy_town, "acme/hq", "headquarters")
    assert sleepy_town.terminal("add", made["id"], "gt-2").status == 0
    assert sleepy_town.told("status", made["id"])["total"] == 2


def test_what_a_transferred_issue_commanded_is_not_done_again(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        number = town.opens("Do it", '/gt convoy create "Once" gt-1', repo="acme/gastown")
        assert len(town.convoys()) == 1
        transfers_to(town, f"gt-{number}", "acme/beads")
        assert len(town.convoys()) == 1
    for file in sleepy_town.folder.glob("*.db*"):
        file.unlink()
    with sleepy_town.running() as town:  # nor by the sweep
        assert len(town.convoys()) == 1
