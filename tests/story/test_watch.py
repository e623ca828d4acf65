"""`convoy watch` and `convoy unwatch`: who is told."""

from gt_convoy_sandbox.model import accounts
from tests.story.acts import makes_private
from tests.town import Town


def subscribers(town: Town, hq: str) -> list[str]:
    """Whom a convoy's lines name."""
    return [
        line.strip("- `")
        for line in town.body(hq).partition("### Subscribers")[2].split("\n")
        if line.startswith("- ")
    ]


def test_whoever_may_read_hq_watches_and_stops_by_themselves(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    assert "@mallory watches" in town.comment(f"/gt convoy watch {hq}", by="mallory")
    assert subscribers(town, hq) == ["@alice", "@mallory"]
    assert "@mallory no longer watches" in town.comment(f"/gt convoy unwatch {hq}", by="mallory")
    assert subscribers(town, hq) == ["@alice"]


def test_to_have_others_told_needs_the_write_role(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    assert "this command needs write" in town.comment(f"/gt convoy watch {hq} @joe", by="mallory")
    assert "this command needs write" in town.comment(f"/gt convoy unwatch {hq} overseer", by="mallory")
    assert subscribers(town, hq) == ["@alice"]
    town.comment(f"/gt convoy watch {hq} @joe", by="amber")
    assert subscribers(town, hq) == ["@alice", "@joe"]


def test_every_form_of_an_address_is_resolved_when_they_subscribe(sleepy_town: Town) -> None:
    hq = sleepy_town.told("create", "Deploy v2.0", "gt-1", "--notify", "@nux")["id"]
    for address, mention in {
        "@joe": "@joe",
        "gastown/joe": "@joe",
        "beads/amber": "@amber",
        "overseer": "@alice",
        "OVERSEER": "@alice",
        "mayor/": "@acme/maintainers",
        "@acme/maintainers": "@acme/maintainers",
        "@joe.": "@joe",
        "overseer;": "@alice",
        "@acme/maintainers.": "@acme/maintainers",
    }.items():
        assert mention in sleepy_town.told("watch", hq, address)["subscribers"]
        assert sleepy_town.told("unwatch", hq, address)["subscribers"] == ["@nux"]


def test_an_unknown_address_is_refused_then(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    assert "nowhere/: unknown address" in town.comment(f"/gt convoy watch {hq} nowhere/")
    assert "joe: unknown address" in town.comment(f"/gt convoy watch {hq} joe")
    assert "@ghost-of-joe: GitHub has no such account" in town.comment(f"/gt convoy watch {hq} @ghost-of-joe")
    assert subscribers(town, hq) == ["@alice"]


def test_a_sentences_sign_behind_an_address_of_a_new_convoy_is_no_part_of_it(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 --notify overseer, --notify @joe.')
    assert subscribers(town, hq) == ["@alice", "@joe"]


def test_a_person_is_told_once_however_often_and_by_whatever_name_they_are_there(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 --notify @joe --notify gastown/joe --notify @JOE')
    town.comment(f"/gt convoy watch {hq}", by="joe")
    assert subscribers(town, hq) == ["@joe"]
    town.edits(hq, body=town.body(hq) + "- gastown/joe\n- `@Joe`\n")
    town.closes("gt-1")
    assert town.notices(hq)[0].splitlines()[1].lower() == "@joe"


def test_whoever_stands_there_by_another_name_is_removed_too(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, body=town.body(hq) + "- gastown/mallory\n")
    town.comment(f"/gt convoy unwatch {hq}", by="mallory")
    assert subscribers(town, hq) == ["@alice"]


def test_a_team_is_told_by_its_members_those_of_nested_teams_too(town: Town) -> None:
    world = town.sandbox.world
    acme = world.organization("acme")
    assert acme
    crew = accounts.add_team(world, acme, "crew", ["joe"])
    accounts.add_team(world, acme, "night crew", ["nux", "joe"], parent=crew)
    acme.owners.append("gt-convoy")  # may list teams
    hq = town.creates('"Deploy v2.0" gt-1 --notify @acme/crew --notify gastown/joe')
    town.closes("gt-1")
    assert town.notices(hq)[0].splitlines()[1] == "@joe @nux"


def test_a_team_that_the_app_may_not_list_is_mentioned_as_it_is_with_a_warning_at_once(town: Town) -> None:
    acme = town.sandbox.world.organization("acme")
    assert acme
    acme.teams["maintainers"].privacy = "secret"
    answer = town.comment('/gt convoy create "Deploy v2.0" gt-1 --notify mayor/')
    assert "⚠ @acme/maintainers: this account may not list its members" in answer
    (number,) = town.convoys()
    town.closes("gt-1")
    assert town.notices(f"hq-{number}")[0].splitlines()[1] == "@acme/maintainers"


def test_more_than_forty_are_told_in_parts(town: Town) -> None:
    world = town.sandbox.world
    for n in range(85):
        accounts.add_user(world, f"hand-{n}")
    names = " ".join(f"--notify @hand-{n}" for n in range(85))
    hq = town.creates(f'"Deploy v2.0" gt-1 {names}')
    town.closes("gt-1")
    parts = town.notices(hq)
    told = [part.splitlines()[1].split() for part in parts]
    assert [len(names) for names in told] == [40, 40, 5]
    assert [name for names in told for name in names] == [f"@hand-{n}" for n in range(85)]
    assert "part 2 of 3" in parts[1]


def test_so_are_those_who_hear_that_it_is_given_up(town: Town) -> None:
    for n in range(85):
        accounts.add_user(town.sandbox.world, f"hand-{n}")
    names = " ".join(f"--notify @hand-{n}" for n in range(85))
    hq = town.creates(f'"Deploy v2.0" gt-1 {names}')
    town.comment(f"/gt convoy close {hq} --force --reason 'Not this year'")
    told = [text for text in town.comments(hq) if "Convoy closed: Not this year" in text]
    assert [len(text.splitlines()[1].split()) for text in told] == [40, 40, 5]


def test_a_secret_team_and_one_that_is_not_there_get_one_answer_in_a_public_thread(town: Town) -> None:
    acme = town.sandbox.world.organization("acme")
    assert acme
    acme.teams["maintainers"].privacy = "secret"
    acme.owners.append("gt-convoy")  # may list teams, the secret ones too
    hq = town.creates('"Deploy v2.0" gt-1')

    def answer(team: str) -> list[str]:
        return town.comment(f"/gt convoy watch {hq} @acme/{team}").replace(team, "TEAM").split("\n")[1:]

    assert answer("maintainers") == answer("nobody-here")
    makes_private(town, "acme/hq")
    assert "⚠" not in town.comment(f"/gt convoy watch {hq} @acme/maintainers")
