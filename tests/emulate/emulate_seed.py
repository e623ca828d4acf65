"""What emulate starts with: the people, repositories and issues that the sandbox starts with too."""

from collections.abc import Callable
from typing import Any

from gt_convoy_sandbox.seed import BOT, DESCRIPTIONS, ISSUES, NAMES, WRITERS

PEOPLE = (*NAMES, BOT)
ORGANIZATIONS = ("acme", "far")  # alice's
SEED: dict[str, Any] = {
    "tokens": {f"token-{login}": {"login": login} for login in PEOPLE},
    "github": {
        "users": [{"login": login} for login in PEOPLE],
        # Every member of an organization is an admin of all its repositories: so only one is a member.
        "orgs": [
            {"login": login, "members": [{"login": "alice", "role": "admin"}]} for login in ORGANIZATIONS
        ],
        "repos": [{"owner": name.split("/")[0], "name": name.split("/")[1]} for name in DESCRIPTIONS],
    },
}
Ask = Callable[..., Any]
"""By whom, the method, the path, what is sent: a request to REST that must succeed."""


def fill(ask: Ask) -> None:
    """Add what has no place in SEED."""
    ask("alice", "POST", "/orgs/acme/teams", name="maintainers")
    ask("alice", "PUT", "/orgs/acme/teams/maintainers/memberships/alice")
    for repo, rows in ISSUES.items():
        for login in (*WRITERS, BOT):
            ask("alice", "PUT", f"/repos/{repo}/collaborators/{login}", permission="push")
        for title, body, author, labels, kind in rows:
            # It has no types of issues; a label says the same.
            typed = [f"type:{kind.lower()}"] if kind else []
            ask(author, "POST", f"/repos/{repo}/issues", title=title, body=body, labels=labels + typed)
    ask("nux", "POST", "/repos/acme/gastown/pulls", title="Serve /v2/ship", head="v2-ship", base="main")
