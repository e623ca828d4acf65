"""https://docs.github.com/rest/repos."""

from flask import Response, request

from gt_convoy_sandbox.model import relocation, repositories
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.representations import repositories as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, field, optional, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()


@routes.repository("GET", "")
def get_repository(call: Call) -> Body:
    """Show a repository."""
    return shown.full_repository(call.context, call.repository)


@routes.repository("PATCH", "")
def update_repository(call: Call) -> Body:
    """Rename a repository, make it private or public, archive it, switch its issues off."""
    call.world.require(call.repository, call.user, "admin")
    body, repository = sent(), call.repository
    visibility = {"private": True, "public": False}.get(body.get("visibility", ""))
    private = visibility if visibility is not None else optional(body, "private", bool, repository.private)
    repositories.rename(call.world, repository, call.user, optional(body, "name", str, repository.name))
    repositories.set_private(call.world, repository, call.user, private=private)
    repository.description = body.get("description", repository.description)
    archived = optional(body, "archived", bool, repository.archived)
    repositories.set_archived(call.world, repository, call.user, archived=archived)
    repository.has_issues = optional(body, "has_issues", bool, repository.has_issues)
    return shown.full_repository(call.context, repository)


@routes.repository("DELETE", "")
def delete_repository(call: Call) -> None:
    """Delete a repository."""
    relocation.delete(call.world, call.repository, call.user)


@routes.repository("POST", "/transfer")
def transfer_repository(call: Call) -> Reply:
    """Give a repository to another owner, whom GitHub would ask first."""
    body = sent()
    name = optional(body, "new_name", str, call.repository.name)
    relocation.transfer(call.world, call.repository, call.user, field(body, "new_owner", str), name)
    return shown.repository(call.context, call.repository), 202


@routes.repository("GET", "/contents/<path:path>")
def get_content(call: Call, path: str) -> Reply:
    """Show a file of the default branch; as it is when asked for raw."""
    text = call.repository.files.get(path)
    if text is None:
        raise NotFound
    if "raw" in request.headers.get("Accept", ""):
        return Response(text, mimetype="application/vnd.github.raw+json")
    return shown.content_file(call.context, call.repository, path)


@routes.repository("POST", "/dispatches")
def create_dispatch(call: Call) -> None:
    """Take a `repository_dispatch`."""
    body = sent()
    payload = optional(body, "client_payload", dict, {})
    repositories.dispatch(call.world, call.repository, call.user, field(body, "event_type", str), payload)
