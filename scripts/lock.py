"""Renew requirements/*.txt: every dependency pinned by version and hash, for all platforms.

uv resolves for every platform at once and writes no index address into its output.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
EVERYTHING = ["--extra", "webhooks", "--extra", "postgres", "--extra", "sandbox"]
LOCKS: dict[str, list[str]] = {
    "action": ["pyproject.toml"],  # the base alone: what runs on every runner must be small
    "run": ["pyproject.toml", "--extra", "webhooks", "--extra", "sandbox", "--group", "build"],
    "dev": ["pyproject.toml", *EVERYTHING, "--group", "build", "--group", "dev"],
    "mutation": ["--group", "pyproject.toml:mutation"],  # apart: it brings as much as all the tests together
    "peers": ["--group", "pyproject.toml:peers"],  # apart: none of it is ours
}


def main() -> None:
    """Write one hash-pinned file for each entry of LOCKS."""
    for name, sources in LOCKS.items():
        subprocess.run(
            [
                "uv", "pip", "compile", *sources,
                "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
                "--no-header", "--quiet", "--output-file", f"requirements/{name}.txt",
            ],
            cwd=ROOT,
            check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
