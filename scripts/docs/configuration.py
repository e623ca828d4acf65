"""The configuration's keys, from its JSON Schema and the words that its errors are told in."""

from collections.abc import Iterator, Mapping
from typing import Any

from gt_convoy.config.loader import FORMS, TYPES, schema

from .tables import table

Part = Mapping[str, Any]


def text() -> str:
    """One row a key."""
    return table(("key", "meaning", "written as", "default"), _keys("", schema()))


def _keys(prefix: str, part: Part) -> Iterator[tuple[str, str, str, str]]:
    required = part.get("required", ())
    for name, value in part.get("properties", {}).items():
        default = "required" if name in required else _default(value)
        yield f"`{prefix}{name}`", value["description"], _written(name, value), default
        yield from _keys(f"{prefix}{name}.", value)
        yield from _keys(f"{prefix}{name}.NAME.", _each(value))


def _default(part: Part) -> str:
    value = part.get("default")
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _each(part: Part) -> Part:
    """What each value of a mapping, or each item of a list, is."""
    found = part.get("items") or part.get("additionalProperties")
    return found if isinstance(found, dict) else {}


def _written(name: str, part: Part) -> str:
    defined = str(part.get("$ref", "")).removeprefix("#/$defs/")
    whole = {**schema()["$defs"].get(defined, {}), **part}
    if "enum" in whole:
        return ", ".join(f"`{value}`" for value in whole["enum"])
    if form := FORMS.get(defined or (name if "pattern" in part else "")):
        return form.removeprefix("must be ")
    each = _each(part)
    same = "each " + _written(name, each) if each and "properties" not in each else ""
    return ": ".join(filter(None, (TYPES[whole["type"]], same)))
