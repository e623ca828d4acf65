"""The part of the adapter that `doctor` asks: what we were given, and how GitHub and we get on."""

from collections.abc import Mapping

from gt_convoy.domain.github_values import Grants
from gt_convoy.github import values
from gt_convoy.github.transport.clients import Clients
from gt_convoy.github.transport.limits import Meter


class Health:
    """Implements that part of `gt_convoy.ports.github.GitHubPort`, whose docstrings hold."""

    _clients: Clients
    _meter: Meter
    _home: str

    def grants(self) -> Grants | None:
        """Of the App; None with a token."""
        app = self._clients.app()
        if app is None:
            return None
        data = values.mapping(app.get("/app"))
        installed = {
            str(one["account"]["login"]): dict(one.get("permissions") or {})
            for one in app.pages("/app/installations")
            if one.get("suspended_at") is None
        }
        return Grants(str(data["slug"]), tuple(data.get("events") or ()), installed)

    def limits(self) -> Mapping[str, int]:
        """What is left, by resource; asking is free."""
        data = values.mapping(self._clients.of(self._home).get("/rate_limit"))
        return {name: int(one["remaining"]) for name, one in values.mapping(data["resources"]).items()}

    @property
    def clock_skew(self) -> float | None:
        """By the newest answer's `Date`, to the second."""
        return self._meter.skew
