"""npm's `@octokit/webhooks-examples`: what github.com and Enterprise Server 3.1 to 3.5 really sent."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tests.emulate.npm import package

SERVERS = ("api.github.com", "ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35")


@dataclass(frozen=True)
class Example:
    """A payload, and what it is called: `issues opened`."""

    name: str
    payload: dict[str, Any]
    server: str

    @property
    def event(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def repo(self) -> str:
        return str((self.payload.get("repository") or {}).get("full_name") or "")

    @property
    def thing(self) -> Mapping[str, Any]:
        """The issue or pull request."""
        found: Mapping[str, Any] = self.payload.get("issue") or self.payload.get("pull_request") or {}
        return found

    def jobs(self, expected: Mapping[str, list[str]]) -> list[str]:
        """The keys of the jobs that it should want."""
        number = self.thing.get("number")
        named = self.payload.get("comment") or self.thing
        words = {"issue": f"{self.repo}#{number}", "number": number, "id": named.get("id")}
        return sorted(job.format(**words) for job in expected.get(self.name, ()))


@cache
def examples() -> list[Example]:
    found = []
    for server in SERVERS:
        text = (package("@octokit/webhooks-examples") / server / "index.json").read_text(encoding="utf-8")
        for kind in json.loads(text):
            for payload in kind["examples"]:
                name = f"{kind['name']} {payload.get('action', '')}".strip()
                if "old_issue" in (payload.get("changes") or {}):
                    name += " by a transfer"
                found.append(Example(name, payload, server))
    return found


def changed(key: str, value: object) -> Iterator[Example]:
    """Those of github.com about an issue, a pull request or a comment, with another value in each."""
    for one in (one for one in examples() if one.server == SERVERS[0]):
        payload = copy.deepcopy(one.payload)
        parts = [payload[part] for part in ("issue", "pull_request", "comment") if payload.get(part)]
        for part in parts:
            part[key] = value
        if parts:
            yield replace(one, payload=payload)
