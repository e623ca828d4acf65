"""Whose marks count, and who works for an HQ."""

from dataclasses import dataclass
from typing import cast

import pytest

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.apply import require_held
from gt_convoy.convoys.authorization import trusted
from gt_convoy.convoys.runner import Runner, runner_in_label
from gt_convoy.domain.errors import Denied, Unavailable
from gt_convoy.domain.github_values import Label, Repository, Role
from gt_convoy.ports.github import GitHubPort
from gt_convoy.ports.state_store import Nothing, StateStore
from tests.rules.building import CONFIG, NOON


@dataclass
class GitHub:
    """As much of a tracker as is asked."""

    about: str | None = None
    roles: bool = True
    account: str = "gt-convoy[bot]"
    own: Role | None = None

    def me(self) -> str:
        return self.account

    def repository(self, repo: str) -> Repository:
        return Repository(1, repo, private=False, role=self.own)

    def label(self, _repo: str, name: str) -> Label | None:
        return None if self.about is None else Label(name, description=self.about)

    def role(self, _repo: str, login: str) -> Role:
        if not self.roles:
            raise Denied("403")
        return {"alice": Role.ADMIN, "joe": Role.WRITE, "nux": Role.TRIAGE}.get(login, Role.NONE)


def context(about: str | None = None, *, roles: bool = True) -> AppContext:
    return AppContext(CONFIG, cast(GitHubPort, GitHub(about, roles)))


APP = "A batch of issues. Runner: app (old-app[bot]) since 2026-01-02T12:00Z"
RUNNERS: list[tuple[str, str | None, Runner | None]] = [
    ("no label", None, None),
    ("a label of somebody's own", "Our runner is Joe", None),
    ("an app, since when", APP, Runner("app", "old-app[bot]", NOON)),
    ("the Action", "runner: ACTION (github-actions[bot])", Runner("action", "github-actions[bot]")),
    ("one without its account", "Runner: app", Runner("app", "")),
    ("a moment that is none", "Runner: app (x) since 2026-99-99", Runner("app", "x")),
    ("a moment without a zone", "Runner: app (x) since 2026-01-02T12:00", Runner("app", "x")),
]


@pytest.mark.parametrize(("about", "wanted"), [pytest.param(*r, id=name) for name, *r in RUNNERS])
def test_the_labels_description_says_who_works_here(about: str | None, wanted: Runner | None) -> None:
    found = runner_in_label(context(about))
    assert found == wanted
    assert (found and found.since) == (wanted and wanted.since)


TRUSTED = [
    ("ourselves, in any case", "GT-Convoy[bot]", True),
    ("the account that works for this HQ", "Old-App[bot]", True),
    ("another App", "other-app[bot]", False),
    ("who administers HQ", "alice", True),
    ("who may write", "joe", True),
    ("who may only triage", "nux", False),
    ("a stranger", "mallory", False),
]


@pytest.mark.parametrize(("login", "wanted"), [pytest.param(*r, id=name) for name, *r in TRUSTED])
def test_the_marks_count_of_ours_and_of_who_may_write(login: str, wanted: bool) -> None:
    assert trusted(context(APP), login) is wanted


READERS = [
    ("a person who may read HQ, for their own eyes", "nux", Role.READ, True),
    ("a person who may triage there", "nux", Role.TRIAGE, True),
    ("a person who could act on it", "alice", Role.WRITE, False),
    ("an App, whatever GitHub says of its role", "gt-convoy[bot]", Role.READ, False),
    ("an account of which GitHub tells no role", "nux", None, False),
    ("an account without any", "nux", Role.NONE, False),
]


@pytest.mark.parametrize(("me", "own", "wanted"), [pytest.param(*r, id=name) for name, *r in READERS])
def test_a_strangers_label_is_believed_without_asking_only_by_who_cannot_act(
    me: str, own: Role | None, wanted: bool
) -> None:
    found = AppContext(CONFIG, cast(GitHubPort, GitHub(APP, roles=False, account=me, own=own)), StateStore())
    assert trusted(found, "mallory") is wanted


def test_nothing_is_written_under_a_lease_that_another_may_have() -> None:
    class Lost(Nothing):
        def still_mine(self, _key: str) -> bool:
            return False

    mine, lost = context(), AppContext(CONFIG, cast(GitHubPort, GitHub()), StateStore(locks=Lost()))
    require_held(mine, "convoy:1")
    with pytest.raises(Unavailable, match="convoy:1: the lease on it ran out"):
        require_held(lost, "convoy:1")
