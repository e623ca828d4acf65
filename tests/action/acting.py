"""Runs the workflow files of docs/workflows with `act`, without Docker, against a sandbox."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from tests.action.events import Event
from tests.action.running import TOKEN
from tests.town import HQ, Town

ROOT = Path(__file__).parents[2]
STANDINS = Path(__file__).parent / "standins"
ACT = Path(sys.executable).with_name("act")
OURS, CACHE = "gt-convoy/gt-convoy", "actions/cache"
SECONDS = 300


@dataclass(frozen=True)
class Acted:
    """How a workflow run went."""

    status: int
    log: str

    @property
    def started(self) -> bool:
        """Whether its `if:` let a job start."""
        return "Run Set up job" in self.log

    @property
    def installed(self) -> bool:
        """Whether the packages were installed in this run."""
        return 'run.sh" install' in self.log


@dataclass
class Machine:
    """A runner, with what it keeps between jobs."""

    folder: Path
    town: Town
    workflows: dict[str, str] = field(default_factory=dict)  # repository -> file of docs/workflows

    @property
    def environ(self) -> dict[str, str]:
        """Of the runner itself: a home of its own, and the Python that these tests run on."""
        path = f"{Path(sys.base_prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return {
            **os.environ,
            "HOME": str(self.folder),
            "XDG_CACHE_HOME": str(self.folder / ".cache"),
            "PATH": path,
        }

    @property
    def tools(self) -> Path:
        """Its tool cache."""
        return self.folder / ".cache" / "act" / "tool_cache"

    def run(self, event: Event, **more: str) -> Acted:
        """Run the workflow of the event's repository."""
        workspace = self._workspace(event.repo)
        payload = self.folder / f"{uuid4()}.json"
        payload.write_text(json.dumps(event.payload), encoding="utf-8")
        options = {
            "--directory": [str(workspace)],
            "--eventpath": [str(payload)],
            "--platform": ["ubuntu-latest=-self-hosted"],
            "--actor": ["alice"],
            "--local-repository": self._local(),
            "--secret": [f"GITHUB_TOKEN={more.pop('token', TOKEN)}"],
            "--env": [
                f"GITHUB_API_URL={self.town.sandbox.api_url}",
                f"GITHUB_REPOSITORY={event.repo}",
                f"STANDIN_CACHE={self.folder / 'saved'}",
            ],
            "--var": [f"{name}={value}" for name, value in more.items()],
        }
        words = [word for name, values in options.items() for value in values for word in (name, value)]
        done = subprocess.run(
            [ACT, event.name, "--no-cache-server", "--no-recurse", *words],
            env=self.environ, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        return Acted(done.returncode, done.stdout + done.stderr)

    def fine(self, event: Event, **more: str) -> Acted:
        """One that must go well."""
        acted = self.run(event, **more)
        assert acted.status == 0, acted.log
        return acted

    def equip(self) -> None:
        """Have the packages of these tests stand in the tool cache, as on a machine that ran us before."""
        plan = self.folder / "plan"
        environ = self.environ | {
            "GITHUB_ACTION_PATH": str(self._action()),
            "RUNNER_TEMP": str(self.folder),
            "RUNNER_TOOL_CACHE": str(self.tools),
            "GITHUB_OUTPUT": str(plan),
        }
        subprocess.run(["bash", ROOT / "scripts/action/run.sh", "plan"], env=environ, check=True)
        found = re.search(r"^venv=(.*)$", plan.read_text(encoding="utf-8"), re.MULTILINE)
        assert found
        place = Path(found[1])
        python = Path(sys.base_prefix) / "bin" / "python3"
        subprocess.run([python, "-m", "venv", "--without-pip", place], check=True)
        (site,) = place.glob("lib/python*/site-packages")
        (packages,) = Path(sys.prefix).glob("lib/python*/site-packages")
        (site / "tests.pth").write_text(f"{packages}\n", encoding="utf-8")
        (place / "complete").touch()

    def _local(self) -> list[str]:
        """The action as it is here, and the stand-ins: under the very commits that the files name."""
        texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs/workflows").glob("*.yml")]
        texts.append((ROOT / "action.yml").read_text(encoding="utf-8"))
        found = {name: set(re.findall(rf"{name}(?:/\w+)?@(\w+)", "\n".join(texts))) for name in (OURS, CACHE)}
        folders = {OURS: self._action(), CACHE: STANDINS / "cache"}
        return [f"{name}@{ref}={folders[name]}" for name, refs in found.items() for ref in sorted(refs)]

    def _action(self) -> Path:
        """What of this repository a runner would use, without the environments beside it: act copies it."""
        folder = self.folder / "action"
        if not folder.exists():
            folder.mkdir()
            ignored = shutil.ignore_patterns("__pycache__")
            for name in ("plugin", "scripts/action", "requirements"):
                shutil.copytree(ROOT / name, folder / name, ignore=ignored)
            shutil.copy(ROOT / "action.yml", folder)
        return folder

    def _workspace(self, repo: str) -> Path:
        """A checkout that holds the workflow alone."""
        folder = self.folder / repo
        if not folder.exists():
            workflows = folder / ".github" / "workflows"
            workflows.mkdir(parents=True)
            shutil.copy(ROOT / "docs/workflows" / self.workflows[repo], workflows / "convoy.yml")
            git = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.org"]
            subprocess.run([*git, "init", "--quiet"], check=True)
            subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "empty"], check=True)
        return folder


@pytest.fixture
def bare_machine(tmp_path: Path, sleepy_town: Town) -> Machine:
    """A fresh runner, with the workflows of an HQ and two rigs."""
    if not ACT.exists():
        pytest.skip("act is not installed")
    rigs = dict.fromkeys(("acme/gastown", "acme/beads"), "rig.yml")
    return Machine(tmp_path, sleepy_town, {HQ: "hq.yml", **rigs})


@pytest.fixture
def machine(bare_machine: Machine) -> Machine:
    """A runner that has run us before."""
    bare_machine.equip()
    return bare_machine
