"""What no log, table or message may show: credentials, by how they look and by what we were given."""

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit

from gt_convoy.domain.unseen import escaped

# Variables of the environment whose whole value is a secret.
VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY", "PGPASSWORD")
DATABASE = "GT_CONVOY_DATABASE_URL"  # an address that may hold a password
# GitHub's token formats, private keys, authorization headers, passwords in addresses:
# https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
# Where a group stands, it is the secret, and what is before it is shown. Each form begins with plain
# characters, so that `re` passes quickly over a text without any.
_SECRETS = (
    r"gh[a-z]_[\w.-]{10,}|github_pat_\w{10,}|v1\.[0-9a-f]{40}\b|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|Bearer ([\w.~+/=-]+)|token ([\w.~+/=-]{20,})|://([^\s/:@]*:[^\s/@]+)(?=@)|password=([^\s&;'\"]+)"
)
_SHORTEST = 4  # characters; a shorter secret would blacken half of every text


class Scrubber:
    """Replaces secrets in texts: what looks like one of GitHub's, and those it was given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """A secret of several lines (a key) is recognised by each of them, quoted or not."""
        forms = {form for line in secret_lines(secrets) for form in _forms(line)}
        known = map(re.escape, sorted(forms, key=len, reverse=True))
        self._pattern = re.compile("|".join([*known, _SECRETS]), re.DOTALL)

    def __call__(self, text: str) -> str:
        """The text, with `***` for each of them."""
        return self._pattern.sub(_hidden, text)


def secret_lines(secrets: Iterable[str]) -> frozenset[str]:
    r"""The lines of these secrets by which a text is searched. Line ends may be written `\n`, as in a key."""
    lines = (line.strip() for secret in secrets for line in secret.replace("\\n", "\n").splitlines())
    return frozenset(line for line in lines if len(line) >= _SHORTEST and not line.startswith("-----"))


def secrets_in(environ: Mapping[str, str]) -> list[str]:
    """The secrets that an environment holds."""
    found = [environ[name] for name in VARIABLES if environ.get(name)]
    try:
        password = urlsplit(environ.get(DATABASE, "")).password
    except ValueError:
        password = None
    return [*found, password, unquote(password)] if password else found


def _hidden(found: re.Match[str]) -> str:
    before = found.start(found.lastindex) - found.start() if found.lastindex else 0
    return f"{found[0][:before]}***"


def _forms(line: str) -> set[str]:
    """A secret as it is, and as it stands in JSON, a repr, a log line or an address."""
    in_json = (json.dumps(line, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
    return {line, *in_json, repr(line)[1:-1], escaped(line), quote(line), quote(line, safe="")}
