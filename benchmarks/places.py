"""A sandbox of its own for each measurement."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.seed import seed
from gt_convoy_sandbox.server import Sandbox
from tests.town import Clock, Town


@contextmanager
def a_town() -> Iterator[Town]:
    """GitHub and people, no app yet."""
    clock = Clock()
    with (
        Sandbox.start(world=seed(World(clock=clock))) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        town = Town(sandbox, Path(folder), clock)
        yield town
        town.session.close()
