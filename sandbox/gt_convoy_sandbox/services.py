"""What a running sandbox consists of."""

from dataclasses import dataclass, field
from typing import cast

from flask import request

from gt_convoy_sandbox.counting import Requests
from gt_convoy_sandbox.deliveries import Deliveries
from gt_convoy_sandbox.faults import Faults
from gt_convoy_sandbox.model import World

SERVICES = "gt_convoy_sandbox.services"


@dataclass
class Services:
    """A world and what works for it."""

    world: World
    faults: Faults = field(init=False)
    requests: Requests = field(default_factory=Requests)
    deliveries: Deliveries = field(init=False)

    def __post_init__(self) -> None:
        """Have the world's events delivered."""
        self.faults = Faults(lambda: self.world.clock())  # noqa: PLW0108 - a test may set another clock later
        self.deliveries = Deliveries(self.world, self.faults)


def services() -> Services:
    """Give those of the sandbox that handles the current request."""
    return cast(Services, request.environ[SERVICES])


def base_url() -> str:
    """Give the address by which the current request reached us."""
    return request.host_url.rstrip("/")
