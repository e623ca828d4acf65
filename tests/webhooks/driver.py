"""The app as a process of its own, with a core that writes down what it does: to be killed by tests.

`driver serve|drain FOLDER`: serve until a signal comes, or until all is done.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from gt_convoy.domain.job import Job
from gt_convoy.domain.routed import Routed
from gt_convoy.ports.state_store import StateStore
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.cli.serve import run
from gt_convoy_webhooks.logs import set_up
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.worker.rules import Payload, Rules
from tests.webhooks.support import job as stored_job


def main(what: str, folder: Path) -> int:
    def perform(job: Job) -> None:
        _write(folder / "begun", job.key)
        while job.key == "command:slow" and not (folder / "go").exists():
            time.sleep(0.01)
        if job.key == "command:leak":
            raise RuntimeError(f"refused with {os.environ['GITHUB_TOKEN']}")
        _write(folder / "done", job.key)

    def route(_event: str, payload: Payload) -> tuple[Routed, ...]:
        return (Routed(ours=True, jobs=tuple(map(stored_job, payload["jobs"]))),)

    def connect(_environ: Mapping[str, str], _state_store: StateStore) -> Rules:
        return Rules(route, perform)

    set_up(os.environ)
    app = build(os.environ, connect, Settings(lease=1, quiet=0.05, sweep_every=0))
    if what == "serve":
        return 0 if run(app, "127.0.0.1", 0) else 3
    with Running.start(app) as running:
        return 0 if running.wait_idle(60) else 4


def _write(path: Path, line: str) -> None:
    # One write of a whole line: a killed process leaves no half ones.
    with path.open("ab", buffering=0) as file:
        file.write(f"{line}\n".encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
