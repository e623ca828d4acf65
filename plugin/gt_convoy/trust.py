"""Whose marks count: ours, the runner's, and those of people who may write to HQ."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .convoy import LABEL, Thread
from .desk import Desk
from .door import Door
from .errors import Denied, Refused
from .replies import asked
from .tracker import Role

_RUNNER = re.compile(
    r"\brunner: (?P<kind>app|action)\b(?: \((?P<login>[\w.-]+(?:\[bot\])?)\))?(?: since (?P<since>[\w:-]+))?",
    re.IGNORECASE,
)


def is_convoy(desk: Desk, thread: Thread) -> bool:
    """Whether an issue of HQ is a convoy: labelled, and opened by us or by one with the write role on HQ."""
    return bool(convoys_among(desk, [thread]))


def convoys_among(desk: Desk, threads: Iterable[Thread]) -> list[Thread]:
    """Those that are convoys; each author is asked for once."""
    labelled = [thread for thread in threads if LABEL in thread.labels and not thread.is_pull]
    believed = {login: trusted(desk, login) for login in {thread.author for thread in labelled}}
    return [thread for thread in labelled if believed[thread.author]]


def trusted(desk: Desk, login: str) -> bool:
    """Whether markers of this account count: ours, the runner's, and those of who may write to HQ.

    An App's account has no role that GitHub would tell (404 "is not a user").
    """
    if is_us(desk, login):
        return True
    at_work = runner(desk) if login.endswith("[bot]") else None
    if at_work and at_work.login.lower() == login.lower():
        return True
    try:
        return desk.github.role(desk.config.hq, login) >= Role.WRITE
    except Denied:
        return _only_reads(desk)


def _only_reads(desk: Desk) -> bool:
    """Whether we are a person who may read HQ and not write there.

    Such a one may not ask for roles, and cannot act: for their own eyes the label must do. Where a runner is
    refused the question, nobody's label is believed.
    """
    if desk.github.me().endswith("[bot]"):
        return False
    own = desk.github.repository(desk.config.hq).role
    return own is not None and Role.READ <= own < Role.WRITE


@dataclass(frozen=True, slots=True)
class Runner:
    """Who works for an HQ, and by which account."""

    kind: str  # app, action
    login: str  # "" where it is not written
    since: datetime | None = field(default=None, compare=False)  # nothing given earlier is ever done

    def __str__(self) -> str:
        """As it stands in the description of the `convoy` label, which only who may write can change."""
        since = f" since {self.since.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if self.since else ""
        return f"Runner: {self.kind} ({self.login}){since}"


def runner(desk: Desk) -> Runner | None:
    """Who works for HQ, by the description of the `convoy` label; None where nobody does yet."""
    label = desk.github.label(desk.config.hq, LABEL)
    match = _RUNNER.search(label.description) if label else None
    return Runner(match["kind"].lower(), match["login"] or "", _moment(match["since"])) if match else None


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def is_us(desk: Desk, login: str) -> bool:
    """Whether this account is ours, now or formerly."""
    return login.lower() == desk.github.me().lower() or login.lower() in desk.config.writers


def writes_for_us(desk: Desk, login: str) -> bool:
    """Whether what stands in a text of this account's was looked at as ours is.

    In the terminal also the runner's: there nothing is shown but what its own token may read.
    """
    if is_us(desk, login):
        return True
    at_work = runner(desk) if desk.door is Door.TERMINAL else None
    return at_work is not None and at_work.login.lower() == login.lower()


def require_convoy(desk: Desk, thread: Thread) -> None:
    """Raises Refused if the issue is no convoy."""
    if not is_convoy(desk, thread):
        raise Refused(asked.not_a_convoy(thread.number, LABEL in thread.labels, desk.door))
