"""What GitHub answers instead of a value, in its own words.

https://docs.github.com/graphql/guides/forming-calls-with-graphql
"""

import re
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

UNKNOWN_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")
UNKNOWN_ARGUMENT = re.compile(r"Unknown argument '(\w+)' on field '(\w+)\.(\w+)'")
WORD = re.compile(r"\w+|.")
TOKENS = {
    "{": "LCURLY",
    "}": "RCURLY",
    "(": "LPAREN",
    ")": "RPAREN",
    "[": "LBRACKET",
    "]": "RBRACKET",
    "$": "VAR_SIGN",
    "@": "DIR_SIGN",
    ":": "COLON",
    "!": "BANG",
}
Error = dict[str, Any]


class Unresolved(Exception):
    """A field that has no value; `type` is GitHub's word for why."""

    type = "NOT_FOUND"


class Refusal(Unresolved):
    """A change that is not carried out."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep GitHub's word for why."""
        super().__init__(message)
        self.type = kind


class MissingBoundaries(Unresolved):
    """A connection was asked for without saying how much of it."""

    type = "MISSING_PAGINATION_BOUNDARIES"


class ExcessivePagination(Unresolved):
    """More was asked for than a page holds."""

    type = "EXCESSIVE_PAGINATION"


class InvalidCursor(Unresolved):
    """A page was to begin at something that is not in the connection."""

    type = "INVALID_CURSOR_ARGUMENTS"


def of_field(error: GraphQLError) -> Error:
    """Say why a field is null, as GitHub does; anything but `Unresolved` is the sandbox's own fault."""
    if not isinstance(error.original_error, Unresolved):
        raise error.original_error or error
    return {
        "type": error.original_error.type,
        "path": error.path,
        "locations": _locations(error),
        "message": error.message,
    }


def of_query(error: GraphQLError) -> Error:
    """Say why a query was not run, as GitHub does."""
    if isinstance(error, GraphQLSyntaxError):
        return {"message": _parse_error(error), "locations": _locations(error)}
    if unknown := UNKNOWN_FIELD.match(error.message):
        return _unknown_field(*unknown.groups()) | {"locations": _locations(error)}
    if unknown := UNKNOWN_ARGUMENT.match(error.message):
        return _unknown_argument(*unknown.groups()) | {"locations": _locations(error)}
    return {"locations": _locations(error), "message": error.message}


def too_many_nodes(nodes: int, most: int) -> Error:
    """Say that a query could answer more than is allowed."""
    message = (
        f"This query requests up to {nodes:,} possible nodes which exceeds the maximum limit of {most:,}."
    )
    return {"type": "MAX_NODE_LIMIT_EXCEEDED", "path": ["query"], "locations": [], "message": message}


def _unknown_field(field: str, kind: str) -> Error:
    return {
        "path": ["mutation" if kind == "Mutation" else "query", field],
        "extensions": {"code": "undefinedField", "typeName": kind, "fieldName": field},
        "message": f"Field '{field}' doesn't exist on type '{kind}'",
    }


def _unknown_argument(argument: str, kind: str, field: str) -> Error:
    code = {"code": "argumentNotAccepted", "name": field, "typeName": "Field", "argumentName": argument}
    return {
        "path": ["mutation" if kind == "Mutation" else "query", field, argument],
        "extensions": code,
        "message": f"Field '{field}' doesn't accept argument '{argument}'",
    }


def _locations(error: GraphQLError) -> list[dict[str, int]]:
    return [{"line": place.line, "column": place.column} for place in error.locations or ()]


def _parse_error(error: GraphQLSyntaxError) -> str:
    text = error.source.body if error.source else ""
    for position in error.positions or ():
        word = WORD.match(text, position)
        if word:
            kind = TOKENS.get(word[0], "IDENTIFIER")
            place = _locations(error)[0]
            return f'Parse error on "{word[0]}" ({kind}) at [{place["line"]}, {place["column"]}]'
    return "Unexpected end of document"
