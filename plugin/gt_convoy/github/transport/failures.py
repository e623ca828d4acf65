"""GitHub's refusals as our errors, each with a sentence that says what to do."""

import re
from typing import Any

from gt_convoy.domain.errors import Denied, GitHubError, NotFound, Rejected, Shut, ShutPlace, Unavailable
from gt_convoy.github.transport.request import GitHubRequest, GitHubResponse


class Overloaded(Unavailable):
    """GitHub gave up on the request, or we on GitHub: asking for less may help."""


class Gone(NotFound):
    """It was deleted (410)."""


class Disabled(NotFound):
    """The repository's issues are switched off (410)."""


class Forbidden(Denied):
    """This account may not do that (403, 451), while its credentials are good."""


class Signed(Forbidden):
    """An organisation's single sign-on has not let this credential in (403)."""


class NotInstalled(Denied):
    """The App has no installation that could ask."""


_ISSUE = re.compile(r"/repos/([^/]+/[^/]+)/issues/(\d+)(?:/|$)")
_REPO = re.compile(r"/repos/([^/]+/[^/]+)(?:/|$)")


def place(path: str) -> str:
    """What a REST path is about: `owner/repo#12`, `owner/repo`, else the path itself."""
    if issue := _ISSUE.match(path):
        return f"{issue[1]}#{issue[2]}"
    if repo := _REPO.match(path):
        return repo[1]
    return path


def message_of(data: Any) -> str:
    """GitHub's message, with what it says of each field."""
    if not isinstance(data, dict):
        return ""
    errors = data.get("errors")
    details = [_detail(error) for error in errors] if isinstance(errors, list) else []
    return ": ".join(
        part for part in (str(data.get("message") or ""), "; ".join(filter(None, details))) if part
    )


def failure(call: GitHubRequest, answer: GitHubResponse, advice: str) -> GitHubError:
    """The error for an answer that is no success. `advice` says what to do when credentials are refused."""
    status, where = answer.status, place(call.url)
    said = message_of(answer.data) or "no message"
    if status == 401:
        return Denied(f"{advice} (401 {said})")
    if status in (403, 451):
        return _forbidden(call, answer, said)
    if status == 410:
        return _gone(call, said)
    if status == 404:
        return NotFound(f"GitHub shows this account nothing at {where} ({status} {said})")
    if status >= 500:
        return Overloaded(f"GitHub failed ({status}) on {call.verb} {where}: try again later")
    return Rejected(f"GitHub rejects {call.verb} {where} ({status} {said})")


def _gone(call: GitHubRequest, said: str) -> NotFound:
    where = place(call.url)
    if "disabled" in said.lower() or not _ISSUE.match(call.url):
        repo = where.partition("#")[0]
        error = Disabled(
            f"the issues of {repo} are switched off (410 {said}): switch them on in its settings"
        )
        error.shut = ShutPlace(repo, Shut.NO_ISSUES)
        return error
    return Gone(f"{where} was deleted (410 {said})")


def _forbidden(call: GitHubRequest, answer: GitHubResponse, said: str) -> Forbidden:
    where = place(call.url)
    if "saml" in said.lower() or "x-github-sso" in answer.headers:
        do = "authorise the token for that organisation (single sign-on) in its owner's settings"
        return Signed(f"GitHub refuses {call.verb} {where} ({answer.status} {said}): {do}")
    error = Forbidden(
        f"GitHub refuses {call.verb} {where} ({answer.status} {said}): {_needed(call, answer, said)}"
    )
    error.shut = _shut(call, where, said)
    return error


def _shut(call: GitHubRequest, where: str, said: str) -> ShutPlace | None:
    if not _REPO.match(call.url):
        return None
    if _names(said, "archived"):
        return ShutPlace(where.partition("#")[0], Shut.ARCHIVED)
    return ShutPlace(where, Shut.LOCKED) if _names(said, "locked") and "#" in where else None


# What no permission helps against, by GitHub's words for it.
_CLOSED = {
    "archived": "the repository is archived: unarchive it in its settings",
    "locked": "the conversation is locked: unlock it",
    "restricted": "interactions there are limited: wait, or have the limit lifted",
    "blocked": "this account is blocked there: have it unblocked",
}


def _needed(call: GitHubRequest, answer: GitHubResponse, said: str) -> str:
    """The permission that was missing, as GitHub names it in the answer; or what else stands against it."""
    for word, do in _CLOSED.items():
        if _names(said, word):
            return do
    accepted = answer.headers.get("x-accepted-github-permissions", "")
    if accepted:
        return f"this account needs the permission {accepted.replace('=', ': ').replace(';', ' or')}"
    return f"this account needs {'read' if call.reads else 'write'} access there"


def _names(said: str, word: str) -> bool:
    """Whether GitHub says this word; "blocked" is not "locked"."""
    return re.search(rf"\b{word}\b", said, re.IGNORECASE) is not None


def _detail(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    if error.get("message"):
        return str(error["message"])
    return " ".join(str(error[key]) for key in ("resource", "field", "code") if error.get(key))
