"""A process that only works, or that listens too: when it must end."""

from pathlib import Path
from threading import Event

import pytest

from gt_convoy_webhooks.cli.serve import attend
from gt_convoy_webhooks.running import Running
from tests.webhooks.support import Core, make_app, until


def test_who_only_works_listens_nowhere_and_ends_with_its_workers(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core), port=None) as running:
        assert running.trouble() is None
        assert not running.url
        running.app.workers.stop()
        until(lambda: running.trouble() is not None)
        assert str(running.trouble()).startswith("not running: ")


def test_who_listens_ends_with_its_door(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core)) as running:
        assert running.trouble() is None
        assert running._server
        running._server.stop()
        assert running.trouble() == "the HTTP server ended by itself"


def test_a_part_that_ended_by_itself_ends_the_process_with_its_name(tmp_path: Path, core: Core) -> None:
    with (
        Running.start(make_app(tmp_path, core)) as running,
        pytest.raises(RuntimeError, match="the server fell"),
    ):
        attend(running.app, Event(), lambda: "the server fell")
