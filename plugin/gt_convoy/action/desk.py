"""From a run's inputs to where it works: HQ's desk, or a rig that tells HQ."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import cast

from gt_convoy.config import Config
from gt_convoy.convoy import Thread
from gt_convoy.desk import Desk
from gt_convoy.github.urls import api_url, web_url
from gt_convoy.tracker import Tracker
from gt_convoy.wiring import config_in, open_github

from .hands import Done, Hands
from .inputs import Inputs
from .memory import RunMemory

CLOSED_LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Bench:
    """What a run works with."""

    inputs: Inputs
    desk: Desk
    memory: RunMemory
    done: Done

    @property
    def in_hq(self) -> bool:
        """Whether the workflow runs in HQ; elsewhere it only tells HQ."""
        return self.desk.config.names.is_hq(self.inputs.repository)


def open_bench(inputs: Inputs) -> Bench:
    """Read the configuration, unless HQ is named and is another repository. Raises Refused."""
    github = open_github(inputs.account, inputs.repository)
    web = web_url(api_url(inputs.account))
    if inputs.hq and inputs.hq.lower() != inputs.repository.lower():
        config = Config(hq=inputs.hq, web=web)
    else:
        config = config_in(github, inputs.repository, inputs.config, web)
    return _bench(inputs, config, open_github(inputs.account, config.hq))


def _bench(inputs: Inputs, config: Config, github: Tracker) -> Bench:
    memory = RunMemory(config, partial(_listed, github, config.hq))
    hands = Hands(github, config.hq, memory.note_convoy, dry=inputs.dry_run)
    return Bench(inputs, Desk(config, cast(Tracker, hands), memory), memory, hands.done)


def _listed(github: Tracker, hq: str) -> list[Thread]:
    """HQ's convoys that an event may concern, 100 a request."""
    lately = datetime.now(UTC) - CLOSED_LATELY
    return [*github.convoys(hq, "open"), *github.convoys(hq, "closed", lately)]
