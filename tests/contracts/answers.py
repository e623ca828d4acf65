"""The shape of a GraphQL answer: what was asked for, nothing else, each of its type."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedOutputType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
)

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
Fields = dict[str, list[FieldNode]]
Path = tuple[str | int, ...]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


SCALARS: Mapping[str, Callable[[Any], bool]] = {
    "Boolean": lambda value: isinstance(value, bool),
    "BigInt": lambda value: _is_text(value) and value.lstrip("-").isdigit(),
    "DateTime": lambda value: _is_text(value) and bool(TIME.fullmatch(value)),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "URI": lambda value: _is_text(value) and value.startswith(("http://", "https://", "/")),
}


class Answer:
    """An answer beside the query that it answers."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, response: Mapping[str, Any]) -> None:
        """Take a query that is valid, and the answer to it."""
        self._schema = schema
        self._response = response
        nodes = document.definitions
        self._fragments = {
            node.name.value: node for node in nodes if isinstance(node, FragmentDefinitionNode)
        }
        self._operation = next(node for node in nodes if isinstance(node, OperationDefinitionNode))

    def problems(self) -> Iterator[str]:
        """Yield what is wrong."""
        data, errors = self._response.get("data"), self._response.get("errors", ())
        if data is None:
            if not errors:
                yield "answer: neither data nor errors"
            return
        is_change = self._operation.operation is OperationType.MUTATION
        root = self._schema.mutation_type if is_change else self._schema.query_type
        assert root is not None
        yield from self._object(root, self._operation.selection_set.selections, data, ())
        for error in errors:
            yield from self._error(error, data)

    def _error(self, error: Mapping[str, Any], data: Any) -> Iterator[str]:
        if not {"path", "locations"} <= set(error):
            yield "answer: an error does not say its path and locations"
        for step in error.get("path", ()):
            try:
                data = data and data[step]
            except (KeyError, IndexError, TypeError):
                yield f"answer: an error is at {error['path']}, which was not asked for"
                return
        if data is not None:
            yield f"answer: {error.get('path')} has an error, but is not null"

    def _object(
        self, kind: GraphQLObjectType, selections: Sequence[SelectionNode], value: Any, path: Path
    ) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{_at(path)}: {value!r} is no {kind.name}"
            return
        fields: Fields = {}
        self._collect(kind, selections, fields)
        yield from (f"{_at(path)}: {key} was not asked for" for key in value if key not in fields)
        for key, nodes in fields.items():
            if key in value:
                yield from self._field(kind, nodes, value[key], (*path, key))
            elif not any(node.directives for node in nodes):
                yield f"{_at(path)}: {key} was asked for, but is not here"

    def _field(
        self, kind: GraphQLObjectType, nodes: list[FieldNode], value: Any, path: Path
    ) -> Iterator[str]:
        name = nodes[0].name.value
        if name != "__typename":
            selections = [
                each for node in nodes if node.selection_set for each in node.selection_set.selections
            ]
            yield from self._value(kind.fields[name].type, selections, value, path)
        elif value != kind.name:
            yield f"{_at(path)}: {value!r} is not {kind.name}"

    def _value(
        self, kind: GraphQLOutputType, selections: Sequence[SelectionNode], value: Any, path: Path
    ) -> Iterator[str]:
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                yield f"{_at(path)}: null, but it is {kind}"
                return
            kind = kind.of_type
        if value is None:
            return
        if not isinstance(kind, GraphQLList):
            yield from self._single(kind, selections, value, path)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                yield from self._value(kind.of_type, selections, each, (*path, index))
        else:
            yield f"{_at(path)}: {value!r} is no list"

    def _single(
        self, kind: GraphQLNamedOutputType, selections: Sequence[SelectionNode], value: Any, path: Path
    ) -> Iterator[str]:
        if isinstance(kind, GraphQLObjectType):
            yield from self._object(kind, selections, value, path)
        elif isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            # Without `__typename` the answer may be any of them: it is held against the one it is most like.
            readings = [
                list(self._object(possible, selections, value, path))
                for possible in self._schema.get_possible_types(kind)
            ]
            yield from min(readings, key=len)
        elif isinstance(kind, GraphQLEnumType):
            if value not in kind.values:
                yield f"{_at(path)}: {value!r} is no {kind.name}"
        elif not SCALARS.get(kind.name, _is_text)(value):
            yield f"{_at(path)}: {value!r} is no {kind.name}"

    def _collect(self, kind: GraphQLObjectType, selections: Sequence[SelectionNode], fields: Fields) -> None:
        """Gather the fields that are asked of a type, those of fragments included."""
        for node in selections:
            if isinstance(node, FieldNode):
                fields.setdefault((node.alias or node.name).value, []).append(node)
                continue
            fragment = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
            condition = fragment.type_condition
            if condition is None or self._is_a(kind, condition.name.value):
                self._collect(kind, fragment.selection_set.selections, fields)

    def _is_a(self, kind: GraphQLObjectType, name: str) -> bool:
        wanted = self._schema.type_map[name]
        if isinstance(wanted, GraphQLInterfaceType | GraphQLUnionType):
            return self._schema.is_sub_type(wanted, kind)
        return wanted is kind


def _at(path: Path) -> str:
    return "answer /" + "/".join(map(str, path))
