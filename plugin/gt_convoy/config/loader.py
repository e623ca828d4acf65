"""Reading the configuration: every error at once, each with file, line and key."""

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gt_convoy.config.fitting import fits
from gt_convoy.config.model import Config
from gt_convoy.domain.convoy import Lands
from gt_convoy.domain.errors import Problems, UserError
from gt_convoy.domain.github_values import Role
from gt_convoy.domain.references import OF_HQ, Rig

Key = tuple[str | int, ...]
_SCHEMA = Path(__file__).with_name("schema.json")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

# What a pattern of the schema means, in words.
FORMS = {
    "repository": "must be a repository, written owner/repo",
    "mention": "must be @login or @org/team",
    "prefix": "must be letters and digits, beginning with a letter, such as gt",
    "every": "must be a number and s, m, h or d, such as 10m",
    "writers": "must be a login, such as gt-convoy[bot]",
    "rigs": "is no name for a rig: use letters, digits, - . and _",
    "addresses": "is no name for an address: it may hold no space, @, #, ` or <>",
}
TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
}


@dataclass(frozen=True)
class _Document:
    """A parsed file: its data, and on which line each key stands."""

    name: str
    data: Any
    lines: Mapping[Key, int]

    def at(self, key: Key, says: str) -> str:
        while key not in self.lines and key:
            key = key[:-1]
        return f"{self.name}:{self.lines.get(key, 1)}: {_dotted(key)}{says}"


def load(path: Path, *, web: str = "https://github.com", hq: str | None = None) -> Config:
    """Read a configuration file. Raises UserError if it cannot be read, Problems with all that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(
            f"{path}: there is no such file. Copy config.example.yaml to {path} and set `hq`, "
            "or name another file with GT_CONVOY_CONFIG. Without a file, set GT_CONVOY_HQ to HQ's owner/repo"
        ) from None
    except (OSError, UnicodeDecodeError) as exc:
        raise UserError(f"{path}: cannot be read: {getattr(exc, 'strerror', None) or exc}") from None
    return loads(text, str(path), web=web, hq=hq)


def loads(text: str, name: str, *, web: str = "https://github.com", hq: str | None = None) -> Config:
    """Read a configuration text; `hq` is used where it names none. Raises Problems."""
    document, problems = _compose(text, name)
    if hq and isinstance(document.data, dict):
        document.data.setdefault("hq", hq)
    problems += [*_against_schema(document), *_in_itself(document), *_unknown_addresses(document)]
    if problems:
        raise Problems(problems)
    return _config(document.data, web)


def schema() -> dict[str, Any]:
    """The JSON Schema of the configuration."""
    loaded: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return loaded


def _compose(text: str, name: str) -> tuple[_Document, list[str]]:
    try:
        root = yaml.compose(text, Loader=_Loader)
        lines: dict[Key, int] = {}
        problems = [] if root is None else list(_walk(root, (), lines, name))
        data = {} if root is None else yaml.SafeLoader("").construct_document(root)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        line = mark.line if mark else text.count("\n", 0, getattr(exc, "position", 0))
        why = getattr(exc, "problem", None) or getattr(exc, "reason", None) or exc
        raise Problems([f"{name}:{line + 1}: not valid YAML: {why}"]) from None
    except RecursionError:
        raise Problems([f"{name}:1: nested too deeply to be a configuration"]) from None
    return _Document(name, data, lines), problems


class _Loader(yaml.SafeLoader):
    """YAML without aliases: in a few lines they can stand for gigabytes, or for themselves."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            says = "an alias (*name) has no place in a configuration: write out what it stands for"
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # so in PyYAML's stubs
            raise yaml.MarkedYAMLError(problem=says, problem_mark=mark)
        return super().compose_node(parent, index)


def _walk(node: yaml.Node, key: Key, lines: dict[Key, int], name: str) -> Iterator[str]:
    lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = Counter(str(k.value) for k, _ in node.value)
        for k, value in node.value:
            child = (*key, str(k.value))
            if seen[str(k.value)] > 1 and child in lines:
                yield f"{name}:{k.start_mark.line + 1}: {_dotted(child)}is there twice"
            if isinstance(k, yaml.ScalarNode) and k.tag != "tag:yaml.org,2002:str":
                yield f"{name}:{k.start_mark.line + 1}: {_dotted(child)}is no text: put it in quotes"
            lines[child] = k.start_mark.line + 1
            yield from _walk(value, child, lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*key, index), lines, name)


def _against_schema(document: _Document) -> Iterator[str]:
    form = schema()
    if fits(document.data, form, form):
        return
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - for what is wrong alone: see `fitting`

    errors = Draft202012Validator(form).iter_errors(document.data)
    for error in sorted(errors, key=lambda e: list(map(str, e.path))):
        yield from _say(document, error)


def _say(document: _Document, error: Any) -> Iterator[str]:
    key: Key = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            for unknown in sorted(set(map(str, error.instance)) - set(error.schema["properties"])):
                yield document.at(
                    (*key, unknown), f"is not a key here{_nearest(unknown, error.schema['properties'])}"
                )
        case "required":
            for missing in sorted(set(error.validator_value) - set(error.instance)):
                yield document.at(key, f"`{missing}` is missing")
        case "type":
            yield document.at(key, f"must be {TYPES[error.validator_value]}")
        case "enum":
            yield document.at(key, f"must be one of {', '.join(error.validator_value)}")
        case "pattern" if "propertyNames" in error.absolute_schema_path:
            yield document.at((*key, error.instance), FORMS[str(error.absolute_schema_path[-3])])
        case "pattern":
            yield document.at(key, _form(error))
        case _:
            yield document.at(key, error.message)


def _form(error: Any) -> str:
    steps = [str(step) for step in error.absolute_schema_path]
    pattern = error.schema["pattern"]
    definitions = schema()["$defs"]
    name = next((n for n in ("repository", "mention") if definitions[n]["pattern"] == pattern), None)
    return FORMS[name or next(step for step in reversed(steps) if step in FORMS)]


def _in_itself(document: _Document) -> Iterator[str]:
    rigs = {name: _texts(rig) for name, rig in _part(document, "rigs").items()}
    yield from _twice(document, "prefix", {n: r["prefix"] for n, r in rigs.items() if "prefix" in r})
    yield from _twice(document, "repo", {n: r["repo"] for n, r in rigs.items() if "repo" in r})
    for name, rig in rigs.items():
        if (prefix := rig.get("prefix", "").lower()) in OF_HQ:
            says = f"{prefix} is refused: {prefix}-12 already names a convoy"
            yield document.at(("rigs", name, "prefix"), says)
    lowered = Counter(name.lower() for name in rigs)
    for name in rigs:
        if lowered[name.lower()] > 1:
            yield document.at(("rigs", name), "another rig has the same name: they compare without case")


def _twice(document: _Document, what: str, values: Mapping[str, str]) -> Iterator[str]:
    first: dict[str, str] = {}
    for rig, value in values.items():
        owner = first.setdefault(value.lower(), rig)
        if owner != rig:
            yield document.at(("rigs", rig, what), f"{value} is taken by the rig {owner}")


def _unknown_addresses(document: _Document) -> Iterator[str]:
    data = document.data if isinstance(document.data, dict) else {}
    rigs = tuple(Rig(name, "") for name in _part(document, "rigs"))
    config = Config("", rigs, _texts(_part(document, "addresses")))
    notify = data.get("notify")
    wanted: list[tuple[Key, Any]] = [(("human",), data.get("human"))]
    workers = _part(document, "crew").get("workers")
    wanted += [
        (("crew", "workers", n), w) for n, w in enumerate(workers if isinstance(workers, list) else ())
    ]
    wanted += [(("notify", n), name) for n, name in enumerate(notify if isinstance(notify, list) else ())]
    for key, name in wanted:
        try:
            mention = config.address(name) if isinstance(name, str) and name else ""
            if "/" in mention and key[0] == "crew":
                yield document.at(key, f"{name}: {mention} is a team, and GitHub assigns issues to accounts")
        except UserError as exc:
            yield document.at(key, str(exc))


def _part(document: _Document, key: str) -> dict[str, Any]:
    """What can be used of a part that may be malformed: the schema has said so."""
    part = document.data.get(key) if isinstance(document.data, dict) else None
    return {str(name): value for name, value in part.items()} if isinstance(part, dict) else {}


def _texts(part: Any) -> dict[str, str]:
    items = part.items() if isinstance(part, dict) else ()
    return {str(name): value for name, value in items if isinstance(value, str)}


def _config(data: Mapping[str, Any], web: str) -> Config:
    permissions = data.get("permissions", {})
    every = data.get("sweep", {}).get("every", "10m")
    return Config(
        hq=data["hq"],
        rigs=tuple(Rig(name, rig["repo"], rig.get("prefix")) for name, rig in data.get("rigs", {}).items()),
        addresses=data.get("addresses", {}),
        human=data.get("human"),
        notify=tuple(data.get("notify", ())),
        write_role=Role[permissions.get("write", "write").upper()],
        read_role=Role[permissions.get("read", "read").upper()],
        auto_convoy_on_assign=data.get("sling", {}).get("auto_convoy_on_assign", False),
        workers=tuple(data.get("crew", {}).get("workers", ())),
        tries=data.get("crew", {}).get("tries", 2),
        lands=Lands(data.get("lands", "closed")),
        private_titles=data.get("private_titles", "private") == "private",
        writers=frozenset(login.lstrip("@").lower() for login in data.get("writers", ())),
        sweep_seconds=int(every[:-1]) * UNITS[every[-1]],
        web=web,
    )


def _dotted(key: Key) -> str:
    return ".".join(map(str, key)) + ": " if key else ""


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else f". Known: {', '.join(known)}"
