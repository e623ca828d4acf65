"""Each lock installs on the day that all in it has a newer release, by the very commands that users run."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.distribution.newer import LOCKS, NEWER, locked, newer_releases

ROOT = LOCKS.parent
ACTION = ROOT / "scripts/action/environment.py"


@pytest.fixture
def place() -> Iterator[Path]:
    """Not pytest's own folder, which it keeps: an environment is large."""
    with TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which pip and uv find newer releases, too, of every locked package."""
    folder = str(newer_releases(tmp_path_factory.mktemp("newer")))
    kept = {name: os.environ[name] for name in os.environ if not name.startswith(("MAKE", "VIRTUAL_ENV"))}
    found = {
        "PIP_FIND_LINKS": " ".join(filter(None, [kept.get("PIP_FIND_LINKS"), folder])),
        "UV_FIND_LINKS": ",".join(filter(None, [kept.get("UV_FIND_LINKS"), folder])),
    }
    return kept | found


def pip(venv: Path, *words: str, env: dict[str, str]) -> str:
    """What this Python's pip says of another environment; the test fails where pip does."""
    command = [sys.executable, "-Im", "pip", "--python", str(venv), "--disable-pip-version-check", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_make_installs_no_lock_that_is_not_proven_here() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"requirements/(\w+)\.txt", makefile)) == {"run", "dev", "mutation", "peers"}
    assert {path.stem for path in LOCKS.glob("*.txt")} == {"run", "dev", "mutation", "peers", "action"}


@pytest.mark.slow
def test_make_installs_its_locks_while_all_in_them_has_a_newer_release(
    newer: dict[str, str], place: Path
) -> None:
    venv = place / "venv"
    targets = [f"{venv}/mutation", f"{venv}/peers/installed"]
    command = ["make", f"PYTHON={sys.executable}", f"VENV={venv}", *targets]
    made = subprocess.run(command, cwd=ROOT, env=newer, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    for made_there in (venv, venv / "peers"):
        installed = pip(made_there, "list", "--format=freeze", env=newer)
        assert f"=={NEWER}" not in installed
        pip(made_there, "check", env=newer)


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_the_action_installs_its_lock_while_all_in_it_has_a_newer_release(
    newer: dict[str, str], place: Path, installer: str
) -> None:
    tools = place / "bin"
    tools.mkdir()
    if installer == "uv":
        (tools / "uv").symlink_to(Path(sys.executable).with_name("uv"))
    environ = newer | {"PATH": str(tools), "RUNNER_TOOL_CACHE": str(place)}
    made = subprocess.run(
        [sys.executable, "-I", str(ACTION), "install"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    (complete,) = place.glob("gt-convoy/*/complete")
    installed = pip(complete.parent, "list", "--format=freeze", env=newer)
    assert f"=={NEWER}" not in installed
    # Here and not in the action's own steps, where it would cost each first run its time.
    pip(complete.parent, "check", env=newer)


@pytest.mark.slow
def test_the_newer_releases_are_found(newer: dict[str, str], place: Path) -> None:
    """Without this the two above could pass because nothing newer was on offer."""
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    pip(place, "install", "--quiet", *sorted(locked()), env=newer)
    assert pip(place, "list", "--format=freeze", env=newer).count(f"=={NEWER}") == len(locked())
