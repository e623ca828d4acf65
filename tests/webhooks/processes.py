"""Real processes beside a town: started, killed, stopped and woken."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gt_convoy_sandbox.faults import Answer, RequestFault
from tests.town import Town
from tests.webhooks.support import until, url_of


@dataclass
class Process:
    """One of ours; its log tells when it is ready."""

    popen: "subprocess.Popen[bytes]"
    log: Path

    @property
    def url(self) -> str:
        found = re.search(r"listening url=(\S+)", self.log.read_text())
        assert found, self.log.read_text()
        return found[1]

    def kill(self) -> None:
        """As the machine's out-of-memory killer does."""
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> None:
        """Freeze it where it is."""
        self.popen.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.popen.send_signal(signal.SIGCONT)


@contextmanager
def process(town: Town, what: str, name: str, port: int = 0) -> Iterator[Process]:
    """`serve` or `work`, ready; killed at the end."""
    log = town.folder / f"{name}.log"
    environ = {**os.environ, **town.environ, "GT_CONVOY_DATABASE_URL": url_of(town.folder)}
    environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    words = [sys.executable, "-m", "tests.webhooks.real", what, str(port)]
    with log.open("wb") as out, subprocess.Popen(words, env=environ, stderr=out) as popen:
        try:
            until(lambda: popen.poll() is not None or _is_ready(log), 30)
            assert popen.poll() is None, log.read_text()
            yield Process(popen, log)
        finally:
            with suppress(ProcessLookupError):
                popen.kill()


def _is_ready(log: Path) -> bool:
    text = log.read_text(errors="replace")
    return " listening url=" in text or " working sweep_every=" in text


@contextmanager
def watching(town: Town, look: Callable[[str, str], object]) -> Iterator[None]:
    """Be told of each request, method and path, before it is carried out."""

    def matches(method: str, path: str) -> bool:
        look(method, path)
        return False

    fault = RequestFault(matches, Answer(500), times=1_000_000)
    town.sandbox.faults.requests.append(fault)
    try:
        yield
    finally:
        town.sandbox.faults.requests.remove(fault)
