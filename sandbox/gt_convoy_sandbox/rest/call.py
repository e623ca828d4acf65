"""One request to the REST API: who asks, what was sent, and paging."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, request

from gt_convoy_sandbox.model import App, Issue, Repository, User, World
from gt_convoy_sandbox.model.errors import BadCredentials, Invalid, Moved, NotFound, Refused
from gt_convoy_sandbox.representations.context import Body, Context

T = TypeVar("T")
MOST_PER_PAGE = 100


class BadJson(Refused):
    """The body is no JSON object."""

    def __init__(self) -> None:
        """Word it as GitHub does."""
        super().__init__("Problems parsing JSON")


class WrongShape(Refused):
    """The body misses a field, or has one of a wrong type."""

    status = 422

    def __init__(self, problem: str) -> None:
        """Word it as GitHub does."""
        super().__init__(f"Invalid request.\n\n{problem}")


@dataclass(frozen=True)
class Call:
    """What a handler is given."""

    world: World
    viewer: User | None
    base: str
    found: Repository | None = None
    asking_app: App | None = None

    @property
    def context(self) -> Context:
        """Give what representations need."""
        return Context(self.world, self.base, self.viewer)

    @property
    def repository(self) -> Repository:
        """Give the repository that the path names."""
        if self.found is None:
            raise NotFound
        return self.found

    @property
    def user(self) -> User:
        """Give who asks, and refuse nobody."""
        if self.viewer is None:
            raise BadCredentials("Requires authentication")
        return self.viewer

    @property
    def app(self) -> App:
        """Give the App that asks."""
        if self.asking_app is None:
            raise BadCredentials
        return self.asking_app

    def issue(self, number: int) -> Issue:
        """Find an issue or pull request of the repository; where a transferred one went is for readers."""
        try:
            return self.world.get_issue(self.repository, number)
        except Moved as moved:
            if not self.world.can(self.world.repository_of(moved.issue), self.viewer, "read"):
                raise NotFound from None
            raise

    def issue_by_id(self, issue_id: int) -> Issue:
        """Find an issue anywhere that the asker may see."""
        found = self.world.tables.issues.get(issue_id)
        if found is None or found.deleted or found.transferred_to:
            raise NotFound
        self.world.require(self.world.repository_of(found), self.viewer)
        return found

    def paged(
        self, items: Sequence[T], show: Callable[[T], Body], within: tuple[str, Body] | None = None
    ) -> Response:
        """Answer one page of a list, with GitHub's `Link` header.

        https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
        """
        size = min(max(_number("per_page", 30), 1), MOST_PER_PAGE)
        page, last = max(_number("page", 1), 1), max(-(-len(items) // size), 1)
        shown = [show(each) for each in items[(page - 1) * size : page * size]]
        response = jsonify(within[1] | {within[0]: shown} if within else shown)
        links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        if page <= 1:
            del links["prev"], links["first"]
        if page >= last:
            del links["next"], links["last"]
        if links:
            response.headers["Link"] = ", ".join(
                f'<{self._page_url(to)}>; rel="{name}"' for name, to in links.items()
            )
        return response

    def cursor_paged(
        self, items: Sequence[T], show: Callable[[T], Body], key: Callable[[T], int]
    ) -> Response:
        """Answer a part of a list that is sorted by falling keys, with a link to what comes after it."""
        size = min(max(_number("per_page", 30), 1), MOST_PER_PAGE)
        cursor = request.args.get("cursor", "").removeprefix("v1_")
        left = [each for each in items if not cursor.isdecimal() or key(each) < int(cursor)]
        response = jsonify([show(each) for each in left[:size]])
        if len(left) > size:
            query = request.args.to_dict() | {"cursor": f"v1_{key(left[size - 1])}"}
            response.headers["Link"] = f'<{self.base}{request.path}?{urlencode(query)}>; rel="next"'
        return response

    def _page_url(self, page: int) -> str:
        path = request.path
        if self.found:
            # GitHub's own links go by id, so that they outlive a rename.
            parts = path.removeprefix("/api/v3/").split("/")
            tail = parts[3:] if parts[0] == "repos" else parts[2:]
            path = "/".join(["/api/v3/repositories", str(self.found.id), *tail])
        return f"{self.base}{path}?{urlencode(request.args.to_dict() | {'page': str(page)})}"


def sent() -> Body:
    """Give the JSON object that was sent; nothing counts as an empty one."""
    if not request.get_data():
        return {}
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise BadJson
    return body


def field(body: Body, name: str, kind: type[T]) -> T:
    """Give a field that must be there, of its type."""
    if name not in body:
        raise WrongShape(f'"{name}" wasn\'t supplied.')
    return _typed(name, body[name], kind)


def optional(body: Body, name: str, kind: type[T], default: T) -> T:
    """Give a field of its type, or the default when it is absent or null."""
    value = body.get(name)
    return default if value is None else _typed(name, value, kind)


def texts(body: Body, name: str) -> list[str]:
    """Give a list of texts; absent is empty."""
    return [_typed(name, each, str) for each in optional(body, name, list, [])]


def instant(name: str) -> datetime | None:
    """Give a time from the query, such as `since`."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("Issue", name, "invalid", value=text) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _typed(name: str, value: Any, kind: type[T]) -> T:
    if not isinstance(value, kind):
        words = {str: "a string", list: "an array", dict: "an object", bool: "a boolean"}
        raise WrongShape(f"For 'properties/{name}', {value!r} is not {words.get(kind, 'valid')}.")
    return value


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else default
