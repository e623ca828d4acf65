"""`convoy create`: everything is checked before anything is made."""

import re

from tests.story.acts import makes_private, makes_repository
from tests.town import Town


def test_the_convoy_is_an_issue_of_hq_with_the_parts_of_the_contract(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1 --notify gastown/joe')
    issue = town.issue(hq)
    assert issue["title"] == "Deploy v2.0"
    assert issue["user"]["login"] == "gt-convoy"
    number = issue["number"]
    lines = issue["body"].split("\n")
    assert re.fullmatch(r"<!-- gt-convoy \{.*\} -->", lines[0])
    assert lines[1:] == [
        "<!-- gt-convoy:status -->",
        f"🚚 **hq-cv-{number}** ● open · 0/2 completed `░░░░░░░░░░` 0% · 2 ready",
        "<!-- /gt-convoy:status -->",
        "",
        "### Tracked issues",
        "- [ ] acme/gastown#1",
        "- [ ] acme/beads#1",
        "",
        "### Subscribers",
        "- `@joe`",
        "",
    ]


def test_the_answer_names_the_convoy_each_reference_and_whom_it_tells(town: Town) -> None:
    answer = town.comment('/gt convoy create "Deploy v2.0" gt-1 bd-1 --notify gastown/joe')
    assert "created: Deploy v2.0" in answer
    assert "+ gt-1: added (Update API endpoint)" in answer
    assert "+ bd-1: added (Update docs)" in answer
    assert "Tells: @joe" in answer
    assert answer.splitlines()[-1].endswith("acme/gastown#1 · acme/beads#1")


def test_every_form_of_a_reference_is_tracked_as_the_same_issue(sleepy_town: Town) -> None:
    web = sleepy_town.sandbox.url
    forms = (
        "gt-1, GT-1 gastown#1 acme/gastown#1 Acme/GasTown#1,gt-1 "
        f"{web}/acme/gastown/issues/1 {web}/acme/gastown/pull/1"
    )
    made = sleepy_town.told("create", "Feature X", *forms.split())
    assert [issue["id"] for issue in made["tracked"]] == ["gt-1"]
    assert [one["outcome"] for one in made["results"]] == ["added"] + ["already"] * 7


def test_a_bare_number_is_an_issue_of_the_threads_own_repository(town: Town) -> None:
    assert "gt-2: added" in town.comment('/gt convoy create "Here" #2', on="gt-1")
    assert "acme/hq#2: added" in town.comment('/gt convoy create "There" #2', on="hq-1")


def test_without_a_title_it_is_called_like_its_first_issue(town: Town) -> None:
    assert "created: Update API endpoint" in town.comment("/gt convoy create gt-1 gt-2")
    assert "created: Update docs" in town.comment("/gt convoy create bd-1,gt-1 --notify @joe")
    assert made_of(town, "gt-2", "gt-1") == ("Add validation", ["gt-2", "gt-1"])
    assert made_of(town, "#2") == (town.issue("hq-2")["title"], ["acme/hq#2"])


def test_the_title_of_a_private_issue_does_not_become_a_public_convoys(town: Town) -> None:
    makes_private(town, "acme/gastown")
    assert "created: Work: gt-1 and 1 more" in town.comment("/gt convoy create gt-1 gt-2")
    assert made_of(town, "gt-2") == ("Work: gt-2", ["gt-2"])
    makes_private(town, "acme/hq")
    assert "created: Update API endpoint" in town.comment("/gt convoy create gt-1 gt-2")


def made_of(town: Town, *words: str) -> tuple[str, list[str]]:
    made = town.told("create", *words)
    return made["title"], [issue["id"] for issue in made["tracked"]]


def test_pull_requests_are_tracked_like_issues(town: Town) -> None:
    hq = town.creates('"With a pull request" gt-6')
    town.ask("joe", "PUT", "/repos/acme/gastown/pulls/6/merge")
    town.settle()
    assert town.issue(hq)["state"] == "closed"
    assert "✓ gt-6: Serve /v2/ship" in town.notices(hq)[0]


WRONG: list[tuple[str, list[str]]] = [
    ('"T" gt-1 xx-9', ["xx-9: unknown prefix 'xx'"]),
    ('"T" gt-1 gt-999', ["gt-999: not found"]),
    ('"T" gt-1 nobody/nothing#1', ["nobody/nothing#1: not found"]),
    ('"T" gt-1 barn#3', ["barn#3: unknown rig 'barn'"]),
    ('"T" gt-0', ["gt-0: issues are numbered from 1"]),
    ('"T" gt-99999999999999999999', ["GitHub has no issue with such a number"]),
    ('"T" gt-1 what', ["what: not a reference"]),
    ('"Two words" what gt-1', ["what: not a reference"]),
    ("T what", ['needs quotes: /gt convoy create "T what" REF...']),
    ('"T" what', ["what: not a reference"]),
    ('"T" gt\u20111', ["gt\u20111: not a reference.", "It holds U+2011 NON-BREAKING HYPHEN"]),
    ("T gt\u20131", ["gt\u20131: not a reference.", "It holds U+2013 EN DASH"]),
    ("T gt\u22121", ["It holds U+2212 MINUS SIGN"]),
    ('"T" \uff031', ["\uff031: not a reference.", "It holds U+FF03 FULLWIDTH NUMBER SIGN"]),
    ('"T" gt-\uff11', ["gt-\uff11: not a reference.", "It holds U+FF11 FULLWIDTH DIGIT ONE"]),
    ("T gt-1\u200b", ["gt-1<U+200B>: not a reference."]),
    ('"\u0301" gt-1', ["the title is missing"]),
    (
        "Deploy v2.0 now gt-1",
        ['a title of several words needs quotes: /gt convoy create "Deploy v2.0 now" gt-1'],
    ),
    ("Fix step-2 of it gt-1, bd-2 --notify --human", ['create "Fix step-2 of it" gt-1, bd-2 --human']),
    ("Fix it now #3 --notify @joe", ['create "Fix it now" #3 --notify @joe']),
    ('"T" https://example.org/acme/hq/issues/1', ["not the address of an issue"]),
    ('"T" gt-1 --notify nobody/here', ["nobody/here: unknown address"]),
    ('"T" gt-1 --notify @who-is-that', ["@who-is-that: GitHub has no such account"]),
    ('"T" gt-1 xx-9 yy-8 --notify a/b', ["xx-9", "yy-8", "a/b"]),
    ("gt-999 gt-1", ["gt-999: not found"]),
    ('"" gt-1', ["the title is missing"]),
    ('"T"', ["name at least one issue"]),
    (f'"{"T" * 257}" gt-1', ["the title has 257 characters, and GitHub allows 256"]),
    ('"T gt-1', ["a quotation mark is not closed"]),
    ('"T" gt-1 --notfy joe', ["--notfy", "Did you mean", "--notify"]),
    ('"T" gt-1 --from-epic', ["--from-epic"]),
]


def test_if_one_thing_is_wrong_each_is_named_and_nothing_is_made(town: Town) -> None:
    for words, culprits in WRONG:
        answer = town.comment(f"/gt convoy create {words}")
        assert all(culprit in answer for culprit in culprits), answer
        assert town.reactions(f"/gt convoy create {words}") == ["eyes", "confused"]
    assert town.convoys() == []


def test_two_hundred_references_in_one_command_are_each_answered(town: Town) -> None:
    makes_repository(town, "acme/depot", *(f"Crate {n}" for n in range(1, 201)))
    refs = " ".join(f"acme/depot#{n}" for n in range(1, 201))
    hq = town.creates(f'"Depot" {refs}')
    assert "0/200 completed" in town.body(hq)
    answer = town.comments("hq-1")[-1]
    assert all(f"acme/depot#{n}: added" in answer for n in range(1, 201))


def test_a_convoy_whose_text_would_pass_githubs_limit_is_not_made(town: Town) -> None:
    long = "x" * 90
    makes_repository(town, f"acme/{long}", *(f"Crate {n}" for n in range(1, 681)))
    refs = " ".join(f"acme/{long}#{n}" for n in range(1, 681))
    printed = town.terminal("create", "Too long", *refs.split())
    assert printed.status == 1
    assert "GitHub allows 65,536. Make it two convoys" in printed.err
    assert town.convoys() == []


STRANGE = [
    "🚀 Ship it 🎉",
    "שלום עולם",
    "@everyone look at @joe and #1",
    "``` fence ``` and ```` more",
    "<b>bold</b> <!-- comment --> & <script>alert(1)</script>",
    '<!-- gt-convoy {"v":1,"landed":"1.x"} -->',
    "$(touch /tmp/x); `id` | rm -rf * && echo 'no'",
    "$HOME %PATH% \\n \\\\ C:\\temp",
    "/gt convoy close hq-cv-1 --force",
    "x" * 256,
]


def test_a_strange_title_is_repeated_harmlessly_and_word_for_word(sleepy_town: Town) -> None:
    made = [sleepy_town.told("create", title, "gt-1") for title in STRANGE]
    assert [convoy["title"] for convoy in made] == STRANGE
    with sleepy_town.running() as town:
        for convoy in made:
            answer = town.comment(f"/gt convoy status {convoy['id']}")
            assert f"{convoy['id']}: {convoy['title']}" in _fenced(answer)
        town.closes("gt-1")
        for convoy in made:
            (notice,) = town.notices(f"hq-{convoy['number']}")
            assert notice.splitlines()[1] == "@alice"
            assert convoy["title"] in _fenced(notice.replace("@alice\n", "", 1))


def _fenced(comment: str) -> str:
    """What stands in a comment's fence, which nothing in it ends: it pings, formats, commands nothing."""
    first, fence, *rest = comment.split("\n")
    ticks = fence.removesuffix("text")
    assert first.startswith("<!-- gt-convoy ")
    assert set(ticks) == {"`"}
    assert [line.startswith(ticks) for line in rest].count(True) == 1
    return "\n".join(rest[: rest.index(ticks)])


def test_a_title_that_turns_the_writing_direction_does_not_turn_our_lines(sleepy_town: Town) -> None:
    sleepy_town.told("create", "left \u202e right", "gt-1")
    assert "\u202e" not in sleepy_town.terminal("list").out
