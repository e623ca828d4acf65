"""GitHub's addresses: the API's from the environment, and the pages' from the API's."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from gt_convoy.domain.errors import UserError
from gt_convoy.events.payloads import ENDPOINT

DEFAULT_API = "https://api.github.com"


def api_url(environ: Mapping[str, str]) -> str:
    """Where the REST API is, from `GITHUB_API_URL`. Raises UserError if that is no http(s) address."""
    url = environ.get("GITHUB_API_URL", "").strip().rstrip("/") or DEFAULT_API
    if not _is_plain(url):
        raise UserError(
            f"GITHUB_API_URL is {_shown(url)}: it must be like {DEFAULT_API} or https://HOST/api/v3,"
            " without user name, query or fragment"
        )
    return url


def web_url(api: str) -> str:
    """Where GitHub's pages are, for the API at `api`.

    `https://api.github.com` -> `https://github.com`, `https://HOST/api/v3` -> `https://HOST` (Enterprise
    Server), `https://api.SUB.ghe.com` -> `https://SUB.ghe.com` (Enterprise Cloud with data residency).
    """
    parts = urlsplit(api)
    host = parts.netloc
    if not parts.path.strip("/"):
        host = host.removeprefix("api.")
    return f"{parts.scheme}://{host}"


def webhook_url(public: str) -> str:
    """Where GitHub delivers to an app that it reaches at `public`. Raises UserError if that is not by https.

    On this machine itself, as in the sandbox, http will do.
    """
    url = public.strip().rstrip("/").removesuffix(ENDPOINT)
    if not _is_plain(url) or not (url.startswith("https://") or is_here(url)):
        raise UserError(
            f"--url is {_shown(public)}: it must be like https://convoy.example.org,"
            " without user name, query or fragment"
        )
    return f"{url}{ENDPOINT}"


def same_place(one: str, other: str) -> bool:
    """Whether two addresses lead to the same place, by http or https, with or without a slash behind."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str | None, int | None, str]:
    try:
        parts = urlsplit(url.strip())
        usual = parts.port in (None, 80, 443)
    except ValueError:
        return (None, None, url)
    return (parts.hostname, None if usual else parts.port, parts.path.rstrip("/"))


def is_here(url: str) -> bool:
    """Whether it leads to this machine itself."""
    return urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")


def _is_plain(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_a_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    stray = parts.username is not None or parts.query or parts.fragment or any(c.isspace() for c in url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port_is_a_number and not stray


def _shown(url: str) -> str:
    """Quote the address, unless it may hold a password."""
    return "not a plain address" if "@" in url else repr(url)
