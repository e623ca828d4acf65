"""The parts of the webhook app, put together."""

import time
from collections.abc import Mapping

from gt_convoy.errors import Refused

from .claims import Held
from .database import NoDatabase
from .door import create_app
from .logs import Scrubber
from .memory import StoredMemory
from .reception import Reception
from .rules import Connect
from .settings import Settings
from .signals import Signals
from .store import Store
from .workers import Workers

_UNSIGNED = (
    "GITHUB_WEBHOOK_SECRET is not set: put the secret of the webhook there, "
    "the same as in GitHub's settings of the hook"
)
_NAMES = ("GITHUB_TOKEN", "GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY")


class App:
    """The door, the inbox and the workers of one process."""

    def __init__(self, secret: str, store: Store, connect: Connect, environ: Mapping[str, str]) -> None:
        """Nothing runs yet. Raises Refused if the configuration is wrong."""
        self.store = store
        self._signals = Signals()
        held = Held(store.leases.renew)
        self.memory = StoredMemory(store, held, self._signals.wanted.send)
        rules = connect(environ, self.memory)
        self.scrub = scrubber(environ)
        self.reception = Reception(store, self._signals.stored.send)
        self.workers = Workers(store, rules, held, self._signals, self.scrub)
        self.flask = create_app(
            secret=secret,
            accept=self.reception.accept,
            interesting=rules.interesting,
            trouble=self.trouble,
        )

    def start(self) -> None:
        """Accept and work. Raises NoDatabase."""
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
        if why := self.workers.trouble():
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
            if self.store.idle():
                return True
            if (left := until - time.monotonic()) <= 0:
                return False
            self._signals.settled.wait(seen, min(left, self.store.settings.poll))


def build(environ: Mapping[str, str], connect: Connect, settings: Settings | None = None) -> App:
    """The app as the environment wants it. Raises Refused with a line that says what to do."""
    secret = environ.get("GITHUB_WEBHOOK_SECRET", "")
    if not secret:
        raise Refused(_UNSIGNED)
    url = environ.get("GT_CONVOY_DATABASE_URL") or "sqlite:///gt-convoy.db"
    try:
        store = Store(url, settings)
    except NoDatabase as error:
        raise Refused(f"the database cannot be used: {error}") from error
    try:
        return App(secret, store, connect, environ)
    except BaseException:
        store.close()
        raise


def scrubber(environ: Mapping[str, str]) -> Scrubber:
    """What keeps this environment's secrets out of logs and tables."""
    return Scrubber(environ.get(name, "") for name in _NAMES)
