"""Each GraphQL query and its answer, held against GitHub's own schema.

What GitHub also refuses is a problem: a connection without `first` or `last`, or with more than 100. So is
a deprecated field. An answer must have the fields asked for and no others, each of its type.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    ValidationRule,
    VariableNode,
    build_schema,
    get_named_type,
    get_variable_values,
    parse,
    specified_rules,
    validate,
)

import gt_convoy_sandbox
from tests.contracts.answers import Answer

SCHEMA = Path(gt_convoy_sandbox.__file__).with_name("schema.graphql")
LARGEST_PAGE = 100
# What GitHub writes into an error beside the message; `type` is missing where the query itself is wrong.
ERROR_KEYS = {"type", "path", "locations", "message", "extensions"}


def check_query(query: str, variables: Mapping[str, Any] | None, response: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a query, or else with the answer to it."""
    document, problems = _query(query)
    if document is None or problems:
        return problems
    problems = _variable_problems(document, variables or {})
    return problems or [*_error_problems(response), *Answer(schema(), document, response).problems()]


@cache
def schema() -> GraphQLSchema:
    """Build GitHub's trimmed schema, once."""
    return build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True, no_location=True)


@lru_cache(maxsize=1024)
def _query(query: str) -> tuple[DocumentNode | None, list[str]]:
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, [f"query: {error.message}"]
    rules = [*specified_rules, NoDeprecatedCustomRule, PagesAreBounded]
    return document, [f"query: {error.message}" for error in validate(schema(), document, rules)]


def _variable_problems(document: DocumentNode, variables: Mapping[str, Any]) -> list[str]:
    definitions = [
        definition
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        for definition in node.variable_definitions or ()
    ]
    coerced = get_variable_values(schema(), definitions, dict(variables))
    return [f"variables: {error.message}" for error in coerced] if isinstance(coerced, list) else []


class PagesAreBounded(ValidationRule):
    """A connection needs `first` or `last`, from 1 to 100.

    https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit
    """

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Look at the arguments of each connection."""
        field = self.context.get_field_def()
        if field is None or not get_named_type(field.type).name.endswith("Connection"):
            return
        sizes = [each.value for each in node.arguments or () if each.name.value in {"first", "last"}]
        if not any(_is_page_size(size) for size in sizes):
            self.report_error(GraphQLError(f"{node.name.value} needs first or last, from 1 to 100", node))


def _is_page_size(value: object) -> bool:
    if isinstance(value, IntValueNode):
        return 1 <= int(value.value) <= LARGEST_PAGE
    return isinstance(value, VariableNode)


def _error_problems(response: Mapping[str, Any]) -> list[str]:
    problems = [
        f"answer: no such key {key}" for key in response if key not in {"data", "errors", "extensions"}
    ]
    for error in response.get("errors", ()):
        problems += [f"answer: an error has no {key}" for key in error if key not in ERROR_KEYS]
        if not isinstance(error.get("message"), str):
            problems.append("answer: an error without a message")
    return problems
