"""The virtual environment that the Action runs in: where it is, and how it is made. Standard library only.

It is named by what it is made of: the lock, the Python, the kind of machine. So it is never out of date.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "requirements" / "action.txt"
COMPLETE = "complete"
# The lock names all there is to install; a source distribution would run its own code here; and what is used
# is compiled by the first run, which the cache is made after.
OPTIONS = ("--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:")
UV, PIP = shutil.which("uv"), importlib.util.find_spec("pip")


def main(step: str) -> int:
    """`plan` writes the step's outputs; `install` makes the environment."""
    place = Path(os.environ.get("RUNNER_TOOL_CACHE") or os.environ["RUNNER_TEMP"]) / "gt-convoy" / key()
    if step == "install":
        return install(place)
    ready = (place / COMPLETE).exists()
    outputs = {"venv": str(place), "key": key(), "ready": str(ready).lower()}
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{name}={value}\n" for name, value in outputs.items())
    return 0


def key() -> str:
    """Of the cache, and the folder's name. A cached environment works only with the very Python it names."""
    digest = hashlib.sha256(LOCK.read_bytes() + os.path.realpath(sys.executable).encode()).hexdigest()[:24]
    return f"gt-convoy-{sys.platform}-{platform.machine()}-{platform.python_version()}-{digest}"


def install(place: Path) -> int:
    """Make it beside its place and move it there whole: two jobs of one machine may do so at once."""
    new = place.with_name(f"{place.name}.{os.getpid()}")
    place.parent.mkdir(parents=True, exist_ok=True)
    venv.create(new, with_pip=not (UV or PIP), symlinks=os.name != "nt")
    python = str(new / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    done = subprocess.run([*installer(python), *OPTIONS, "--requirement", str(LOCK)], check=False)
    if done.returncode:
        print("::error title=gt-convoy::what the action needs could not be installed: see the lines above")
        shutil.rmtree(new)
        return 1
    (new / COMPLETE).touch()
    if place.exists():
        shutil.rmtree(new)
    else:
        new.rename(place)
    return 0


def installer(python: str) -> list[str]:
    """What installs into an environment: uv, this Python's pip, or, having neither, the environment's own."""
    if UV:
        return [UV, "pip", "install", "--python", python]
    pip = [sys.executable, "-Im", "pip", "--python", python] if PIP else [python, "-Im", "pip"]
    return [*pip, "install", "--disable-pip-version-check", "--no-input", "--no-compile"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
