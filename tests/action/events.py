"""What GitHub would start workflows with: the events of a sandbox, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gt_convoy_sandbox.model import repositories
from tests.sandbox_fixture import SECRET, Receiver
from tests.town import BOT, HQ, Town


@dataclass(frozen=True)
class Event:
    """An event of a repository."""

    repo: str
    name: str
    payload: dict[str, Any]

    @property
    def told(self) -> str:
        """`issues closed`."""
        return f"{self.name} {self.payload.get('action', '')}".strip()


class Events:
    """Reads what happens in a town; what our own account does starts nothing, as with the job's own token."""

    def __init__(self, town: Town, receiver: Receiver) -> None:
        self.town = town
        self._receiver = receiver
        self._seen = 0
        self._dispatched = 0
        town.sandbox.add_hooks(receiver.url, SECRET)
        self.new()

    def new(self) -> list[Event]:
        """What people did since the last look, then what rigs told HQ."""
        self.town.settle()
        fresh, self._seen = self._receiver.taken[self._seen :], len(self._receiver.taken)
        found = [
            Event(payload["repository"]["full_name"], headers["X-GitHub-Event"], payload)
            for headers, payload in fresh
            if headers["X-GitHub-Event"] != "ping" and payload["sender"]["login"] != f"{BOT}"
        ]
        return [*found, *self._dispatches()]

    def one(self, told: str) -> Event:
        """The only new event of that kind."""
        (found,) = [event for event in self.new() if event.told == told]
        return found

    def _dispatches(self) -> Sequence[Event]:
        tables = self.town.sandbox.world.tables
        fresh, self._dispatched = tables.dispatches[self._dispatched :], len(tables.dispatches)
        return [
            Event(
                tables.repositories[one.repository_id].full_name,
                "repository_dispatch",
                {"action": one.event_type, "client_payload": one.client_payload},
            )
            for one in fresh
        ]


def schedule() -> Event:
    """HQ's clock."""
    return Event(HQ, "schedule", {"schedule": "8,23,38,53 * * * *"})


def by_hand(command: str = "", **inputs: str) -> Event:
    """Somebody runs HQ's workflow."""
    return Event(HQ, "workflow_dispatch", {"inputs": {"command": command, **inputs}})


def dispatch(**payload: Any) -> Event:
    """Whatever somebody with a token sends HQ."""
    return Event(HQ, "repository_dispatch", {"action": "gt-convoy", "client_payload": payload})


def configure(town: Town, text: str, repo: str = HQ) -> None:
    """Put a configuration into a repository."""
    world = town.sandbox.world
    repositories.write_file(world, world.get_repository(repo), ".github/convoy.yml", text)
