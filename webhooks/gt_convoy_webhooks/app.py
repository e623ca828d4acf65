"""The parts of the webhook app, put together."""

import time
from collections.abc import Mapping

from flask import Flask

from gt_convoy.domain.errors import NoDatabase, UserError
from gt_convoy.domain.safe_text import Scrubber, secrets_in
from gt_convoy_webhooks.database_state import database_state
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.store import Store
from gt_convoy_webhooks.web.health import add_pages
from gt_convoy_webhooks.web.reception import Reception
from gt_convoy_webhooks.web.webhook import create_app
from gt_convoy_webhooks.worker.metrics import Metrics
from gt_convoy_webhooks.worker.old_deliveries import route_old_deliveries
from gt_convoy_webhooks.worker.rules import Connect, GitHubUsage
from gt_convoy_webhooks.worker.signals import Signals
from gt_convoy_webhooks.worker.workers import Oversight, Workers

_UNSIGNED = (
    "GITHUB_WEBHOOK_SECRET is not set: put the secret of the webhook there, "
    "the same as in GitHub's settings of the hook. `gt-convoy work --poll 60` needs none"
)


class App:
    """The queue and the workers of one process and, with a secret, the webhook endpoint."""

    def __init__(
        self, secret: str | None, store: Store, connect: Connect, environ: Mapping[str, str]
    ) -> None:
        """Nothing runs yet. Raises UserError if the configuration is wrong."""
        self.store = store
        self.metrics = Metrics(store.queue, self._usage)
        self._signals = Signals()
        held = Held(store.renew)
        self.state = database_state(store, held, self._signals.wanted.send, self.metrics.landed)
        self.rules = connect(environ, self.state)
        self.scrub = Scrubber(secrets_in(environ))
        self.reception = Reception(store, self._signals.wanted.send)
        self.workers = Workers(store, self.rules, self._signals, self.scrub, Oversight(held, self.metrics))
        self.flask = self._endpoint(secret) if secret else Flask(__name__, static_folder=None)
        add_pages(self.flask, self.trouble, self.metrics.page)

    def _endpoint(self, secret: str) -> Flask:
        return create_app(
            secret=secret,
            route=self.rules.route,
            accept=self.reception.accept,
            metrics=self.metrics,
        )

    def _usage(self) -> GitHubUsage:
        return self.rules.usage()

    def start(self) -> None:
        """Accept and work. Raises NoDatabase."""
        self.store.release_claims_of_dead_processes()
        route_old_deliveries(self.store, self.rules)
        self.reception.start()
        self.workers.start()

    def stop(self) -> bool:
        """Finish what runs, give back the rest; answers whether all of it ended in time."""
        until = time.monotonic() + self.store.settings.stop_within
        self.workers.stop()
        ended = self.workers.join(until)
        self.reception.stop()
        if ended:
            self.store.close()
        return ended

    def trouble(self) -> str | None:
        """Why the app is not ready; None if it is."""
        if why := self.workers.trouble() or self.rules.refusal():
            return why
        if not self.reception.alive:
            return "not running: reception"
        try:
            self.reception.probe()
        except NoDatabase as error:
            return self.scrub(f"the database cannot be written: {error}")
        return None

    def wait_idle(self, timeout: float) -> bool:
        """Until nothing is left to do, not even later; False after `timeout` seconds."""
        until = time.monotonic() + timeout
        while True:
            seen = self._signals.settled.count
            if self.store.queue.is_idle():
                return True
            if (left := until - time.monotonic()) <= 0:
                return False
            self._signals.settled.wait(seen, min(left, self.store.settings.poll))


def build(
    environ: Mapping[str, str], connect: Connect, settings: Settings | None = None, *, endpoint: bool = True
) -> App:
    """The app as the environment wants it; without `endpoint` it only works, and needs no secret.

    Raises UserError with a line that says what to do.
    """
    secret = webhook_secret(environ) if endpoint else None
    store = open_store(environ, settings)
    try:
        return App(secret, store, connect, environ)
    except BaseException:
        store.close()
        raise


def webhook_secret(environ: Mapping[str, str]) -> str:
    """What GitHub signs its deliveries with. Raises UserError if there is none."""
    secret = environ.get("GITHUB_WEBHOOK_SECRET", "")
    if not secret.strip():
        raise UserError(_UNSIGNED)
    return secret


def database_url(environ: Mapping[str, str]) -> str:
    """Where the app keeps its database."""
    return environ.get("GT_CONVOY_DATABASE_URL") or "sqlite:///gt-convoy.db"


def open_store(environ: Mapping[str, str], settings: Settings | None = None) -> Store:
    """The database that the environment names. Raises UserError if it is of no use."""
    try:
        return Store(database_url(environ), settings)
    except NoDatabase as error:
        raise UserError(f"the database cannot be used: {error}") from error
