"""https://docs.github.com/rest/pulls/pulls."""

from flask import request

from gt_convoy_sandbox.model import Issue, issues, pulls
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.representations import pulls as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, field, optional, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()


@routes.repository("GET", "/pulls")
def list_pulls(call: Call) -> Reply:
    """List pull requests, newest first."""
    wanted = request.args.get("state", "open")
    found = [
        each for each in call.world.issues_of(call.repository) if each.pull and wanted in ("all", each.state)
    ]
    return call.paged(found[::-1], lambda each: shown.simple_pull_request(call.context, each))


@routes.repository("POST", "/pulls")
def create_pull(call: Call) -> Reply:
    """Open a pull request."""
    body = sent()
    branches = pulls.Branches(
        head=field(body, "head", str),
        base=field(body, "base", str),
        body=optional(body, "body", str, "") or None,
        draft=optional(body, "draft", bool, False),
    )
    issue = pulls.create(call.world, call.repository, call.user, str(field(body, "title", str)), **branches)
    return shown.pull_request(call.context, issue), 201


@routes.repository("GET", "/pulls/<int:pull_number>")
def get_pull(call: Call, pull_number: int) -> Body:
    """Show a pull request."""
    return shown.pull_request(call.context, _pull(call, pull_number))


@routes.repository("PATCH", "/pulls/<int:pull_number>")
def update_pull(call: Call, pull_number: int) -> Body:
    """Change title, body, base branch or state."""
    issue, body = _pull(call, pull_number), sent()
    changes = issues.Changes()
    if "base" in body:
        pulls.set_base(call.world, issue, call.user, str(field(body, "base", str)))
    if "title" in body:
        changes["title"] = str(field(body, "title", str))
    if "body" in body:
        changes["body"] = optional(body, "body", str, "")
    if "state" in body:
        changes["state"] = field(body, "state", str)
    issues.edit(call.world, issue, call.user, **changes)
    return shown.pull_request(call.context, issue)


@routes.repository("GET", "/pulls/<int:pull_number>/merge")
def is_merged(call: Call, pull_number: int) -> None:
    """Say whether it was merged: 204 or 404."""
    issue = _pull(call, pull_number)
    if not (issue.pull and issue.pull.merged):
        raise NotFound


@routes.repository("PUT", "/pulls/<int:pull_number>/merge")
def merge_pull(call: Call, pull_number: int) -> Body:
    """Merge a pull request."""
    sha = pulls.merge(call.world, _pull(call, pull_number), call.user)
    return {"sha": sha, "merged": True, "message": "Pull Request successfully merged"}


def _pull(call: Call, number: int) -> Issue:
    issue = call.issue(number)
    if issue.pull is None:
        raise NotFound
    return issue
