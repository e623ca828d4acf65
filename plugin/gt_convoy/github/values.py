"""Single values of GitHub's JSON. What is not as documented is Unavailable, not a KeyError."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from gt_convoy.domain.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")
Data = Mapping[str, Any]

GHOST = "ghost"  # whom GitHub shows for a deleted account
_KIND_LABELS = ("bug", "enhancement")


def shaped(convert: Callable[P, T]) -> Callable[P, T]:
    """Turn what a conversion trips over into Unavailable: a proxy's page, a half answer."""

    @wraps(convert)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return convert(*args, **kwargs)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
            reason = f"{type(problem).__name__} {problem}"
        raise Unavailable(f"GitHub's answer is not as documented ({convert.__name__}: {reason})")

    return guarded


@shaped
def repo_of(data: Data) -> str:
    """`owner/repo` of an issue of REST, as it is called now."""
    _, found, repo = data["repository_url"].partition("/repos/")
    if not found or repo.count("/") != 1:
        raise ValueError("repository_url")
    return str(repo)


@shaped
def time(text: str) -> datetime:
    """A point in time; GitHub gives UTC."""
    return datetime.fromisoformat(text)


@shaped
def mapping(data: Any) -> Data:
    """A JSON object, whatever is in it."""
    if not isinstance(data, dict):
        raise TypeError(type(data).__name__)
    return data


def login(user: Data | None) -> str:
    """A login of REST. An agent's is its App's name, as one writes it to assign it.

    Copilot, say, is shown as `Copilot`, but is assigned, and called by GraphQL, `copilot-swe-agent`.
    """
    if not user:
        return GHOST
    name = str(user["login"])
    if user.get("type") != "Bot" or name.endswith("[bot]"):
        return name
    app = str(user.get("html_url") or "").partition("/apps/")[2]
    return f"{app or name}[bot]"


def actor(node: Data | None) -> str:
    """A login of GraphQL, which leaves out the `[bot]` of an App's account."""
    if not node:
        return GHOST
    name = str(node["login"])
    return f"{name}[bot]" if node.get("__typename") == "Bot" and not name.endswith("[bot]") else name


def kind(type_name: str | None, labels: Iterable[str]) -> str | None:
    """The issue type, else what a label `type:x`, `bug` or `enhancement` says, in lower case."""
    if type_name:
        return type_name.lower()
    names = sorted(name.lower() for name in labels)
    typed = (name.removeprefix("type:").strip() for name in names if name.startswith("type:"))
    plain = (name for name in names if name in _KIND_LABELS)
    return next((name for name in (*typed, *plain) if name), None)


def label_names(labels: Iterable[Any]) -> tuple[str, ...]:
    """Names of labels; REST allows plain strings among them."""
    return tuple(one if isinstance(one, str) else one["name"] for one in labels if one)


def is_private(repository: Data) -> bool:
    """Whether not everybody may read a repository of GraphQL; internal ones are private to us."""
    if "visibility" in repository:
        return bool(repository["visibility"] != "PUBLIC")
    return bool(repository["isPrivate"])


def maybe_time(text: str | None) -> datetime | None:
    """A point in time, where there is one."""
    return time(text) if text else None
