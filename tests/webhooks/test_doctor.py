"""`gt-convoy doctor` and `gt-convoy rig add` against the sandbox."""

import pytest

from gt_convoy.memory import NoMemory
from gt_convoy.runner import claim
from gt_convoy.wiring import open_desk
from gt_convoy_sandbox.model import apps, installations
from gt_convoy_webhooks.doctor_command import examine
from tests.town import BOT, SECRET, Town

URL = "https://convoy.example.org"
HOOK = f"{URL}/webhooks/github"


def wrong(town: Town, **environ: str) -> dict[str, str]:
    """What the doctor finds wrong."""
    return {f.about: f.text for f in examine({**town.environ, **environ}) if not f.ok}


def test_of_a_healthy_installation_each_line_is_ok(town: Town) -> None:
    found = examine(town.environ)
    assert [f for f in found if not f.ok] == []
    abouts = {f.about for f in found}
    assert abouts == {
        "configuration", "account", "permissions", "repository", "runner", "webhook", "clock", "rate limit",
        "secret", "database",
    }  # fmt: skip
    note = next(f.text for f in found if f.about == "account")
    assert "GitHub notifies nobody of what they did themselves" in note


def test_what_is_wrong_is_said_with_what_to_do(sleepy_town: Town) -> None:
    town = sleepy_town
    world = town.sandbox.world
    claim(open_desk(town.environ, NoMemory()), "action")
    beads, acme = world.get_repository("acme/beads"), world.organization("acme")
    assert acme
    beads.private = True
    del beads.collaborators[BOT]
    acme.members.remove(BOT)
    world.get_repository("acme/hq").collaborators[BOT] = "read"
    town.sandbox.faults.skew = 300.0
    found = wrong(town, GITHUB_WEBHOOK_SECRET="")
    assert "acme/beads cannot be read" in found["repository"]
    assert "needs the role" in found["permissions"]
    assert "--take-over" in found["runner"]
    assert "work --poll 60" in found["webhook"]
    assert "300 s behind" in found["clock"] or "299 s behind" in found["clock"]
    assert "GITHUB_WEBHOOK_SECRET is not set" in found["secret"]


def test_failed_deliveries_are_counted(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        pass
    town.closes("gt-1")
    assert "deliveries failed, the last with status 0" in wrong(town)["webhook"]


def test_a_wrong_configuration_is_all_that_is_said(sleepy_town: Town) -> None:
    sleepy_town.config = "hq: nonsense\nrigs: 3\n"
    found = examine(sleepy_town.environ)
    assert {f.about for f in found} == {"configuration"}
    assert len(found) == 2


def test_it_exits_1_when_something_must_be_done(sleepy_town: Town) -> None:
    environ = {"GT_CONVOY_DATABASE_URL": "sqlite:////no/such/folder/x.db", "GITHUB_WEBHOOK_SECRET": "x"}
    printed = sleepy_town.terminal("doctor", login=BOT, **environ)
    assert printed.status == 1
    assert "✓ configuration: HQ acme/hq, 2 rigs" in printed.out
    assert "✗ webhook: none is known that leads here" in printed.out
    told = sleepy_town.terminal("doctor", "--json", login=BOT, **environ)
    assert '"ok": false' in told.out


def test_an_app_lacking_a_permission_is_told_which(sleepy_town: Town) -> None:
    town, world = sleepy_town, sleepy_town.sandbox.world
    app = apps.register(
        world, "Our convoys", "acme", permissions={"issues": "read"}, events=["issues"], url=HOOK
    )
    given = {"GITHUB_APP_ID": str(app.id), "GITHUB_APP_PRIVATE_KEY": app.private_key, "GITHUB_TOKEN": ""}
    assert "not installed on acme" in wrong(town, **given)["permissions"]
    installations.install(world, app, "acme", world.get_user("alice"))
    found = wrong(town, **given, GITHUB_API_URL=f"{town.sandbox.api_url}/")
    assert "issues: write" in found["permissions"]
    assert "issue_comment" in found["events"]


def test_a_rig_is_added_with_its_hook(sleepy_town: Town) -> None:
    town = sleepy_town
    town.config = "hq: acme/hq\n"
    words = ("rig", "add", "ACME/gastown", "--prefix", "gt", "--url", URL)
    printed = town.terminal(*words, GITHUB_WEBHOOK_SECRET=SECRET)
    assert printed.status == 0, printed.err
    assert printed.out.splitlines() == [
        f"acme/gastown can be read. Its hook to {HOOK} is made.",
        "Add to the configuration, under `rigs:`",
        "  gastown: {repo: acme/gastown, prefix: gt}",
    ]
    (hook,) = town.sandbox.world.hooks_of(town.sandbox.world.get_repository("acme/gastown"))
    assert (hook.url, hook.secret, hook.content_type) == (HOOK, SECRET, "json")
    again = town.terminal(*words, GITHUB_WEBHOOK_SECRET=SECRET)
    assert "has a hook" in again.out


@pytest.mark.parametrize(
    ("words", "login", "why"),
    [
        (("acme/nowhere", "--prefix", "no"), "alice", "nothing at acme/nowhere"),
        (("nonsense", "--prefix", "no"), "alice", "write the repository as owner/repo"),
        (("acme/hq", "--prefix", "hq"), "alice", "hq is refused"),
        (("acme/hq", "--prefix", "gt"), "alice", "gt"),
        (("acme/beads", "--prefix", "zz"), "alice", "there is a rig beads already"),
        (("acme/hq", "--prefix", "zz", "--url", URL), "joe", "only its admins"),
    ],
)
def test_a_rig_that_does_not_fit_is_refused_before_anything_is_made(
    sleepy_town: Town, words: tuple[str, ...], login: str, why: str
) -> None:
    printed = sleepy_town.terminal("rig", "add", *words, login=login, GITHUB_WEBHOOK_SECRET=SECRET)
    assert printed.status == 1
    assert why in printed.err
    assert not sleepy_town.sandbox.world.tables.hooks
