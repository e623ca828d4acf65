"""All records of a world, and their form in a JSON file."""

import dataclasses
import json
import types
import typing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gt_convoy_sandbox.model.entities import Comment, Issue, Organization, Repository, User
from gt_convoy_sandbox.model.machines import (
    App,
    Conversion,
    Dispatch,
    Hook,
    Installation,
    InstallationToken,
)


@dataclass
class Tables:
    """Every record, by id; users and organisations by lower-case login."""

    users: dict[str, User] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    repositories: dict[int, Repository] = field(default_factory=dict)
    redirects: dict[str, int] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    hooks: dict[int, Hook] = field(default_factory=dict)
    dispatches: list[Dispatch] = field(default_factory=list)
    apps: dict[int, App] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    tokens: dict[str, InstallationToken] = field(default_factory=dict)
    conversions: dict[str, Conversion] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)


class NoTables(ValueError):
    """A file that `save` did not write."""


def save(tables: Tables, path: Path) -> None:
    """Write all records to a file; a reader sees the old or the new one, never half of it."""
    text = json.dumps(dataclasses.asdict(tables), default=_encode, ensure_ascii=False)
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def load(path: Path) -> Tables:
    """Read what `save` wrote. Raises NoTables for anything else."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        tables = _decode(Tables, data)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise NoTables(path) from error
    if not isinstance(tables, Tables) or not data:
        raise NoTables(path)
    return tables


def _encode(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(value)


def _decode(wanted: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if value is None or wanted is Any or origin is typing.Literal:
        return value
    if origin in (types.UnionType, typing.Union):
        return _decode(next(each for each in arguments if each is not type(None)), value)
    if origin is list:
        return [_decode(arguments[0], each) for each in value]
    if origin is dict:
        return {arguments[0](key): _decode(arguments[1], each) for key, each in value.items()}
    if dataclasses.is_dataclass(wanted):
        hints = typing.get_type_hints(wanted)
        return typing.cast(Any, wanted)(**{key: _decode(hints[key], each) for key, each in value.items()})
    return datetime.fromisoformat(value) if wanted is datetime else value
