"""The action's own step, run in this process with the environment that the runner would give it."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gt_convoy.action.main import main
from tests.action.events import Event
from tests.town import BOT, Town

TOKEN = f"token-{BOT}"
RUN = "4711"


@dataclass
class Run:
    """How a run went."""

    status: int
    log: str
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def annotations(self) -> list[str]:
        """The errors on the run, unescaped."""
        found = re.findall(r"^::error title=gt-convoy::(.*)$", self.log, re.MULTILINE)
        return [text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") for text in found]


@dataclass
class Runs:
    """Runs the action for events of a town."""

    town: Town
    capture: pytest.CaptureFixture[str]

    def __call__(self, event: Event, *, actor: str = "alice", run: str = RUN, **inputs: str) -> Run:
        """Inputs are named as in action.yml, `_` for `-`."""
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "event.json").write_text(json.dumps(event.payload), encoding="utf-8")
            own = {f"INPUT_{key.upper()}": value for key, value in {"token": TOKEN, **inputs}.items()}
            environ = {
                "GITHUB_API_URL": self.town.sandbox.api_url,
                "GITHUB_EVENT_NAME": event.name,
                "GITHUB_EVENT_PATH": str(folder / "event.json"),
                "GITHUB_REPOSITORY": event.repo,
                "GITHUB_ACTOR": actor,
                "GITHUB_RUN_ID": run,
                "GITHUB_OUTPUT": str(folder / "outputs"),
                "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            }
            self.capture.readouterr()
            status = main(environ | own)
            log = self.capture.readouterr().out
            return Run(status, log, outputs(_text(folder / "outputs")), _text(folder / "summary.md"))

    def fine(self, event: Event, **inputs: str) -> Run:
        """One that must go well."""
        run = self(event, **inputs)
        assert run.status == 0, run.log
        return run


def outputs(text: str) -> dict[str, str]:
    """What a step wrote to GITHUB_OUTPUT, read as the runner does."""
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        if "<<" in line:
            name, _, end = line.partition("<<")
            value = []
            for inner in lines:
                if inner == end:
                    break
                value.append(inner)
            found[name] = "\n".join(value)
    return found


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
