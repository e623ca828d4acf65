"""The trimmed descriptions: whole in what they refer to, and without prose."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, validate_schema

from scripts.trim_github_descriptions import EVENTS, OPERATIONS
from scripts.trim_graphql import TYPES, trim_schema
from tests.contracts.graphql import schema
from tests.contracts.schemas import DATA


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


@pytest.mark.parametrize("name", ["rest.json", "webhooks.json"])
def test_what_is_referred_to_is_there_and_nothing_else(name: str) -> None:
    document = json.loads((DATA / name).read_text(encoding="utf-8"))
    referred = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    kept = {f"#/components/{kind}/{each}" for kind, named in document["components"].items() for each in named}
    assert referred == kept


def test_every_operation_of_the_list_is_kept() -> None:
    paths = json.loads((DATA / "rest.json").read_text(encoding="utf-8"))["paths"]
    assert {path: " ".join(item) for path, item in paths.items()} == OPERATIONS


def test_every_event_of_the_list_is_kept() -> None:
    hooks = json.loads((DATA / "webhooks.json").read_text(encoding="utf-8"))["webhooks"]
    assert [event for event in EVENTS if not any(name.startswith(event.rstrip("*")) for name in hooks)] == []


def test_the_graphql_schema_is_whole() -> None:
    assert validate_schema(schema()) == []


def test_the_graphql_schema_has_what_the_list_names_and_nothing_else() -> None:
    found = {
        name: " ".join(sorted(kind.fields))
        for name, kind in schema().type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        and not name.startswith("__")
        and not name.endswith(("Connection", "Edge"))
    }
    assert found == {name: " ".join(sorted(fields.split())) for name, fields in TYPES.items() if fields}


def test_trimming_graphql_needs_the_types_of_kept_fields() -> None:
    source = "type Query { viewer: User } type User { login: Login } type Login { name: String }"
    with pytest.raises(SystemExit, match="TYPES keeps a field of the type Login, but not that type"):
        trim_schema(source)


def test_trimming_graphql_misses_a_field_that_github_does_not_have() -> None:
    with pytest.raises(SystemExit, match=r"GitHub's schema has no .*Query\.viewer"):
        trim_schema("type Query { id: ID! }")
