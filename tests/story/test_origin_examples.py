"""Every example of the origin's document works as printed, once names are configured."""

import json
import re

from tests.story.acts import assignees, makes_repository
from tests.town import Town


def test_each_of_them_in_a_comment(town: Town) -> None:
    def subscribers(number: int) -> list[str]:
        return re.findall(r"- `(@[^`]+)`", town.body(f"hq-{number}"))

    makes_repository(town, "acme/filler")
    for words, title, tracked, told in [
        ('"Feature X" gt-1 gt-2 --notify overseer', "Feature X", ["gt-1", "gt-2"], ["@alice"]),
        ('"Deploy v2.0" gt-1 bd-2 --notify gastown/joe', "Deploy v2.0", ["gt-1", "bd-2"], ["@joe"]),
        ('"Fix auth bug" gt-3', "Fix auth bug", ["gt-3"], ["@alice"]),
        ('"Feature X" gt-1 gt-2 gt-3', "Feature X", ["gt-1", "gt-2", "gt-3"], ["@alice"]),
        (
            '"Feature X" gt-1 --notify mayor/ --notify --human',
            "Feature X",
            ["gt-1"],
            ["@acme/maintainers", "@alice"],
        ),
    ]:
        town.comment(f"/gt convoy create {words}")
        number = town.convoys()[-1]
        convoy = town.told("status", str(number))
        assert convoy["title"] == title
        assert [one["id"] for one in convoy["tracked"]] == tracked
        assert subscribers(number) == told
    assert town.convoys() == [5, 6, 7, 8, 9]
    nine = town.comment("/gt convoy status hq-cv-9")
    assert "🚚 hq-cv-9: Feature X" in nine
    assert nine.split("\n")[1:] == town.comment("/gt convoy status hq-9").split("\n")[1:]
    for words in ("status", "list", "list --all"):
        assert "🚚 hq-cv-9: Feature X ● 0/1" in town.comment(f"/gt convoy {words}")
    assert "hq-cv" not in town.comment("/gt convoy list --status=closed")
    document = town.comment("/gt convoy list --json").split("```")[1].removeprefix("text\n")
    assert [one["id"] for one in json.loads(document)] == [f"hq-cv-{n}" for n in (9, 8, 7, 6, 5)]
    assert "+ gt-4: added" in town.comment("/bd dep add hq-cv-9 gt-4 --type=tracks")
    assert "is open" in town.comment("/bd update hq-cv-9 --status=open")
    town.comment("/gt sling bd-2 beads/amber")
    assert assignees(town, "bd-2") == ["amber"]
    assert "▶ bd-2: Fix validation [bug]  hq-cv-6" in town.comment("/gt rig status beads")


def test_each_of_them_in_the_terminal(sleepy_town: Town) -> None:
    for line in [
        ["convoy", "create", "Feature X", "gt-1", "gt-2", "--notify", "overseer"],
        ["convoy", "create", "Deploy v2.0", "gt-1", "bd-2", "--notify", "gastown/joe"],
        ["convoy", "create", "Feature X", "gt-1", "--notify", "mayor/", "--notify", "--human"],
        ["convoy", "status", "hq-cv-5"],
        ["convoy", "status", "hq-5"],
        ["convoy", "status"],
        ["convoy", "list"],
        ["convoy", "list", "--all"],
        ["convoy", "list", "--status=closed"],
        ["convoy", "list", "--json"],
        ["bd", "dep", "add", "hq-cv-5", "gt-4", "--type=tracks"],
        ["bd", "update", "hq-cv-5", "--status=open"],
        ["sling", "bd-2", "beads/amber"],
        ["rig", "status", "beads"],
    ]:
        printed = sleepy_town.terminal(*line)
        assert printed.status == 0, (line, printed.err)
