"""What a GitHub App of ours is for: registered, checked and signed in to by this table alone.

https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
"""

from collections.abc import Mapping

LEVELS = ("", "read", "write", "admin")  # each includes those before it

# Of an HQ's runner (the app, the terminal, the Action in HQ).
PERMISSIONS: Mapping[str, str] = {
    "issues": "write",  # convoys, notices, replies, assignees
    "metadata": "read",
    "pull_requests": "write",  # how tracked ones stand; replies on them
    "members": "read",  # teams that are told
    "contents": "read",  # the configuration file in HQ
}
# Of the Action in a rig. It only sends HQ a `repository_dispatch`, and GitHub asks for write to take one.
# What reads issues, and strangers' texts in them, never holds a token that could push to a repository.
OF_A_RIG: Mapping[str, str] = {"metadata": "read", "contents": "write"}


def lacking(given: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Those of `wanted` that were not given, or at a lower level only."""
    return {name: level for name, level in wanted.items() if _rank(given.get(name, "")) < _rank(level)}


def granted(given: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Of `wanted` as much as was given: GitHub refuses (422) a token that asks for more."""
    return {name: min(level, given[name], key=_rank) for name, level in wanted.items() if given.get(name)}


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else 0
