"""Build wheel and sdist into dist/: `python -m scripts.dist [TAG]`.

With a tag it is a release: the tag must be v and the version, and the changelog must have its section.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from gt_convoy import __version__

ROOT = Path(__file__).parent.parent


def build(folder: Path) -> list[Path]:
    """Make both in the folder."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.iterdir())


def wrong_with(tag: str, changelog: str) -> str | None:
    """Why this tag is no release of this tree; None if it is."""
    if tag != f"v{__version__}":
        return f"the tag is {tag}, the version in plugin/gt_convoy/__init__.py {__version__}"
    if f"\n## {__version__} " not in changelog:
        return f"CHANGELOG.md has no section `## {__version__} (date)`: name what is under Unreleased so"
    return None


def main(tag: str) -> None:
    """Build, if the tag allows it."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if tag and (problem := wrong_with(tag, changelog)):
        sys.exit(f"no release: {problem}")
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    for path in build(ROOT / "dist"):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main("".join(sys.argv[1:]))
