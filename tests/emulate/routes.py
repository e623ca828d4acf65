"""What the bridge answers: GraphQL, reactions, and REST where emulate's is not GitHub's.

All else goes through unchanged. https://docs.github.com/en/rest
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Flask, Response, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from gt_convoy_sandbox import disturbed
from gt_convoy_sandbox.counting import Request
from tests.emulate.graph import execute
from tests.emulate.passing import ask, error, get, here, passed, the_bridge

if TYPE_CHECKING:
    from tests.emulate.bridge import Bridge

ANY = ["GET", "POST", "PATCH", "PUT", "DELETE"]
REPO = "/repos/<owner>/<name>"
MAY_BE_ASSIGNED = ("triage", "write", "maintain", "admin")
EVER = "1970-01-01T00:00:00Z"


def create(bridge: "Bridge") -> Flask:
    """The bridge as a web application."""
    app = Flask(__name__)
    app.extensions["bridge"] = bridge
    app.before_request(_fail)
    app.before_request(_by_its_name_now)
    app.after_request(_finish)
    for rule, methods, view in ROUTES:
        app.add_url_rule(rule, view_func=view, methods=methods)
    return app


def _fail() -> Response | None:
    g.carried_out = request.path != "/hook"
    fault = g.carried_out and the_bridge().faults.answer(request.method, request.path, after=False)
    g.carried_out = g.carried_out and not fault
    return disturbed.instead(fault, error, None) if fault else None


def _finish(response: Response) -> Response:
    fault = g.carried_out and the_bridge().faults.answer(request.method, request.path, after=True)
    if fault:
        response = disturbed.instead(fault, error, response)
    login = request.headers.get("Authorization", "").rpartition("token-")[2]
    kind: Any = "graphql" if request.path == "/graphql" else "rest"
    the_bridge().requests.add(Request(kind, login, request.method, request.path, response.status_code))
    return response


def _by_its_name_now() -> ResponseReturnValue | None:
    """GitHub does not mind the case of names, and redirects from former ones."""
    _, first, *parts = request.path.split("/")
    name = "/".join(parts[:2])
    now = the_bridge().called(name)
    if first != "repos" or now == name:
        return None
    there = "/".join(["/repos", now, *parts[2:]])
    there += f"?{request.query_string.decode()}" if request.query_string else ""
    if now.lower() == name.lower():
        return passed(ask(there, request.method, request.get_data()))
    return redirect(the_bridge().url + there, 301 if request.method == "GET" else 307)


def _all_else(**_: str) -> ResponseReturnValue:
    return passed(here())


def _graphql() -> ResponseReturnValue:
    def seen(path: str) -> Any:
        _, _, owner, name, *rest = path.split("/")
        return get("/".join(["/repos", the_bridge().called(f"{owner}/{name}"), *rest]))

    asked = request.get_json()
    return jsonify(execute(seen, asked["query"], asked.get("variables") or {}))


def _hook() -> ResponseReturnValue:
    the_bridge().deliveries.take(request.headers, request.get_data())
    return "", 202


def _reactions(**_: str) -> ResponseReturnValue:
    """emulate has none. Answers 201 for a new one, 200 for one that is there."""
    path = request.path.removesuffix("/reactions")
    if not (there := ask(path)).ok:
        return passed(there)
    kept = the_bridge().reactions.setdefault(path, [])
    if request.method == "GET":
        return jsonify(kept)
    user, content = get("/user"), request.get_json()["content"]
    for one in kept:
        if (one["user"]["login"], one["content"]) == (user["login"], content):
            return jsonify(one)
    kept.append({"id": len(kept) + 1, "user": user, "content": content})
    return jsonify(kept[-1]), 201


def _assignee(owner: str, name: str, login: str) -> ResponseReturnValue:
    """emulate lacks the question, and assigns anybody."""
    found = get(f"/repos/{owner}/{name}/collaborators/{login}/permission")
    may = found and found["role_name"] in MAY_BE_ASSIGNED
    return ("", 204) if may else error(404, "Not Found")


def _permission(owner: str, name: str, login: str) -> ResponseReturnValue:
    """What is public may be read by everybody; emulate finds only collaborators."""
    answer, user = here(), get(f"/users/{login}")
    repository = get(f"/repos/{owner}/{name}")
    if answer.ok or not user or not repository or repository["private"]:
        return passed(answer)
    return jsonify({"permission": "read", "role_name": "read", "user": user})


def _issue(owner: str, name: str, number: int) -> ResponseReturnValue:
    """A pull request is an issue too; emulate does not find it as one."""
    answer = here()
    pull = None if answer.ok else get(f"/repos/{owner}/{name}/pulls/{number}")
    if not pull:
        return passed(answer)
    url = str(pull["issue_url"])
    there = {"url": url, "repository_url": url.rpartition("/issues/")[0]}
    return jsonify(pull | there | {"pull_request": {"merged_at": pull["merged_at"]}})


def _issues(**_: str) -> ResponseReturnValue:
    """emulate compares times as texts, in which `12:00:00.5Z` comes before `12:00:00Z`."""
    asked = request.args.to_dict()
    if since := asked.get("since"):
        asked["since"] = f"{since[: len('2026-01-02T12:00:00')]}.000Z"
    return passed(ask(f"{request.path}?{urlencode(asked)}"))


def _edit(owner: str, name: str, number: int) -> ResponseReturnValue:
    """Keep what an edit's delivery does not tell: the text before."""
    sent = request.get_json()
    before = get(f"/repos/{owner}/{name}/issues/{number}")
    if before and "body" in sent:
        the_bridge().deliveries.former[before["url"], sent["body"]] = before["body"]
    return passed(here())


def _comments(owner: str, name: str) -> ResponseReturnValue:
    """A repository's: emulate takes `comments` for the number of an issue that is not there."""
    repo, every = f"/repos/{owner}/{name}", "?state=all&per_page=100"
    threads = [*(get(f"{repo}/issues{every}") or ()), *(get(f"{repo}/pulls{every}") or ())]
    lists = [get(f"{repo}/issues/{one['number']}/comments?per_page=100") for one in threads]
    since = datetime.fromisoformat(request.args.get("since", EVER))
    found = [one for several in lists for one in several]
    return jsonify([one for one in found if datetime.fromisoformat(one["updated_at"]) >= since])


def _move(owner: str, name: str) -> ResponseReturnValue:
    """Remember former names; emulate forgets them."""
    answer = here()
    if answer.ok:
        the_bridge().named(answer.json()["full_name"], f"{owner}/{name}")
    return passed(answer)


def _make(**_: str) -> ResponseReturnValue:
    answer = here()
    if answer.ok:
        the_bridge().named(answer.json()["full_name"])
    return passed(answer)


ROUTES: list[tuple[str, list[str], Callable[..., ResponseReturnValue]]] = [
    ("/graphql", ["POST"], _graphql),
    ("/hook", ["POST"], _hook),
    (f"{REPO}/issues/comments/<int:comment>/reactions", ["GET", "POST"], _reactions),
    (f"{REPO}/issues/<int:number>/reactions", ["GET", "POST"], _reactions),
    (f"{REPO}/assignees/<login>", ["GET"], _assignee),
    (f"{REPO}/collaborators/<login>/permission", ["GET"], _permission),
    (f"{REPO}/issues", ["GET"], _issues),
    (f"{REPO}/issues/<int:number>", ["GET"], _issue),
    (f"{REPO}/issues/<int:number>", ["PATCH"], _edit),
    (f"{REPO}/issues/comments", ["GET"], _comments),
    (REPO, ["PATCH"], _move),
    (f"{REPO}/transfer", ["POST"], _move),
    ("/orgs/<org>/repos", ["POST"], _make),
    ("/<path:path>", ANY, _all_else),
]
