"""From a route to a handler: who asks, for which repository, and the redirects of renamed ones."""

from collections.abc import Callable
from functools import partial
from typing import Any, Concatenate
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import Headers

from gt_convoy_sandbox.model import Repository, World
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.rest import permissions, standing
from gt_convoy_sandbox.rest.authentication import app, viewer
from gt_convoy_sandbox.rest.call import Call
from gt_convoy_sandbox.services import base_url, services

Reply = Any
Handler = Callable[Concatenate[Call, ...], Reply]
REDIRECTS = "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects"


class Routes:
    """The routes of one kind of resource."""

    def __init__(self) -> None:
        """Start with none."""
        self._rules: list[tuple[str, str, Handler, str]] = []

    def add(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Register a handler for an absolute path."""
        return partial(self._add, method, path, "anywhere")

    def app(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Register a handler for an absolute path that is for Apps, with a JSON web token."""
        return partial(self._add, method, path, "app")

    def open(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Register a handler for an absolute path where nobody is asked who they are."""
        return partial(self._add, method, path, "open")

    def repository(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Register a handler for a path inside of a repository, by its name and by its id."""
        return partial(self._add, method, path, "repository")

    def _add(self, method: str, path: str, place: str, handler: Handler) -> Handler:
        self._rules.append((method, path, handler, place))
        return handler

    def register(self, api: Blueprint) -> None:
        """Put the routes onto a blueprint."""
        for method, path, handler, place in self._rules:
            name = f"{handler.__module__.rpartition('.')[2]}-{handler.__name__}-{method}-{path}".replace(
                ".", "-"
            )
            if place == "repository":
                view = partial(_in_repository, handler)
                by_name, by_id = f"/repos/<owner>/<repo>{path}", f"/repositories/<int:repository_id>{path}"
                api.add_url_rule(by_name, f"{name}-named", view, methods=[method])
                api.add_url_rule(by_id, f"{name}-numbered", view, methods=[method])
            else:
                view = partial({"app": _as_app, "open": _openly}.get(place, _anywhere), handler)
                api.add_url_rule(path, name, view, methods=[method])


def _anywhere(handler: Handler, **arguments: Any) -> Reply:
    world = _world()
    with world.lock:
        return answer(handler(Call(world, viewer(world), base_url()), **arguments))


def _openly(handler: Handler, **arguments: Any) -> Reply:
    world = _world()
    with world.lock:
        return answer(handler(Call(world, None, base_url()), **arguments))


def _as_app(handler: Handler, **arguments: Any) -> Reply:
    world = _world()
    with world.lock:
        return answer(handler(Call(world, None, base_url(), asking_app=app(world)), **arguments))


def _in_repository(handler: Handler, **arguments: Any) -> Reply:
    world = _world()
    with world.lock:
        asker = viewer(world)
        names = {key: arguments.pop(key, None) for key in ("owner", "repo", "repository_id")}
        repository = _find(world, **names)
        moved = _moved(world, **names) if repository is None else None
        found = repository or moved
        if found is None or not world.can(found, asker, "read"):
            raise NotFound
        if moved is not None:
            return _redirect(moved)
        standing.check(world, asker, found, request.method, _inside())
        permissions.check(world, asker, found, request.method, _inside())
        return answer(handler(Call(world, asker, base_url(), found), **arguments))


def _world() -> World:
    world = services().world
    return services().faults.reading(world, request.path) if request.method == "GET" else world


def answer(reply: Reply) -> Response:
    """Make a response of a body, or of a body and a status; None is an empty one (204)."""
    body, status = reply if isinstance(reply, tuple) else (reply, 200)
    if isinstance(body, Response):
        return body
    if body is None:
        return Response(status=204 if status == 200 else status, headers=Headers())
    response = jsonify(body)
    response.status_code = status
    return response


def _find(world: World, owner: str | None, repo: str | None, repository_id: int | None) -> Repository | None:
    if repository_id is not None:
        return world.tables.repositories.get(repository_id)
    return world.repository(f"{owner}/{repo}")


def _moved(world: World, owner: str | None, repo: str | None, repository_id: int | None) -> Repository | None:
    return world.moved_repository(f"{owner}/{repo}") if repository_id is None else None


def _redirect(repository: Repository) -> Response:
    """Send the asker to the repository's id: 301 for what only reads, 307 for the rest."""
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    location = f"{base_url()}/api/v3/repositories/{repository.id}{quote(_inside())}{query}"
    reading = request.method in ("GET", "HEAD")
    message = "Moved Permanently" if reading else "Temporary Redirect"
    response = jsonify(message=message, url=location, documentation_url=REDIRECTS)
    response.status_code = 301 if reading else 307
    response.headers["Location"] = location
    return response


def _inside() -> str:
    """Give what follows the repository in the path."""
    kind, *parts = request.path.removeprefix("/api/v3/").split("/")
    return "".join(f"/{each}" for each in parts[2 if kind == "repos" else 1 :])
