"""Between our program and emulate: looks like a running sandbox to `tests.town.Town` and its stories.

What emulate lacks, or answers otherwise than GitHub, is in `routes`, `graph` and `hooks`; README.md lists it.
"""

import json
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from gt_convoy_sandbox.counting import Requests
from gt_convoy_sandbox.faults import Faults
from gt_convoy_sandbox.seed import DESCRIPTIONS
from gt_convoy_webhooks.web.server import Server
from tests.emulate import routes
from tests.emulate.emulate_seed import SEED, fill
from tests.emulate.emulator import Emulator
from tests.emulate.hooks import Deliveries

HQ = "acme/hq"


class Bridge:
    """One for all tests; `reset` before each. REST is at its root, as at api.github.com."""

    def __init__(self) -> None:
        """Listen."""
        self._server = Server(routes.create(self), "127.0.0.1", 0)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", HTTPAdapter(pool_maxsize=32))
        self.url = self.api_url = self._server.url
        self.emulator = Emulator(self.url, SEED)
        self._server.start()

    def reset(self) -> None:
        """A new world, seeded."""
        self.faults = Faults()
        self.requests = Requests()
        self.deliveries = Deliveries(self.faults)
        self.reactions: dict[str, list[dict[str, Any]]] = {}
        # Repositories by every name that they had, in lower case: as they are called now.
        self.names = {name.lower(): name for name in DESCRIPTIONS}
        self.emulator.reset()
        fill(self.ask)

    def stop(self) -> None:
        """Stop serving and emulating."""
        self._server.stop()
        self._session.close()
        self.emulator.stop()

    @property
    def world(self) -> "Bridge":
        """What a story's acts are given to work on: here they work through REST."""
        return self

    def add_hooks(self, url: str, secret: str) -> None:
        """Have the repositories tell this address of everything, by us; those with a hook keep it."""
        self.deliveries.to(url, secret)
        config = {"url": f"{self.url}/hook", "content_type": "json", "secret": secret}
        for name in set(self.names.values()):
            if not self.ask("alice", "GET", f"/repos/{name}/hooks"):
                self.ask("alice", "POST", f"/repos/{name}/hooks", config=config, events=["*"])
        (hook,) = self.ask("alice", "GET", f"/repos/{HQ}/hooks")
        self.deliveries.ping = lambda: self.ask("alice", "POST", f"/repos/{HQ}/hooks/{hook['id']}/pings")

    def ask(self, login: str, method: str, path: str, **body: Any) -> Any:
        """A request that must succeed."""
        answer = self.send(method, path, f"token token-{login}", json.dumps(body) if body else "")
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def send(self, method: str, path: str, authorization: str, body: str | bytes = b"") -> requests.Response:
        """Ask emulate as if it were at our address; a PUT without a body, which GitHub takes, it refuses."""
        self.emulator.requests += 1
        headers = {"Authorization": authorization, "Host": self.url.removeprefix("http://")}
        url, sent = self.emulator.url + path, body or ("{}" if method == "PUT" else "")
        return self._session.request(
            method, url, data=sent, headers=headers, timeout=15, allow_redirects=False
        )

    def called(self, name: str) -> str:
        """How a repository is written now, whatever its case or former name."""
        return self.names.get(name.lower(), name)

    def named(self, new: str, old: str = "") -> None:
        """A repository is new, or has another name."""
        self.names = {key: new if name == old else name for key, name in self.names.items()}
        self.names[new.lower()] = new
