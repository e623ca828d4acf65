"""Answers to `sling`: who was given what, and why an issue was not given."""

from collections.abc import Sequence

from gt_convoy.domain.references import convoy_id
from gt_convoy.messages.command_answers import Result
from gt_convoy.messages.words import plural


def slung(login: str, results: Sequence[Result], convoys: Sequence[int]) -> str:
    """Issues were given to a worker."""
    ids = ", ".join(map(convoy_id, convoys))
    return "\n".join([f"🚚 {ids}: work for @{login}", "", *(result.line() for result in results)])


IS_CLOSED = "it is closed. Reopen it first"
BLOCKED_OR_TAKEN = "it is blocked, has open sub-issues, or somebody else has it"


def has_it(logins: Sequence[str]) -> str:
    """Somebody else works on an issue."""
    return f"{_all_of([f'@{login}' for login in logins])} {'has' if len(logins) == 1 else 'have'} it"


def is_team(name: str, mention: str) -> str:
    """Nobody to assign."""
    return f"{name}: {mention} is a team, and GitHub assigns issues to accounts alone"


def is_container(below: int) -> str:
    """The work is in its sub-issues."""
    return f"the work is in its {plural(below, 'open sub-issue')}"


def blocked_by(names: Sequence[str]) -> str:
    """What has to be closed first."""
    return f"blocked by {_all_of(names)}"


def unless_anyway(why: str, login: str) -> str:
    """A reason that the asker may set aside."""
    return f"{why}. To give it to @{login} all the same, add --anyway"


def assigned(login: str, others: Sequence[str]) -> str:
    """An issue is given to a worker; `others` have it, too."""
    beside = f", beside {_all_of([f'@{other}' for other in others])}" if others else ""
    return f"assigned to @{login}{beside}"


def _all_of(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def not_assignable(login: str, repo: str) -> str:
    """GitHub would drop the assignment without a word."""
    return f"@{login} cannot be assigned in {repo}: GitHub asks for write access there"
