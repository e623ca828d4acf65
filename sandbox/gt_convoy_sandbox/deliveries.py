"""Sends webhooks: signed, in order, from one thread of its own, once. What was sent is kept and listed.

https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
"""

import hashlib
import hmac
import http.client
import itertools
import json
import threading
import time
import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from queue import PriorityQueue
from urllib.parse import quote, urlsplit

from gt_convoy_sandbox.faults import Faults
from gt_convoy_sandbox.model import Event, Hook, World
from gt_convoy_sandbox.payloads import payload
from gt_convoy_sandbox.representations.context import Context

TIMEOUT = 10.0
KEPT = 10_000


@dataclass(frozen=True)
class Response:
    """What the receiver answered; status 0 when it did not."""

    status: int
    reason: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    duration: float = 0.0


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
    redelivery: bool = False
    delivered_at: datetime | None = None
    response: Response | None = None


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
        hooks = [hook for hook in self._wanting(event) if hook.active]
        if not hooks:
            return
        body = json.dumps(payload(Context(self._world, self.base), event)).encode()
        guid = str(uuid.uuid4())
        for hook in hooks:
            encoded = _encode(hook, body)
            headers = _headers(hook, event.name, guid, encoded)
            for delay in self._faults.delays(event.name, event.action):
                delivery = Delivery(self._next_id(), guid, hook, event.name, event.action, headers, encoded)
                self._enqueue(delivery, delay)

    def _wanting(self, event: Event) -> list[Hook]:
        if event.name == "ping":
            return [event.subjects["hook"]]
        hooks = self._world.hooks_of(event.repository)
        return [hook for hook in hooks if event.name in hook.events or "*" in hook.events]

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
        response = send(delivery.hook.url, delivery.headers, delivery.body)
        with self._world.writing():
            delivery.hook.last_status = response.status
        done = replace(delivery, delivered_at=self._world.now(), response=response)
        with self._idle:
            self._done.append(done)
            self._pending -= 1
            self._idle.notify_all()


def send(url: str, headers: dict[str, str], body: bytes) -> Response:
    """POST once, without following redirects, within GitHub's ten seconds."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    started = time.monotonic()
    try:
        connection.request("POST", f"{parts.path or '/'}?{parts.query}".rstrip("?"), body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        response = Response(answer.status, answer.reason or "OK", dict(answer.getheaders()), text)
    except TimeoutError:
        response = Response(0, "timed out")
    except (OSError, http.client.HTTPException):
        response = Response(0, "failed to connect to host")
    finally:
        connection.close()
    return replace(response, duration=round(time.monotonic() - started, 2))


def signature(secret: str, body: bytes, algorithm: str) -> str:
    """Sign a body, as in `X-Hub-Signature-256`."""
    return f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"


def _encode(hook: Hook, body: bytes) -> bytes:
    return body if hook.content_type == "json" else b"payload=" + quote(body, safe="").encode()


def _headers(hook: Hook, event: str, guid: str, body: bytes) -> dict[str, str]:
    form = "application/x-www-form-urlencoded"
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/json" if hook.content_type == "json" else form,
        "User-Agent": f"GitHub-Hookshot/{hashlib.sha256(b'sandbox').hexdigest()[:7]}",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-ID": str(hook.repository_id),
        "X-GitHub-Hook-Installation-Target-Type": "repository",
    }
    if hook.secret:
        headers["X-Hub-Signature"] = signature(hook.secret, body, "sha1")
        headers["X-Hub-Signature-256"] = signature(hook.secret, body, "sha256")
    return headers
