"""emulate's deliveries, on their way to the app: passed on byte for byte, but for what is not GitHub's.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from threading import Condition
from typing import Any

import requests
from werkzeug.datastructures import Headers

from gt_convoy_sandbox.faults import Faults

HEADERS = ("Content-Type", "X-GitHub-Event", "X-GitHub-Delivery", "X-Hub-Signature-256")
Seen = tuple[str, str | None]  # an issue's address, and its text after an edit


class Deliveries:
    """Passes them on, and tells when all have arrived: emulate numbers them from 1, with no gap."""

    def __init__(self, faults: Faults) -> None:
        """Know no app yet."""
        self._faults = faults
        self.ping: Callable[[], None] | None = None  # has emulate send a ping, and returns once it was taken
        self.former: dict[Seen, str | None] = {}  # an edited issue's text before
        self.taken: list[tuple[Mapping[str, str], bytes]] = []  # as emulate sent them
        self.problems: list[str] = []  # what the app did not take
        self._url = self._secret = ""
        self._news = Condition()

    def to(self, url: str, secret: str) -> None:
        """Pass on to this address from now on; emulate signs with the secret."""
        self._url, self._secret = url, secret

    def take(self, headers: Headers, body: bytes) -> None:
        """Pass one on; taken only when the app has it."""
        kept = {name: headers[name] for name in HEADERS}
        payload = json.loads(body)
        mended = self._mended(kept["X-GitHub-Event"], payload) or body
        signed = kept if mended == body else kept | {"X-Hub-Signature-256": self._signature(mended)}
        begun = time.monotonic()
        for delay in self._faults.delays(kept["X-GitHub-Event"], payload.get("action", "")):
            time.sleep(max(0.0, begun + delay - time.monotonic()))
            self._send(signed, mended)
        with self._news:
            self.taken.append((kept, body))
            self._news.notify_all()

    def wait_idle(self, timeout: float) -> bool:
        """Until all arrived that emulate began to send so far."""
        if self.ping is None:
            return True
        self.ping()
        with self._news:
            # A ping has the highest number: it was sent after all others, though it may overtake them.
            return self._news.wait_for(lambda: len(self.taken) == self._highest(), timeout)

    def _send(self, headers: Mapping[str, str], body: bytes) -> None:
        try:
            answer = requests.post(self._url, data=body, headers=headers, timeout=15)
        except requests.ConnectionError:
            return  # the app does not run now: then GitHub's delivery is lost too
        if answer.status_code not in (202, 204):
            self.problems.append(f"{headers['X-GitHub-Event']}: {answer.status_code} {answer.text}")

    def _highest(self) -> int:
        return max(int(headers["X-GitHub-Delivery"]) for headers, _ in self.taken)

    def _mended(self, event: str, payload: dict[str, Any]) -> bytes | None:
        """An edit's `changes` are `{"title": false, "body": true}`; GitHub's tell what was there before."""
        if event != "issues" or payload["action"] != "edited":
            return None
        issue, changes = payload["issue"], payload["changes"]
        former = self.former.get((issue["url"], issue["body"])) or ""
        payload["changes"] = {"body": {"from": former}} if changes["body"] else {}
        return json.dumps(payload).encode()

    def _signature(self, body: bytes) -> str:
        return "sha256=" + hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
