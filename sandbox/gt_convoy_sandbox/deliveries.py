"""Sends webhooks: signed, in order, from one thread of its own, once. What was sent is kept and listed.

https://docs.github.com/webhooks/webhook-events-and-payloads
"""

import itertools
import json
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from queue import PriorityQueue

from gt_convoy_sandbox import sending
from gt_convoy_sandbox.faults import Faults
from gt_convoy_sandbox.model import Event, Hook, Installation, World
from gt_convoy_sandbox.model.rights import covers
from gt_convoy_sandbox.payloads import payload
from gt_convoy_sandbox.representations.context import Context
from gt_convoy_sandbox.sending import TIMEOUT, Response

KEPT = 10_000
OF_INSTALLATIONS = ("installation", "installation_repositories")
Wanted = tuple[Hook, Installation | None]


@dataclass(frozen=True)
class Delivery:
    """One sending of one event to one hook. A redelivery has another id and the same guid."""

    id: int
    guid: str
    hook: Hook
    event: str
    action: str
    headers: dict[str, str]
    body: bytes
    repository_id: int | None = None
    installation_id: int | None = None
    redelivery: bool = False
    delivered_at: datetime | None = None
    response: Response | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the receiver took it."""
        return self.response is not None and 200 <= self.response.status < 400


class Deliveries:
    """Listens to a world and tells its hooks."""

    def __init__(self, world: World, faults: Faults) -> None:
        """Take no events before `start`."""
        self.base = "http://127.0.0.1"
        self._world, self._faults = world, faults
        self._queue: PriorityQueue[tuple[float, int, Delivery | None]] = PriorityQueue()
        self._sequence = itertools.count()
        self._idle = threading.Condition()
        self._pending = 0
        self._done: deque[Delivery] = deque(maxlen=KEPT)
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)
        self._stopping = threading.Event()

    def start(self, base: str) -> None:
        """Start sending; `base` is the address under which payloads name their records."""
        self.base = base
        self._world.listeners.append(self._on_event)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the delivery that is under way; the rest is dropped."""
        if self._stopping.is_set():
            return
        self._world.listeners.remove(self._on_event)
        self._stopping.set()
        self._queue.put((0.0, -1, None))
        self._thread.join(TIMEOUT + 1)

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Wait until everything was sent; False when it was not in time."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._pending, timeout)

    def all(self, hook_id: int | None = None) -> Sequence[Delivery]:
        """List what was sent, oldest first, to one hook or to all."""
        with self._idle:
            return [each for each in self._done if hook_id in (None, each.hook.id)]

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Send a delivery again: the same headers, guid and body."""
        again = replace(delivery, id=self._next_id(), redelivery=True, delivered_at=None, response=None)
        self._enqueue(again, 0.0)
        return again

    def _on_event(self, event: Event) -> None:
        wanting = [each for each in self._wanting(event) if each[0].active]
        if not wanting:
            return
        context, guid = Context(self._world, self.base), str(uuid.uuid4())
        body = json.dumps(payload(context, event)).encode()
        for hook, installation in wanting:
            own = json.dumps(payload(context, event, installation)).encode() if installation else body
            self._deliver_later(event, hook, installation, guid, sending.encode(hook, own))

    def _deliver_later(
        self, event: Event, hook: Hook, installation: Installation | None, guid: str, body: bytes
    ) -> None:
        for delay in self._faults.delays(event.name, event.action):
            delivery = Delivery(
                self._next_id(),
                guid,
                hook,
                event.name,
                event.action,
                sending.headers(hook, event.name, guid, body),
                body,
                repository_id=event.repository.id if event.repository else None,
                installation_id=installation.id if installation else None,
            )
            self._enqueue(delivery, delay)

    def _wanting(self, event: Event) -> Iterator[Wanted]:
        """Yield the hooks that an event goes to: the repository's, its organisation's, those of Apps."""
        if event.name == "ping":
            yield event.subjects["hook"], None
        elif event.name in OF_INSTALLATIONS:
            installation = event.subjects["installation"]
            yield self._hook_of(installation), installation
        elif event.repository:
            organization = self._world.organization(event.repository.owner)
            hooks = self._world.hooks_of(event.repository)
            if organization:
                all_hooks = self._world.tables.hooks.values()
                hooks += [hook for hook in all_hooks if hook.organization_id == organization.id]
            yield from ((hook, None) for hook in hooks if {event.name, "*"} & set(hook.events))
            yield from self._wanting_apps(event)

    def _wanting_apps(self, event: Event) -> Iterator[Wanted]:
        for each in self._world.tables.installations.values():
            if event.repository and not each.suspended_at and covers(each, event.repository):
                hook = self._hook_of(each)
                if event.name in hook.events:
                    yield hook, each

    def _hook_of(self, installation: Installation) -> Hook:
        tables = self._world.tables
        return tables.hooks[tables.apps[installation.app_id].hook_id]

    def _next_id(self) -> int:
        with self._world.lock:
            return self._world.next_id("delivery")

    def _enqueue(self, delivery: Delivery, delay: float) -> None:
        with self._idle:
            self._pending += 1
            self._queue.put((time.monotonic() + delay, next(self._sequence), delivery))

    def _run(self) -> None:
        while True:
            due, _, delivery = self._queue.get()
            if delivery is None or self._stopping.is_set():
                return
            early = due - time.monotonic()
            if early > 0:
                # Something that is due sooner may come in meanwhile: look again soon.
                self._queue.put((due, next(self._sequence), delivery))
                self._stopping.wait(min(early, 0.01))
                continue
            self._deliver(delivery)

    def _deliver(self, delivery: Delivery) -> None:
        response = sending.send(delivery.hook.url, delivery.headers, delivery.body)
        with self._world.writing():
            delivery.hook.last_status = response.status
        done = replace(delivery, delivered_at=self._world.now(), response=response)
        with self._idle:
            self._done.append(done)
            self._pending -= 1
            self._idle.notify_all()
