"""Whether data surely fits a JSON Schema of the few words that ours uses, without a library.

jsonschema says what is wrong, but takes longer to import than click. It is asked where this is not sure.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]
_Check = Callable[[Any, Any, Schema, Schema], bool]  # of a value: the word's rule, the whole schema, the root
_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
_FOR_PEOPLE = frozenset({"$schema", "$defs", "title", "description", "default"})


def fits(value: Any, schema: Schema, root: Schema) -> bool:
    """Whether it surely fits; False also where a word is not known here. `root` holds the `$defs`."""
    return all(_fits(value, word, schema, root) for word in schema if word not in _FOR_PEOPLE)


def _fits(value: Any, word: str, schema: Schema, root: Schema) -> bool:
    kind, check = _CHECKS.get(word, (object, _unknown))
    return isinstance(value, kind) and check(value, schema[word], schema, root)


def _others(value: Any, rule: Any, schema: Schema, root: Schema) -> bool:
    others = [value[name] for name in value if name not in schema.get("properties", ())]
    return all(rule is not False and fits(other, rule, root) for other in others)


def _unknown(*_: Any) -> bool:
    return False


_CHECKS: Mapping[str, tuple[type, _Check]] = {
    "$ref": (object, lambda v, rule, _, root: fits(v, root["$defs"][rule.removeprefix("#/$defs/")], root)),
    "type": (object, lambda v, rule, *_: type(v) is _TYPES.get(rule)),
    "enum": (str, lambda v, rule, *_: v in rule),
    "pattern": (str, lambda v, rule, *_: re.search(rule, v) is not None),
    "minLength": (str, lambda v, rule, *_: len(v) >= rule),
    "minimum": (int, lambda v, rule, *_: v >= rule),
    "maximum": (int, lambda v, rule, *_: v <= rule),
    "items": (list, lambda v, rule, _, root: all(fits(item, rule, root) for item in v)),
    "required": (dict, lambda v, rule, *_: v.keys() >= set(rule)),
    "propertyNames": (dict, lambda v, rule, _, root: all(fits(name, rule, root) for name in v)),
    "properties": (dict, lambda v, rule, _, root: all(fits(v[n], rule[n], root) for n in rule if n in v)),
    "additionalProperties": (dict, _others),
}
