"""A dry run has no writer: whatever it comes to write, nothing reaches GitHub."""

import ast
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gt_convoy.action.action_context import open_action_context
from gt_convoy.action.inputs import read
from gt_convoy.domain.errors import GitHubError
from gt_convoy.domain.github_values import Attempt, Change, Hook, Label
from gt_convoy.domain.references import Ref
from gt_convoy.github import api
from gt_convoy.ports.dry_run import DryRun
from gt_convoy.ports.github import GitHubReader, GitHubWriter
from tests.action.running import TOKEN
from tests.town import HQ, Town

ISSUE = Ref(HQ, 1)
WRITES: dict[str, tuple[Any, ...]] = {
    "create": (HQ, "Deploy", "text", ["convoy"]),
    "update": (ISSUE, Change(body="text")),
    "post": (ISSUE, "text"),
    "react": (ISSUE, None, "eyes"),
    "assign": (ISSUE, ["joe"]),
    "put_label": (HQ, Label("convoy")),
    "dispatch": (HQ, "gt-convoy", {"repository": HQ, "issue": 1}),
    "make_hook": (HQ, "https://example.org/webhooks/github", "secret", ["issues"]),
    "redeliver": (
        Hook(f"/repos/{HQ}/hooks/1", "https://example.org"),
        Attempt(1, "guid", "issues", datetime(2026, 1, 1, tzinfo=UTC), 500),
    ),
}


def methods(port: type) -> set[str]:
    return {name for name in vars(port) if not name.startswith("_")}


def methods_that_write() -> set[str]:
    """The methods of the adapter whose code sends a POST, PATCH, PUT or DELETE."""
    return {
        method.name
        for file in Path(next(iter(api.__path__))).glob("*.py")
        for method in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(method, ast.FunctionDef)
        for call in ast.walk(method)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "write"
    }


def test_what_the_adapter_writes_is_what_the_writer_names() -> None:
    assert methods_that_write() == methods(GitHubWriter) == set(WRITES)
    assert not methods(GitHubReader) & methods(GitHubWriter)


@pytest.mark.parametrize("name", sorted(methods(GitHubWriter)))
@pytest.mark.parametrize("dry_run", ["true", "false"])
def test_no_write_of_a_dry_run_sends_a_request(sleepy_town: Town, name: str, dry_run: str) -> None:
    environ = {
        "GITHUB_API_URL": sleepy_town.sandbox.api_url,
        "GITHUB_REPOSITORY": HQ,
        "INPUT_TOKEN": TOKEN,
        "INPUT_DRY_RUN": dry_run,
    }
    app = open_action_context(read(environ)).app
    mark = sleepy_town.mark()
    write = getattr(app.writer, name)
    if dry_run == "true":
        with pytest.raises(DryRun, match="dry run: would "):
            write(*WRITES[name])
    else:
        with suppress(GitHubError):
            write(*WRITES[name])
    assert bool(sleepy_town.requests(mark)) is (dry_run == "false")
