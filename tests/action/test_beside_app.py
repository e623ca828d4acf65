"""With a GitHub App: private rigs are read, rigs are answered, HQ is told; the key is never seen."""

import pytest

from gt_convoy.github.permissions import OF_A_RIG, PERMISSIONS
from gt_convoy_sandbox.model import App, apps, installations, repositories
from tests.action.events import Events
from tests.action.running import Runs
from tests.town import HQ, Town


@pytest.fixture
def app(sleepy_town: Town) -> App:
    """An App that is installed on acme, whose rigs are private."""
    world = sleepy_town.sandbox.world
    alice = world.get_user("alice")
    made = apps.register(world, "Convoy Crier", "acme", permissions={**PERMISSIONS, **OF_A_RIG})
    installations.install(world, made, "acme", alice)
    repositories.set_private(world, world.get_repository("acme/gastown"), alice, private=True)
    return made


def test_everything_by_an_app_alone(app: App, events: Events, runs: Runs) -> None:
    town = events.town
    own = {"token": "", "app_id": str(app.id), "private_key": app.private_key}
    town.comment('/gt convoy create "Private" #1 --notify gastown/joe', on="gt-2")
    for event in events.new():
        run = runs.fine(event, hq=HQ, **own)
        assert "PRIVATE KEY" not in run.log
        assert app.private_key.splitlines()[1] not in run.log.replace(
            f"::add-mask::{app.private_key.splitlines()[1]}", ""
        )
    (told,) = events.new()
    number = runs.fine(told, **own).outputs["convoy"].removeprefix("hq-cv-")
    assert "created: Private" in town.comments("gt-2")[-1] or f"/{HQ}" in town.comments("gt-2")[-1]
    town.closes("gt-1")
    runs.fine(events.one("issues closed"), hq=HQ, **own)
    landed = runs.fine(events.one("repository_dispatch gt-convoy"), **own)
    assert landed.outputs["landed"] == f"hq-cv-{number}"
    assert len(town.notices(f"hq-{number}")) == 1


def test_an_app_that_is_not_installed(app: App, events: Events, runs: Runs) -> None:
    world = events.town.sandbox.world
    found = installations.find(world, app, "acme")
    assert found
    installations.uninstall(world, found, world.get_user("alice"))
    events.town.closes("gt-1")
    run = runs(events.one("issues closed"), hq=HQ, token="", app_id=str(app.id), private_key=app.private_key)
    assert run.status == 1
    (annotation,) = run.annotations
    assert "not installed on acme" in annotation
