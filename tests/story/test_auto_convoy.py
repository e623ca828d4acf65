"""`sling.auto_convoy_on_assign`: an assignment made in GitHub's own pages gets a convoy too."""

from tests.story.acts import assigns, makes_repository
from tests.town import Town


def test_an_assigned_issue_gets_a_convoy_once_where_it_is_wanted(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        assigns(town, "gt-4", "joe")
        assert town.convoys() == []
    sleepy_town.config += "sling: {auto_convoy_on_assign: true}\n"
    with sleepy_town.running() as town:
        assigns(town, "gt-1", "joe")
        (number,) = town.convoys()
        assert town.issue(f"hq-{number}")["title"] == "Work: gt-1"
        assigns(town, "gt-1", "amber")
        assert town.convoys() == [number]
        town.comment("/gt sling gt-2 @joe")
        assert len(town.convoys()) == 2
        makes_repository(town, "acme/elsewhere", "No rig's")
        assigns(town, "acme/elsewhere#1", "alice")
        assigns(town, f"hq-{number}", "joe")
        town.closes("gt-3")
        assigns(town, "gt-3", "joe")
        assert len(town.convoys()) == 2
        town.closes("gt-1")
        assert len(town.notices(f"hq-{number}")) == 1
