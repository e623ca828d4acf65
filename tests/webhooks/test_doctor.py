"""`gt-convoy doctor` and `gt-convoy rig add` against the sandbox."""

from typing import Any

import pytest

from gt_convoy.bootstrap import open_context
from gt_convoy.convoys.runner import claim
from gt_convoy.events.payloads import EVENTS
from gt_convoy.github.permissions import PERMISSIONS
from gt_convoy.handlers.redelivery import our_hooks
from gt_convoy_sandbox.model import apps, hooks, installations
from gt_convoy_webhooks.cli.doctor import examine
from gt_convoy_webhooks.cli.start_checks import Start
from tests.town import BOT, SECRET, Town

URL = "https://convoy.example.org"
HOOK = f"{URL}/webhooks/github"


def wrong(town: Town, **environ: str) -> dict[str, str]:
    """What the doctor finds wrong."""
    return {f.about: f.text for f in examine(Start({**town.environ, **environ}, port=0)) if not f.ok}


def test_of_a_healthy_installation_each_line_is_ok(town: Town) -> None:
    found = examine(Start(town.environ, port=0))
    assert [f for f in found if not f.ok] == []
    abouts = {f.about for f in found}
    assert abouts == {
        "configuration", "account", "permissions", "repository", "runner", "webhook", "clock", "rate limit",
        "secret", "database", "port",
    }  # fmt: skip
    note = next(f.text for f in found if f.about == "account")
    assert "GitHub notifies nobody of what they did themselves" in note


def test_what_is_wrong_is_said_with_what_to_do(sleepy_town: Town) -> None:
    town = sleepy_town
    world = town.sandbox.world
    claim(open_context(town.environ), "action")
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
    assert "its hooks" in found["webhook"]
    assert "300 s behind" in found["clock"] or "299 s behind" in found["clock"]
    assert "GITHUB_WEBHOOK_SECRET is not set" in found["secret"]


def test_failed_deliveries_are_counted(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        pass
    town.closes("gt-1")
    assert "1 delivery failed, the last with status 0: is the app running" in wrong(town)["webhook"]
    town.closes("gt-2")
    assert "2 deliveries failed" in wrong(town)["webhook"]


LIKE_OURS: dict[str, Any] = {"url": HOOK, "content_type": "json", "events": list(EVENTS)}
HOOKS: list[tuple[str, dict[str, Any], str | None]] = [
    ("as `rig add` makes it", {}, None),
    ("told of more than is read", {"events": [*EVENTS, "push"]}, None),
    ("told of everything", {"events": ["*"]}, None),
    (
        "not told of all",
        {"events": ["issues", "push"]},
        "issue_comment, issue_dependencies, pull_request, repository, label",
    ),
    (
        "as an older version made it",
        {"events": [event for event in EVENTS if event != "issue_dependencies"]},
        "does not tell of issue_dependencies (Enterprise Server has it from 3.19 on): tick it",
    ),
    ("that sends forms", {"content_type": "form"}, "application/json"),
    ("that is switched off", {"active": False}, "switched off"),
    ("that leads elsewhere", {"url": f"{URL}/github"}, "no hook leads here"),
]


@pytest.mark.parametrize(("given", "why"), [pytest.param(*r, id=f"a hook {name}") for name, *r in HOOKS])
def test_of_each_hook_it_says_what_is_wrong(
    sleepy_town: Town, given: dict[str, Any], why: str | None
) -> None:
    world = sleepy_town.sandbox.world
    for repo in ("acme/hq", "acme/gastown", "acme/beads"):
        wanted = LIKE_OURS | (given if repo == "acme/beads" else {})
        hooks.new(world, **wanted).repository_id = world.get_repository(repo).id
    said = [f for f in examine(Start(sleepy_town.environ, port=0)) if f.about == "webhook"]
    assert [f.text.split(":")[0].split(",")[0] for f in said] == ["acme/hq", "acme/gastown", "acme/beads"]
    assert [f.ok for f in said] == [True, True, why is None]
    assert (why or "nothing failed") in said[2].text


def test_a_repository_without_a_hook_is_named_with_what_to_do(sleepy_town: Town) -> None:
    said = [f.text for f in examine(Start(sleepy_town.environ, port=0)) if f.about == "webhook"]
    assert [text.partition(":")[0] for text in said] == ["acme/hq", "acme/gastown", "acme/beads"]
    assert all("no hook leads here" in text and "work --poll 60" in text for text in said)
    assert "`gt-convoy rig add acme/beads --url URL`" in said[2]


def test_who_may_not_see_hooks_is_told_so(sleepy_town: Town) -> None:
    found = wrong(sleepy_town, GITHUB_TOKEN="token-joe")
    assert "only its admins see its hooks" in found["webhook"]


def test_with_a_wrong_configuration_github_is_not_asked(sleepy_town: Town) -> None:
    sleepy_town.config = "hq: nonsense\nrigs: 3\n"
    found = examine(Start(sleepy_town.environ, port=0))
    assert [f.about for f in found if not f.ok] == ["configuration", "configuration"]
    assert {f.about for f in found} == {"configuration", "secret", "database", "port"}


def test_it_exits_1_when_something_must_be_done(sleepy_town: Town) -> None:
    environ = {"GT_CONVOY_DATABASE_URL": "sqlite:////no/such/folder/x.db", "GITHUB_WEBHOOK_SECRET": "x"}
    printed = sleepy_town.terminal("doctor", login=BOT, **environ)
    assert printed.status == 1
    assert "✓ configuration: HQ acme/hq, 2 rigs" in printed.out
    assert "✗ webhook: acme/hq: no hook leads here" in printed.out
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
    app.events = list(reversed(EVENTS))
    assert "events" not in wrong(town, **given)


@pytest.mark.parametrize(
    ("url", "why"),
    [(HOOK, None), ("", "has no webhook"), (f"{URL}/hooks", f"leads to {URL}/hooks")],
    ids=["to us", "to nowhere", "to another address"],
)
def test_an_app_s_own_hook_must_lead_to_us(sleepy_town: Town, url: str, why: str | None) -> None:
    world = sleepy_town.sandbox.world
    app = apps.register(
        world, "Our convoys", "acme", permissions=dict(PERMISSIONS), events=list(EVENTS), url=url
    )
    given = {"GITHUB_APP_ID": str(app.id), "GITHUB_APP_PRIVATE_KEY": app.private_key, "GITHUB_TOKEN": ""}
    found = wrong(sleepy_town, **given)
    assert why in found["webhook"] if why else "webhook" not in found


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
    assert sorted(hook.events) == sorted(EVENTS)
    again = town.terminal(*words, GITHUB_WEBHOOK_SECRET=SECRET)
    assert f"acme/gastown can be read, and it has a hook to {HOOK} already: none was made." in again.out
    assert len(town.sandbox.world.tables.hooks) == 1


SAME: list[tuple[str, dict[str, Any], str]] = [
    ("as it makes it", {}, "none was made"),
    ("with a slash behind", {"url": f"{HOOK}/"}, f"The app is at {HOOK}: write that into"),
    ("by http", {"url": HOOK.replace("https", "http")}, f"The app is at {HOOK}: write that into"),
    ("in capitals", {"url": HOOK.replace("convoy.", "Convoy.")}, f"The app is at {HOOK}: write that into"),
    ("with its port", {"url": HOOK.replace(".org", ".org:443")}, f"The app is at {HOOK}: write that into"),
    ("switched off", {"active": False}, "needs a change: it is switched off"),
    (
        "as an older version made it",
        {"events": [event for event in EVENTS if event != "issue_dependencies"]},
        "does not tell of issue_dependencies (Enterprise Server has it from 3.19 on): tick it",
    ),
    ("that sends forms", {"content_type": "form"}, "set its content type to application/json"),
]


@pytest.mark.parametrize("by", ["acme/hq", "acme"])
@pytest.mark.parametrize(("given", "said"), [pytest.param(*r, id=f"a hook {name}") for name, *r in SAME])
def test_no_second_hook_is_made_where_one_leads_there(
    sleepy_town: Town, by: str, given: dict[str, Any], said: str
) -> None:
    world = sleepy_town.sandbox.world
    hook, acme = hooks.new(world, **LIKE_OURS | given), world.organization("acme")
    if by == "acme" and acme:
        hook.organization_id = acme.id
    else:
        hook.repository_id = world.get_repository(by).id
    printed = sleepy_town.terminal("rig", "add", "acme/hq", "--url", URL, GITHUB_WEBHOOK_SECRET=SECRET)
    assert printed.status == 0, printed.err
    whose = "its organisation" if by == "acme" else "it"
    assert f"acme/hq can be read, and {whose} has a hook to {hook.url} already: none was made." in printed.out
    assert said in printed.out
    assert list(world.tables.hooks.values()) == [hook]


def test_a_hook_to_another_place_is_named(sleepy_town: Town) -> None:
    world = sleepy_town.sandbox.world
    old = "https://old.example.org/webhooks/github"
    for url in (old, "https://ci.example.org/hook"):
        hooks.new(world, **LIKE_OURS | {"url": url}).repository_id = world.get_repository("acme/hq").id
    printed = sleepy_town.terminal("rig", "add", "acme/hq", "--url", URL, GITHUB_WEBHOOK_SECRET=SECRET)
    assert f"Its hook to {HOOK} is made." in printed.out
    assert f"It has a hook to {old}, too: if that was the app's address before, delete it at" in printed.out
    assert "/acme/hq/settings/hooks" in printed.out
    assert "ci.example.org" not in printed.out


def test_of_an_organisations_hook_the_doctor_knows(sleepy_town: Town) -> None:
    world, acme = sleepy_town.sandbox.world, sleepy_town.sandbox.world.organization("acme")
    assert acme
    environ = sleepy_town.environ | {"GITHUB_TOKEN": "token-alice"}  # who may see it
    hooks.new(world, **LIKE_OURS).organization_id = acme.id
    said = [f for f in examine(Start(environ, port=0)) if f.about == "webhook"]
    assert [f.text.partition(",")[0] for f in said] == ["acme/hq", "acme/gastown", "acme/beads"]
    assert all(f.ok for f in said)
    (found,) = our_hooks(open_context(environ))
    assert found.of_organization


@pytest.mark.parametrize(
    ("url", "said"),
    [(HOOK, "The App's own hook tells of it"), ("", "is not set"), (f"{URL}/x", f"leads to {URL}/x")],
)
def test_with_an_app_no_hook_is_made_and_its_own_is_looked_at(sleepy_town: Town, url: str, said: str) -> None:
    world = sleepy_town.sandbox.world
    permissions = dict(PERMISSIONS)
    app = apps.register(world, "Our convoys", "acme", permissions=permissions, events=list(EVENTS), url=url)
    installations.install(world, app, "acme", world.get_user("alice"))
    given = {"GITHUB_APP_ID": str(app.id), "GITHUB_APP_PRIVATE_KEY": app.private_key, "GITHUB_TOKEN": ""}
    printed = sleepy_town.terminal("rig", "add", "acme/hq", "--url", URL, **given)
    assert printed.status == 0, printed.err
    assert said in printed.out
    assert [hook.app_id for hook in world.tables.hooks.values()] == [app.id]


CONFIGURED = [
    (("acme/hq",), "acme/hq is configured already, as HQ."),
    (("acme/gastown",), "acme/gastown is configured already, as the rig gastown."),
    (("acme/gastown", "--prefix", "gt"), "acme/gastown is configured already, as the rig gastown."),
    (("ACME/Gastown", "--prefix", "GT"), "acme/gastown is configured already, as the rig gastown."),
]


@pytest.mark.parametrize(("words", "said"), CONFIGURED, ids=lambda value: value[0] if value else "")
def test_what_is_configured_already_gets_its_hook(
    sleepy_town: Town, words: tuple[str, ...], said: str
) -> None:
    printed = sleepy_town.terminal("rig", "add", *words, "--url", URL, GITHUB_WEBHOOK_SECRET=SECRET)
    assert printed.status == 0, printed.err
    repo = said.partition(" ")[0]
    assert printed.out.splitlines() == [f"{repo} can be read. Its hook to {HOOK} is made.", said]
    (hook,) = sleepy_town.sandbox.world.tables.hooks.values()
    assert hook.url == HOOK


def test_a_new_rig_needs_a_prefix(sleepy_town: Town) -> None:
    sleepy_town.config = "hq: acme/hq\n"
    printed = sleepy_town.terminal("rig", "add", "acme/beads", "--url", URL, GITHUB_WEBHOOK_SECRET=SECRET)
    assert (printed.status, "acme/beads is not configured yet: give it a --prefix" in printed.err) == (
        1,
        True,
    )
    assert not sleepy_town.sandbox.world.tables.hooks


def test_without_an_address_a_rig_is_added_without_a_hook(sleepy_town: Town) -> None:
    printed = sleepy_town.terminal("rig", "add", "acme/hq", "--prefix", "zz", GITHUB_WEBHOOK_SECRET="")
    assert printed.status == 0, printed.err
    assert "No hook was made: give --url, or use `gt-convoy work --poll 60`" in printed.out
    assert not sleepy_town.sandbox.world.tables.hooks


def test_a_hook_without_a_secret_is_refused(sleepy_town: Town) -> None:
    words = ("rig", "add", "acme/hq", "--prefix", "zz", "--url", URL)
    printed = sleepy_town.terminal(*words, GITHUB_WEBHOOK_SECRET="")
    assert (printed.status, "GITHUB_WEBHOOK_SECRET is not set" in printed.err) == (1, True)
    assert not sleepy_town.sandbox.world.tables.hooks


@pytest.mark.parametrize(
    ("words", "login", "why"),
    [
        (("acme/nowhere", "--prefix", "no"), "alice", "nothing at acme/nowhere"),
        (("nonsense", "--prefix", "no"), "alice", "write the repository as owner/repo"),
        (("acme/hq", "--prefix", "hq"), "alice", "hq is refused"),
        (("acme/hq", "--prefix", "gt"), "alice", "gt"),
        (
            ("acme/beads", "--prefix", "zz"),
            "alice",
            "acme/beads is the rig beads already, with the prefix bd",
        ),
        (("acme/hq", "--prefix", "zz", "--name", "beads"), "alice", "there is a rig beads already"),
        (("acme/hq", "--url", "convoy.example.org"), "alice", "https://convoy.example.org"),
        (("acme/hq", "--url", "http://convoy.example.org"), "alice", "https://"),
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
