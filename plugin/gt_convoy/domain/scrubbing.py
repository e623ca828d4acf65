"""What no log, table or message may show: credentials, by how they look and by what we were given."""

import re
from collections.abc import Iterable, Mapping

# Variables of the environment whose whole value is a secret.
VARIABLES = ("GITHUB_TOKEN", "GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY")
# GitHub's token formats, private keys, authorization headers, passwords in addresses:
# https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
_SECRETS = (
    r"gh[a-z]_[\w.-]{10,}|github_pat_\w{10,}|\bv1\.[0-9a-f]{40}\b|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?<=\bBearer )[\w.~+/=-]+|(?<=\btoken )[\w.~+/=-]{20,}"
    r"|(?<=://)[^\s/:@]*:[^\s/@]+(?=@)"
)
_SHORTEST = 4  # characters; a shorter secret would blacken half of every text


class Scrubber:
    """Replaces secrets in texts: what looks like one of GitHub's, and those it was given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """A secret of several lines (a key) is recognised by each of them."""
        known = sorted((re.escape(line) for line in secret_lines(secrets)), key=len, reverse=True)
        self._pattern = re.compile("|".join([*known, _SECRETS]), re.DOTALL)

    def __call__(self, text: str) -> str:
        """The text, with `***` for each of them."""
        return self._pattern.sub("***", text)


def secret_lines(secrets: Iterable[str]) -> frozenset[str]:
    r"""The lines of these secrets by which a text is searched. Line ends may be written `\n`, as in a key."""
    lines = (line.strip() for secret in secrets for line in secret.replace("\\n", "\n").splitlines())
    return frozenset(line for line in lines if len(line) >= _SHORTEST and not line.startswith("-----"))


def secrets_in(environ: Mapping[str, str]) -> list[str]:
    """The secrets that an environment holds."""
    return [environ[name] for name in VARIABLES if environ.get(name)]
