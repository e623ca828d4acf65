"""GitHub's schemas as validators: compiled once, and stricter than GitHub writes them.

A description says which fields are there, not that there are no others. A sandbox that sends a field
which GitHub does not have is as wrong as one that leaves a field out, so every object that lists its
properties is taken as complete.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jsonschema_rs

DATA = Path(__file__).parent / "data"
Schema = dict[str, Any]
Check = Callable[[Any], list[str]]
Where = tuple[str | int, ...]
LONGEST = 300
UNKNOWN = "Unevaluated properties are not allowed"


class Description:
    """One OpenAPI document whose schemas can be compiled."""

    def __init__(self, document: Schema) -> None:
        """Take the document; nothing is compiled yet."""
        self.document = document
        self._schemas: Schema = document["components"]["schemas"]
        self._components = {name: self._plain(schema) for name, schema in self._schemas.items()}

    def resolved(self, node: Schema) -> Schema:
        """Follow a reference to another part of the document."""
        while "$ref" in node:
            kind, name = node["$ref"].removeprefix("#/components/").split("/")
            node = self.document["components"][kind][name]
        return node

    def check(self, schema: Schema) -> Check:
        """Compile a schema to a function from a value to what is wrong with it."""
        whole = {**self._closed(schema), "components": {"schemas": self._components}}
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)

        def problems(value: Any) -> list[str]:
            return [] if validator.is_valid(value) else _told(validator.iter_errors(value))

        return problems

    def _closed(self, schema: Schema) -> Schema:
        """Return a schema that allows no properties but those it lists."""
        plain = self._plain(schema)
        return {**plain, "unevaluatedProperties": False} if self._lists_properties(schema) else plain

    def _lists_properties(self, schema: Schema) -> bool:
        schema = self.resolved(schema)
        if "additionalProperties" in schema:
            return False
        branches = [branch for key in ("allOf", "anyOf", "oneOf") for branch in schema.get(key, ())]
        objects = [branch for branch in branches if self.resolved(branch).get("type", "object") == "object"]
        return "properties" in schema or (bool(objects) and all(map(self._lists_properties, objects)))

    def _plain(self, schema: Schema) -> Schema:
        """Return a schema in today's JSON Schema: OpenAPI 3.0's `nullable` said with types."""
        if "$ref" in schema:
            return {"$ref": schema["$ref"]}
        plain = {key: self._keyword(key, value) for key, value in schema.items() if key != "nullable"}
        return _with_null(plain) if schema.get("nullable") else plain

    def _keyword(self, key: str, value: Any) -> Any:
        if key == "properties":
            return {name: self._closed(schema) for name, schema in value.items()}
        if key in {"items", "additionalProperties"} and isinstance(value, dict):
            return self._closed(value)
        if key in {"allOf", "anyOf", "oneOf"}:
            return [self._plain(branch) for branch in value]
        return value


def description(name: str) -> Description:
    """Read one of the trimmed descriptions."""
    return Description(json.loads((DATA / name).read_text(encoding="utf-8")))


def _with_null(schema: Schema) -> Schema:
    # Not `anyOf`, which says only that no branch fits, but not why.
    return {"if": {"not": {"type": "null"}}, "then": schema}


def _told(errors: Iterable[jsonschema_rs.ValidationError]) -> list[str]:
    found = [(tuple(error.instance_path), error.message[:LONGEST]) for error in errors]
    return sorted(
        f"/{'/'.join(str(step) for step in where)}: {message}"
        for where, message in found
        if not (message.startswith(UNKNOWN) and _is_followed(where, found))
    )


def _is_followed(where: Where, found: list[tuple[Where, str]]) -> bool:
    """Tell whether something else in there is wrong: then its fields all count as unevaluated, too."""
    within = [(other, text) for other, text in found if other[: len(where)] == where]
    return any(other != where or not text.startswith(UNKNOWN) for other, text in within)
