"""What GitHub changes by GraphQL alone: an issue is transferred, or deleted; a pull request becomes a draft.

https://docs.github.com/graphql/reference/mutations
"""

from typing import Any

from gt_convoy_sandbox.graphql.errors import Refusal, Unresolved
from gt_convoy_sandbox.graphql.fields import Asked, Fields, Resolve
from gt_convoy_sandbox.model import Issue, Repository, User, issues, pulls, transfers
from gt_convoy_sandbox.model.errors import Forbidden, NotFound, Refused

FORBIDDEN = "{login} does not have the correct permissions to execute `{name}`"


def _transfer(_root: Any, asked: Asked, *, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - GitHub's name
    viewer, issue = _viewer(asked), _issue(asked, input["issue_id"])
    target = asked.world.node(input["repository_id"])
    if not isinstance(target, Repository) or not asked.world.can(target, viewer, "read"):
        raise _unresolved(input["repository_id"])
    create = bool(input.get("create_labels_if_missing"))
    try:
        moved = transfers.transfer(asked.world, issue, viewer, target, create_labels=create)
    except Refused as refused:
        raise _refusal(refused, viewer, "TransferIssue") from refused
    return {"issue": moved, "clientMutationId": input.get("client_mutation_id")}


def _delete(_root: Any, asked: Asked, *, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - GitHub's name
    viewer, issue = _viewer(asked), _issue(asked, input["issue_id"])
    repository = asked.world.repository_of(issue)
    try:
        issues.delete(asked.world, issue, viewer)
    except Refused as refused:
        raise _refusal(refused, viewer, "DeleteIssue") from refused
    return {"repository": repository, "clientMutationId": input.get("client_mutation_id")}


def _drafting(name: str, *, draft: bool) -> Resolve:
    def change(_root: Any, asked: Asked, *, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - GitHub's name
        viewer, pull = _viewer(asked), _issue(asked, input["pull_request_id"])
        if pull.pull is None:
            raise _unresolved(input["pull_request_id"])
        try:
            pulls.set_draft(asked.world, pull, viewer, draft=draft)
        except Refused as refused:
            raise _refusal(refused, viewer, name) from refused
        return {"pullRequest": pull, "clientMutationId": input.get("client_mutation_id")}

    return change


def _viewer(asked: Asked) -> User:
    assert asked.viewer is not None  # noqa: S101 - nobody gets as far as this without a token
    return asked.viewer


def _issue(asked: Asked, node_id: str) -> Issue:
    found = asked.world.node(node_id)
    is_there = isinstance(found, Issue) and not found.deleted and found.transferred_to is None
    if not is_there or not isinstance(found, Issue):
        raise _unresolved(node_id)
    if not asked.world.can(asked.world.repository_of(found), asked.viewer, "read"):
        raise _unresolved(node_id)
    return found


def _unresolved(node_id: str) -> Unresolved:
    return Unresolved(f"Could not resolve to a node with the global id of '{node_id}'")


def _refusal(refused: Refused, viewer: User, name: str) -> Refusal:
    if isinstance(refused, Forbidden | NotFound):
        return Refusal("FORBIDDEN", FORBIDDEN.format(login=viewer.login, name=name))
    messages = [each.get("message", "") for each in refused.errors or ()]
    return Refusal("UNPROCESSABLE", next(filter(None, messages), refused.message))


MUTATION: Fields = {
    "convertPullRequestToDraft": _drafting("ConvertPullRequestToDraft", draft=True),
    "deleteIssue": _delete,
    "markPullRequestReadyForReview": _drafting("MarkPullRequestReadyForReview", draft=False),
    "transferIssue": _transfer,
}
