"""Asks the sandbox by GraphQL; each query and answer is held against GitHub's schema."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gt_convoy_sandbox.graphql import execute
from gt_convoy_sandbox.model import Issue, World
from gt_convoy_sandbox.seed import seed
from tests.contracts.graphql import check_query

START = datetime(2025, 1, 1, tzinfo=UTC)


class Asker:
    """Asks as one of the sandbox's people."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, query: str, login: str = "joe", **variables: Any) -> dict[str, Any]:
        """Give the whole answer, and hold it against GitHub's schema."""
        answer = execute(self.world, self.world.get_user(login), query, variables)
        assert check_query(query, variables, answer) == []
        return answer

    def __call__(self, fields: str, login: str = "joe", **variables: Any) -> Any:
        """Ask for fields of acme/gastown, which must all be there."""
        query = f'{{ repository(owner: "acme", name: "gastown") {{ {fields} }} }}'
        answer = self.answer(query, login, **variables)
        assert "errors" not in answer
        return answer["data"]["repository"]

    def refused(self, query: str, **variables: Any) -> list[dict[str, Any]]:
        """Give the errors of a query that GitHub would not carry out."""
        errors: list[dict[str, Any]] = execute(self.world, self.world.get_user("joe"), query, variables)[
            "errors"
        ]
        return errors

    def issue(self, number: int) -> Issue:
        return self.world.get_issue(self.world.get_repository("acme/gastown"), number)


@pytest.fixture
def ask() -> Asker:
    return Asker(seed(World(clock=lambda: START)))
