"""GitHub's schema made executable: built at the first query; and as older servers have it."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_non_null_type,
)

from gt_convoy_sandbox.graphql import accounts, files, issues, mutations, query, repositories
from gt_convoy_sandbox.graphql.fields import Fields, Resolve, named, snake
from gt_convoy_sandbox.model import Comment, Issue, IssueType, Organization, Repository, TimelineEvent, User
from gt_convoy_sandbox.representations.context import timestamp

SOURCE = Path(__file__).parent.parent / "schema.graphql"
TYPES: dict[str, Fields] = {
    "Blob": files.BLOB,
    "Bot": accounts.BOT,
    "Issue": issues.ISSUE,
    "IssueComment": issues.COMMENT,
    "IssueType": issues.ISSUE_TYPE,
    "Label": {
        "id": named("node_id"),
        "isDefault": named("default"),
        **dict.fromkeys(("createdAt", "updatedAt"), lambda *_: None),
    },
    "Mutation": mutations.MUTATION,
    "Organization": accounts.ACCOUNT,
    "PullRequest": issues.PULL_REQUEST,
    "Query": query.QUERY,
    "Reaction": issues.REACTION,
    "Repository": repositories.REPOSITORY,
    "TransferredEvent": issues.TRANSFER,
    "User": accounts.USER,
    "UserContentEdit": issues.EDIT,
}

# GitHub writes times to the second, and numbers that may pass 32 bits as strings.
WRITE: dict[str, Callable[[Any], str]] = {"DateTime": timestamp, "BigInt": str}


FIELD = re.compile(r"(?P<type>\w+)\.(?P<field>\w+)(?:\((?P<argument>\w+):\))?")


class NoSuchField(ValueError):
    """A server was to lack what GitHub does not have."""


@cache
def schema(lacking: frozenset[str] = frozenset()) -> GraphQLSchema:
    """Read GitHub's schema and tie our functions to its fields, but for those that an older server lacks.

    These are named `Issue.blockedBy`, arguments `Issue.stateReason(enableDuplicate:)`. Raises NoSuchField.
    """
    # It is GitHub's, trimmed by a script: checking it again at each start would take longer than reading it.
    built = build_schema(SOURCE.read_text(encoding="utf-8"), assume_valid=True, no_location=True)
    for name, kind in built.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                _tie(field, field_name, TYPES.get(name, {}).get(field_name))
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, input_field in kind.fields.items():
                input_field.out_name = snake(field_name)
    for name in lacking:
        _take_away(built, name)
    return built


@cache
def required() -> frozenset[str]:
    """Give the names of fields that are never null, whatever they are a field of."""
    fields = [
        (name, is_non_null_type(field.type))
        for kind in schema().type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
    ]
    return frozenset(name for name, _ in fields) - {name for name, never in fields if not never}


def _take_away(built: GraphQLSchema, name: str) -> None:
    found = FIELD.fullmatch(name)
    kind = built.type_map.get(found["type"]) if found else None
    field = kind.fields.get(found["field"]) if found and isinstance(kind, GraphQLObjectType) else None
    if not found or field is None or not isinstance(kind, GraphQLObjectType):
        raise NoSuchField(name)
    if not found["argument"]:
        del kind.fields[found["field"]]
    elif field.args.pop(found["argument"], None) is None:
        raise NoSuchField(name)


def type_name(record: Any, *_: Any) -> str:
    """Tell what a record is where it may be one of several things."""
    if isinstance(record, Issue):
        return "PullRequest" if record.pull else "Issue"
    if isinstance(record, User):
        return record.type
    names = {
        files.Blob: "Blob",
        Comment: "IssueComment",
        Organization: "Organization",
        Repository: "Repository",
        IssueType: "IssueType",
        TimelineEvent: "TransferredEvent",
    }
    return names[type(record)]


def _tie(field: GraphQLField, name: str, resolve: Resolve | None) -> None:
    found = resolve or _plain(name)
    write = WRITE.get(get_named_type(field.type).name)

    def resolved(record: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        value = found(record, info.context, **arguments)
        return value if write is None or value is None else write(value)

    field.resolve = resolved
    for argument_name, argument in field.args.items():
        argument.out_name = snake(argument_name)


def _plain(name: str) -> Resolve:
    attribute = snake(name)
    return lambda record, _: record.get(name) if isinstance(record, dict) else getattr(record, attribute)
