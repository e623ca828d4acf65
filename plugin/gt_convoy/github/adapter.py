"""The way in: `connect` gives the GitHub of the account that the environment names."""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock

from gt_convoy.domain.github_values import Overview
from gt_convoy.domain.references import Ref
from gt_convoy.github import values
from gt_convoy.github.api.comments import Comments
from gt_convoy.github.api.health import Health
from gt_convoy.github.api.hooks import Hooks
from gt_convoy.github.api.issues import Issues
from gt_convoy.github.api.overview import Overviews
from gt_convoy.github.api.repositories import Repositories
from gt_convoy.github.permissions import PERMISSIONS
from gt_convoy.github.transport.auth import credentials
from gt_convoy.github.transport.client import Shared
from gt_convoy.github.transport.clients import Clients
from gt_convoy.github.transport.failures import Forbidden
from gt_convoy.github.transport.limits import Limits, Meter
from gt_convoy.github.transport.pace import Pace, write_pause
from gt_convoy.github.transport.urls import api_url, web_url

__all__ = ["GitHub", "connect"]


class GitHub(Issues, Comments, Repositories, Overviews, Hooks, Health):
    """`gt_convoy.ports.github.GitHubPort` over GitHub's API, as one account. Safe between threads.

    No request takes longer than 10 seconds, none waits for a rate limit to end, and only errors of
    `gt_convoy.domain.errors` leave it.
    """

    def __init__(self, clients: Clients, meter: Meter, home: str, web: str) -> None:
        """Made by `connect`. `home` is the owner of HQ, `web` the address of GitHub's pages."""
        super().__init__(clients)
        self.web = web
        self._meter = meter
        self._home = home
        self._me = ""
        self._me_lock = Lock()

    @property
    def requests(self) -> dict[str, int]:
        """How many requests went out, by kind: `rest_get`, `rest_write`, `graphql`."""
        return self._meter.requests

    @property
    def remaining(self) -> dict[str, int]:
        """What GitHub last said is left of its limits, by resource (`core`, `graphql`)."""
        return self._meter.remaining

    def me(self) -> str:
        """The login that our writes carry; asked once."""
        with self._me_lock:
            self._me = self._me or self._ask_me()
            return self._me

    def overview(self, repo: str, path: str, since: datetime) -> Overview | None:
        """HQ at a glance; it tells `me`, too."""
        found = super().overview(repo, path, since)
        with self._me_lock:
            self._me = self._me or (found.me if found else "")
        return found

    def close(self) -> None:
        """Close the connections, of all threads. They open again when needed."""
        self._clients.close()

    def _ask_me(self) -> str:
        app = self._clients.app()
        if app:
            return f"{values.mapping(app.get('/app'))['slug']}[bot]"
        client = self._clients.of(self._home)
        try:
            return values.login(values.mapping(client.get("/user")))
        except Forbidden:
            # The token of an Action or of an App's installation is nobody's; GraphQL knows its bot's name.
            data = self._lookup.query(client, "query Me{viewer{__typename login}}", {})
            return values.actor(data["viewer"])


def connect(environ: Mapping[str, str], hq: str, wanted: Mapping[str, str] = PERMISSIONS) -> GitHub:
    """GitHub as the environment says: `GITHUB_TOKEN`, or `GITHUB_APP_ID` and its key; `GITHUB_API_URL`.

    `hq` is HQ's `owner/repo`, or its owner alone: an App's installation there also reads what is public
    elsewhere. GT_CONVOY_WRITE_PAUSE is the time in seconds between writes once a few were made at once,
    shared by all threads. An App signs in with the permissions `wanted` and no more. Makes no request.
    Raises UserError with one line that says what to do.
    """
    base = api_url(environ)
    home = Ref(hq, 0).owner
    meter = Meter()
    shared = Shared(base, meter, Pace(write_pause(environ)), Limits())
    clients = Clients(shared, credentials(environ, home, base, wanted), home)
    return GitHub(clients, meter, home, web_url(base))
