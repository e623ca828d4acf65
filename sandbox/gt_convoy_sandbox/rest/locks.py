"""https://docs.github.com/rest/issues/issues#lock-an-issue."""

from gt_convoy_sandbox.model import locks
from gt_convoy_sandbox.rest.call import Call, optional, sent
from gt_convoy_sandbox.rest.routing import Routes

routes = Routes()
LOCK = "/issues/<int:issue_number>/lock"


@routes.repository("PUT", LOCK)
def lock(call: Call, issue_number: int) -> None:
    """Lock a conversation."""
    reason = optional(sent(), "lock_reason", str, "") or None
    locks.lock(call.world, call.issue(issue_number), call.user, reason)


@routes.repository("DELETE", LOCK)
def unlock(call: Call, issue_number: int) -> None:
    """Unlock a conversation."""
    locks.unlock(call.world, call.issue(issue_number), call.user)
