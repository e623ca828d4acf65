"""The start page, people, and what went over the wire."""

import hashlib

from flask import Blueprint, Response, jsonify, request

from gt_convoy_sandbox.model import Hook, World
from gt_convoy_sandbox.pages import frame
from gt_convoy_sandbox.pages.frame import Page
from gt_convoy_sandbox.services import services

SHOWN = 100
YEAR = 365 * 24 * 3600


def register(pages: Blueprint) -> None:
    """Put these pages onto the blueprint."""
    pages.get("/")(home)
    pages.get("/<login>")(person)
    pages.get("/_sandbox/traffic")(traffic)
    pages.get("/_sandbox/requests")(requests)
    pages.get("/_sandbox/version")(version)
    pages.get("/_sandbox/avatars/<login>")(avatar)
    pages.post("/_sandbox/user")(choose_user)


def home() -> Page:
    """Show repositories, users, hooks and the count of requests."""
    world = frame.world()
    visible = [each for each in world.repositories() if world.can(each, frame.viewer(), "read")]
    counts = {each.id: sum(issue.state == "open" for issue in world.issues_of(each)) for each in visible}
    hooks = [(hook, _owner(world, hook)) for hook in world.tables.hooks.values() if hook.url]
    return frame.show(
        "home.html", repositories=visible, counts=counts, hooks=hooks, requests=services().requests.mark()
    )


def _owner(world: World, hook: Hook) -> str:
    kind, found = hook.target
    if kind == "repository":
        return world.tables.repositories[found].full_name
    if kind == "integration":
        return f"{world.tables.apps[found].name} (App)"
    return next(each.login for each in world.tables.organizations.values() if each.id == found)


def person(login: str) -> Page:
    """Show a user, with what they are assigned to; an organisation leads to its repositories."""
    world = frame.world()
    if world.organization(login):
        return frame.back("/")
    user = world.get_user(login)
    visible = [each for each in world.repositories() if world.can(each, frame.viewer(), "read")]
    assigned = [i for each in visible for i in world.issues_of(each) if user.login in i.assignees]
    return frame.show("person.html", user=user, assigned=assigned, frame=frame)


def traffic() -> Page:
    """Show the newest requests and deliveries."""
    deliveries = services().deliveries.all()[: -SHOWN - 1 : -1]
    return frame.show(
        "traffic.html",
        totals=sorted(services().requests.totals().items()),
        requests=services().requests.since()[: -SHOWN - 1 : -1],
        deliveries=deliveries,
    )


def requests() -> Response:
    """Give the requests since `?since=MARK` as JSON, with the mark to go on from."""
    since = int(request.args.get("since", "0"))
    found = services().requests.since(since, request.args.get("login"))
    return jsonify(mark=services().requests.mark(), requests=[vars(each) for each in found])


def version() -> Response:
    """Give a number that changes with every change."""
    return jsonify(version=frame.world().version)


def avatar(login: str) -> Response:
    """Draw a picture of a login: its first letter on a colour of its own."""
    hue = int(hashlib.sha256(login.lower().encode()).hexdigest()[:4], 16) % 360
    letter = login[:1].upper() if login[:1].isalnum() else "?"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
        f'<rect width="40" height="40" fill="hsl({hue} 45% 42%)"/>'
        '<text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">'
        f"{letter}</text></svg>"
    )
    return Response(svg, mimetype="image/svg+xml", headers={"Cache-Control": "max-age=3600"})


def choose_user() -> Page:
    """Remember whom the pages act as."""
    to = request.form.get("to", "/")
    response = frame.back(to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/")
    if not isinstance(response, str | tuple):
        response.set_cookie(
            frame.COOKIE, request.form.get("login", ""), max_age=YEAR, httponly=True, samesite="Lax"
        )
    return response
