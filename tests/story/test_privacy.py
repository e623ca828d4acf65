"""The audience of a thread is whoever can read its repository, not whoever asks."""

from tests.story.acts import assigns, gives_role, makes_private, makes_repository
from tests.town import Town

TITLE = "Update docs"


def test_in_a_public_thread_a_private_issues_title_assignees_and_reason_are_hidden(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" bd-1 bd-2 gt-1')
    assigns(town, "bd-1", "amber")
    makes_private(town, "acme/beads")
    town.closes("bd-2", reason="not_planned")
    for words in (f"status {hq}", "list --tree", f"status {hq} --json", "stranded", f"close {hq}"):
        answer = town.comment(f"/gt convoy {words}", by="joe")
        assert TITLE not in answer, words
        assert "amber" not in answer, words
        assert "⊘" not in answer, words
        assert "not_planned" not in answer, words
    answer = town.comment(f"/gt convoy status {hq}", by="joe")
    assert "○ bd-1 (private)" in answer
    assert "✓ bd-2 (private)" in answer
    assert "Update API endpoint" in answer
    town.closes("bd-1", "gt-1")
    (notice,) = town.notices(hq)
    assert "✓ bd-1 (private)" in notice
    assert TITLE not in notice


def test_in_a_private_hq_the_titles_of_private_rigs_are_shown_unless_configured_never(
    sleepy_town: Town,
) -> None:
    town = sleepy_town
    makes_repository(town, "far/vault", "The secret", private=True, roles={"joe": "read"})
    makes_private(town, "acme/hq", "acme/beads")
    with town.running():
        hq = town.creates('"Deploy v2.0" bd-1 far/vault#1', by="joe")
        answer = town.comment(f"/gt convoy status {hq}", by="joe")
        assert TITLE in answer
        assert "The secret" not in answer  # no rig: HQ's readers need not be its readers
    town.config += "private_titles: never\n"
    with town.running():
        assert TITLE not in town.comment(f"/gt convoy status {hq}", by="joe")
    # A terminal is read by the asker alone.
    assert "The secret" in town.terminal("status", hq, login="joe").out


def test_in_a_thread_more_public_than_hq_the_answer_is_a_link_and_no_more(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    makes_private(town, "acme/hq")
    number = town.issue(hq)["number"]
    for words in (
        f"convoy status {hq}",
        f"convoy add {hq} gt-2",
        "convoy list",
        'convoy create "A secret title" gt-1',
        f"convoy status {hq} --json",
        f"convoy close {hq}",
        "convoy stranded",
        "rig status gastown",
    ):
        answer = town.comment(f"/gt {words}", on="gt-3")
        lines = answer.split("\n")[1:]
        assert len(lines) == 1, answer
        assert f"{town.sandbox.url}/acme/hq" in lines[0], answer
        assert "Deploy v2.0" not in answer
        assert "secret" not in answer
        assert "○" not in answer
    answer = town.comment(f"/gt convoy status {hq}", on="gt-3")
    assert answer.endswith(f"{town.sandbox.url}/acme/hq/issues/{number}")
    assert "gt-2" in town.terminal("status", hq).out
    # What was only typed wrong is told there as everywhere.
    assert "there is no such command" in town.comment("/gt convoy stauts", on="gt-3")


def test_who_asks_must_be_able_to_read_every_repository_that_the_command_names(town: Town) -> None:
    makes_repository(town, "far/vault", "The secret", private=True, roles={"amber": "read"})
    unreadable = "far/vault#1: not found, or you may not read it"
    missing = "far/nothing#1: not found, or you may not read it"
    hq = town.creates('"Deploy v2.0" gt-1')
    for words in ('convoy create "X" {}', "sling {} @joe", "convoy create --from-epic {}"):
        assert unreadable in town.comment(f"/gt {words.format('far/vault#1')}", by="joe")
        assert missing in town.comment(f"/gt {words.format('far/nothing#1')}", by="joe")
    for ref in ("far/vault#1", "far/nothing#1", "far/vault#99"):
        answer = town.comment(f"/gt convoy add {hq} {ref}", by="joe")
        assert f"✗ {ref}: refused: not found, or you may not read it" in answer
    answer = town.comment(f"/gt convoy add {hq} far/vault#1", by="amber")
    assert "+ far/vault#1: added" in answer
    assert "The secret" not in answer


def test_an_unreadable_and_a_missing_issue_are_not_told_apart_by_removing_them(town: Town) -> None:
    makes_repository(town, "far/vault", "The secret", private=True)
    hq = town.creates('"Deploy v2.0" gt-1')
    answers = [
        town.comment(f"/gt convoy remove {hq} {ref}", by="joe").replace(ref, "REF").split("\n")[1:]
        for ref in ("far/vault#1", "far/nothing#1")
    ]
    assert answers[0] == answers[1]


def test_a_secret_team_is_not_expanded_in_a_public_thread(town: Town) -> None:
    world = town.sandbox.world
    acme = world.organization("acme")
    assert acme
    acme.teams["maintainers"].privacy = "secret"
    acme.owners.append("gt-convoy")
    hq = town.creates('"Deploy v2.0" gt-1 --notify mayor/')
    town.closes("gt-1")
    assert town.notices(hq)[0].splitlines()[1] == "@acme/maintainers"
    makes_private(town, "acme/hq")
    town.reopens("gt-1")
    town.closes("gt-1")
    assert town.notices(hq)[1].splitlines()[1] == "@alice"


def test_a_repository_that_became_public_is_seen_as_public_at_once(town: Town) -> None:
    makes_private(town, "acme/hq", "acme/beads")
    hq = town.creates('"Deploy v2.0" bd-1')
    assert TITLE in town.comment(f"/gt convoy status {hq}")
    town.ask("alice", "PATCH", "/repos/acme/hq", private=False)
    assert TITLE not in town.comment(f"/gt convoy status {hq}")


def test_on_a_private_hq_a_reader_of_a_rig_alone_gets_nothing(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    makes_private(town, "acme/hq")
    gives_role(town.sandbox.world, "acme/gastown", "mallory", "admin")
    for words in (f"status {hq}", f"watch {hq}", "list"):
        answer = town.comment(f"/gt convoy {words}", by="mallory", on="gt-2")
        assert answer.split("\n")[1:] == [f"Refused: {town.sandbox.url}/acme/hq"]
    assert "mallory" not in town.body(hq)


def test_in_a_private_rig_the_title_of_a_convoy_in_a_private_hq_is_hidden(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    makes_private(town, "acme/hq", "acme/gastown")
    for words in (f"status {hq}", "list", "stranded", f"add {hq} gt-2", f"status {hq} --json"):
        answer = town.comment(f"/gt convoy {words}", on="gt-3")
        assert "Deploy v2.0" not in answer, words
        assert "cv-5" in answer
    assert "Deploy v2.0" in town.comment(f"/gt convoy status {hq}")


def test_what_is_written_to_a_private_hq_is_not_repeated_elsewhere(town: Town) -> None:
    makes_private(town, "acme/hq", "acme/gastown", "acme/beads")
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(
        hq, body=town.body(hq).replace("- [ ] acme/gastown#1", "- [ ] acme/gastown#1\n- [ ] ask the lawyers")
    )
    for words in (f"check {hq} --dry-run --json", f"close {hq}"):
        assert "lawyers" not in town.comment(f"/gt convoy {words}", on="bd-1"), words
        assert "lawyers" in town.comment(f"/gt convoy {words} ", on="hq-1") or "--json" in words, words
