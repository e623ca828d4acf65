"""The world that a new sandbox starts with: acme, its three repositories, their people and issues."""

from gt_convoy.events.payloads import EVENTS
from gt_convoy_sandbox.model import Repository, World, accounts, hooks, issues, pulls, repositories

WRITERS = ("joe", "amber", "nux")
NAMES = {"alice": "Alice", "joe": "Joe", "amber": "Amber", "nux": "Nux", "mallory": "Mallory"}
BOT = "gt-convoy"
DESCRIPTIONS = {
    "acme/hq": "Headquarters: where convoys live",
    "acme/gastown": "The town's API and workers",
    "acme/beads": "Issue storage and its documentation",
}
Row = tuple[str, str, str, list[str], str]
ISSUES: dict[str, list[Row]] = {
    "acme/hq": [
        ("Convoy requests", 'Ask for a convoy here: `/gt convoy create "TITLE" REF...`', "alice", [], ""),
        (
            "Write the release announcement",
            "For the newsletter, half a page.",
            "joe",
            ["documentation"],
            "Task",
        ),
        ("Plan the January release", "- [ ] pick the date\n- [ ] tell support", "alice", [], ""),
        ("Dashboard link in the handbook is dead", "It points to the old wiki.", "mallory", ["bug"], "Bug"),
    ],
    "acme/gastown": [
        (
            "Update API endpoint",
            "`/v1/ship` moves to `/v2/ship`; keep the old one for a release.",
            "joe",
            [],
            "Task",
        ),
        ("Add validation", "Refuse an empty cargo list with 422.", "amber", ["enhancement"], "Task"),
        (
            "Fix auth bug",
            "A token that has expired is still accepted for a minute.",
            "mallory",
            ["bug"],
            "Bug",
        ),
        ("Ship the worker metrics", "Queue depth, age of the oldest job.", "nux", ["enhancement"], "Feature"),
        (
            "Flaky test in the scheduler",
            "Fails about once in 40 runs, see acme/beads#2.",
            "amber",
            ["bug"],
            "Bug",
        ),
    ],
    "acme/beads": [
        (
            "Update docs",
            "The quick start still shows `/v1/ship`. Follows acme/gastown#1.",
            "amber",
            [],
            "Task",
        ),
        ("Fix validation", "An id with a dash is refused.", "joe", ["bug"], "Bug"),
        (
            "Import from CSV",
            "One issue per row; headers as on the export.",
            "nux",
            ["enhancement"],
            "Feature",
        ),
        ("Export is slow above 10,000 issues", "Takes 40 s; should be 2 s.", "mallory", [], ""),
    ],
}


def seed(world: World) -> World:
    """Fill an empty world."""
    with world.writing():
        _people(world)
        for full_name, description in DESCRIPTIONS.items():
            repository = repositories.create(world, full_name, description=description)
            _roles(repository)
            _issues(world, repository)
        nux = world.get_user("nux")
        gastown = world.get_repository("acme/gastown")
        body = "Closes nothing yet, first half of #1."
        pulls.create(world, gastown, nux, "Serve /v2/ship", head="v2-ship", body=body)
    return world


def add_hooks(world: World, url: str, secret: str, events: list[str] | None = None) -> None:
    """Have every repository tell this address of what the app reads; a hook that is there already is kept."""
    for repository in world.repositories():
        if any(hook.url == url for hook in world.hooks_of(repository)):
            continue
        admin = world.get_user("alice")
        wanted = events or list(EVENTS)
        hooks.create(world, repository, admin, url=url, secret=secret, content_type="json", events=wanted)


def _people(world: World) -> None:
    for login, name in NAMES.items():
        accounts.add_user(world, login, name=name)
    # A machine's account is a user like others: a personal token makes nobody a bot.
    accounts.add_user(world, BOT, name="gt-convoy")
    acme = accounts.add_organization(world, "acme", owners=["alice"], members=["alice", *WRITERS, BOT])
    accounts.add_team(world, acme, "maintainers", ["alice"])


def _roles(repository: Repository) -> None:
    repository.collaborators |= dict.fromkeys(WRITERS, "write")
    repository.collaborators |= {"alice": "admin", BOT: "admin"}
    repository.teams["maintainers"] = "maintain"


def _issues(world: World, repository: Repository) -> None:
    admin = world.get_user("alice")
    for title, body, author, label_names, kind in ISSUES[repository.full_name]:
        issue = issues.create(world, repository, world.get_user(author), title, body)
        issues.set_labels(world, issue, admin, label_names)
        issues.edit(world, issue, admin, type=kind or None)
