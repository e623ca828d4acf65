"""Which commands wait: a table of comments."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.bounds import OLDEST_COMMAND
from gt_convoy.domain.github_values import Comment, Role, TextHistory
from gt_convoy.domain.references import Ref
from gt_convoy.handlers.pending_commands import find, pending_commands, window
from gt_convoy.messages import reply
from gt_convoy.ports.github import GitHubPort
from gt_convoy.ports.state_store import StateStore

NOW = datetime.now(UTC)
HERE = Ref("acme/hq", 1)


@dataclass
class GitHub:
    """As much of a tracker as is asked."""

    listed: list[Comment]
    strong: frozenset[str] = frozenset({"alice"})
    asked: list[str] = field(default_factory=list)
    edited: frozenset[str] = frozenset()  # nodes

    def text_history(self, _thread: Ref, node: str) -> TextHistory:
        return TextHistory(node in self.edited)

    def me(self) -> str:
        return "bot"

    def new_comments(self, _repo: str, since: datetime) -> list[Comment]:
        return [one for one in self.listed if one.updated_at >= since]

    def new_threads(self, _repo: str, _since: datetime) -> list[Any]:
        return []

    def role(self, _repo: str, login: str) -> Role:
        self.asked.append(login)
        return Role.WRITE if login in self.strong else Role.READ


def said(number: int, text: str, *, by: str = "alice", ago: float = 0, edited: bool = False) -> Comment:
    at = NOW - timedelta(minutes=ago)
    later = at + timedelta(minutes=1) if edited else at
    return Comment(number, HERE, by, text, "", at, later, node=f"IC_{number}")


def keys(*comments: Comment, hours: float = 72, github: GitHub | None = None) -> list[str]:
    context = AppContext(Config("acme/hq"), cast(GitHubPort, github or GitHub(list(comments))), StateStore())
    return [job.key for job in pending_commands(context, "acme/hq", NOW - timedelta(hours=hours))]


ASK = "/gt convoy list"
ANSWER = reply.comment("c1", [], cast(Any, None))


@pytest.mark.parametrize(
    ("comments", "waiting"),
    [
        ([said(1, ASK)], ["command:c1"]),
        ([said(2, ASK), said(1, ASK, ago=5)], ["command:c1", "command:c2"]),
        ([said(1, ASK), said(2, ANSWER, by="bot")], []),
        ([said(1, ASK), said(2, ANSWER, by="mallory")], ["command:c1"]),
        ([said(1, ASK, edited=True)], []),
        ([said(1, ASK, ago=73 * 60)], []),
        ([said(1, "no command")], []),
        ([said(1, "> /gt convoy list")], []),
        ([said(1, f"{ANSWER}\n{ASK}")], []),
        ([said(n, ASK) for n in range(1, 9)], [f"command:c{n}" for n in range(1, 9)]),
        ([said(n, ASK, by="joe") for n in range(1, 9)], [f"command:c{n}" for n in range(1, 7)]),
        (
            [said(n, ASK, by="joe", ago=99 - 11 * n) for n in range(1, 9)],
            [f"command:c{n}" for n in range(1, 9)],
        ),
    ],
)
def test_what_waits(comments: list[Comment], waiting: list[str]) -> None:
    assert keys(*comments) == waiting


def test_an_edit_within_the_second_that_a_comment_was_written_counts() -> None:
    github = GitHub([said(1, ASK), said(2, ASK)], edited=frozenset({"IC_1"}))
    assert keys(github=github) == ["command:c2"]


def test_nobody_s_role_is_asked_before_they_ask_too_often() -> None:
    github = GitHub([said(n, ASK, by=f"user{n % 3}") for n in range(1, 19)])
    assert len(keys(github=github)) == 18
    assert github.asked == []


def test_a_flood_stays_cut_off_when_its_beginning_leaves_the_window() -> None:
    flood = [said(n, ASK, by="joe", ago=72 * 60 + 1 - n / 10) for n in range(1, 20)]
    assert keys(*flood) == []


def test_refused_ones_are_known() -> None:
    context = AppContext(
        Config("acme/hq"),
        cast(GitHubPort, GitHub([said(n, ASK, by="joe") for n in range(1, 9)])),
        StateStore(),
    )
    assert find(context, "acme/hq", NOW - OLDEST_COMMAND).known == {f"c{n}" for n in range(1, 9)}


def test_the_window_begins_when_we_were_installed_and_is_72_hours_at_most() -> None:
    assert window(None, NOW) == NOW - timedelta(hours=72)
    assert window(NOW - timedelta(hours=1), NOW) == NOW - timedelta(hours=1)
    assert window(NOW - timedelta(days=9), NOW) == NOW - timedelta(hours=72)
