"""What works today works a year from now: nothing holds only until some date, or within some span of now."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.distribution.newer import LOCKS

DAYS = 400
STORIES = ("test_landing.py", "test_close_and_reopen.py", "test_runner.py", "test_where_commands_count.py")
# pytest would see to the assertions of time_machine's own plugin; it is loaded before.
QUIET = ("-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")


def later(*command: str) -> str:
    """What a Python says whose clock, and whose children's clocks, are that much ahead; it must go well."""
    folders = [str(Path(__file__).with_name("later")), os.environ.get("PYTHONPATH", "")]
    environ = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, folders)),
        "GT_CONVOY_TEST_DAYS_LATER": str(DAYS),
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=LOCKS.parent, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_clock_is_a_year_ahead_and_goes_on() -> None:
    program = "import time; a = time.time(); time.sleep(0.1); print(a, time.time() > a)"
    at, goes_on = later("-c", program).split()
    ahead = datetime.fromtimestamp(float(at), UTC) - datetime.now(UTC)
    assert ahead > timedelta(days=DAYS - 1)
    assert goes_on == "True"


@pytest.mark.slow
def test_a_year_from_now_the_demo_comes_true() -> None:
    assert "All of it came true." in later("-m", "gt_convoy", "demo")


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_a_year_from_now_the_stories_come_true(story: str) -> None:
    later("-m", "pytest", "-q", *QUIET, f"tests/story/{story}")
