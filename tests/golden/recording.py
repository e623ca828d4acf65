"""Records each story's golden log, and holds it against the one that is kept.

`pytest --golden check tests/story tests/action` compares, `--golden renew` records anew; without the option
stories run as they always do. In both the app works in step with the test (`lockstep`).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.watch import Watch
from tests.golden import files
from tests.golden.lockstep import keep_in_step
from tests.golden.log import left, written
from tests.town import Town


class Recorder:
    """Writes down what crossed the sandbox, step by step."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._seen = 0
        self._lines: list[str] = []
        self._town: Town | None = None

    def note(self, town: Town) -> None:
        """Write down what is new."""
        self._town = town
        fresh = self._watch.exchanges[self._seen :]
        self._seen += len(fresh)
        self._lines += written(fresh)

    def lines(self) -> list[str]:
        """All of it, with what stands in GitHub at the end."""
        if self._town:
            self.note(self._town)
            self._lines += left(self._town.sandbox.world, "\n".join(self._lines))
        return self._lines


@pytest.fixture(autouse=True)
def golden(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compare or renew this story's log, as the option `--golden` says."""
    what = request.config.getoption("--golden")
    of_town = {"town", "sleepy_town"} & set(request.fixturenames)
    drawn = getattr(request.node.obj, "is_hypothesis_test", False)  # no two runs are alike
    if not what or not of_town or drawn or "page" in request.fixturenames:
        yield
        return
    if request.node.get_closest_marker("slow"):
        pytest.skip("no story of one process")
    recorder = Recorder(request.getfixturevalue("watched"))
    keep_in_step(monkeypatch, recorder.note)
    yield
    path = Path(request.node.path)
    module = f"{path.parent.name}-{path.stem.removeprefix('test_')}"
    test = files.short(request.node.name.removeprefix("test_"))
    start, story = files.apart(recorder.lines())
    if what == "renew":
        files.keep(module, test, files.keep_start(start) + story)
    elif difference := files.difference(module, test, start, story):
        pytest.fail(f"this story went otherwise than it used to (`make golden` if it should):\n{difference}")
