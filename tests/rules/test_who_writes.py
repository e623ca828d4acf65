"""Who writes to GitHub: convoys are written by one module alone, all else by the few that are named here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import gt_convoy
import gt_convoy_webhooks
from gt_convoy.ports.github import GitHubWriter

WRITERS = {
    "gt_convoy/convoys/apply.py": {"create", "update", "post", "assign"},
    "gt_convoy/handlers/execute_commands.py": {"post", "react"},  # the reply to commands
    "gt_convoy/convoys/runner.py": {"put_label"},  # which runner works here
    "gt_convoy/handlers/redelivery.py": {"redeliver"},
    "gt_convoy/action/rig_run.py": {"dispatch"},
    "gt_convoy_webhooks/cli/rig.py": {"make_hook"},
}


def writes() -> Iterator[tuple[str, str]]:
    """Each use of `context.writer`: the file and what is written."""
    for package in (gt_convoy, gt_convoy_webhooks):
        root = Path(str(package.__file__)).parent
        for file in root.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Attribute) or node.attr not in vars(GitHubWriter):
                    continue
                if isinstance(node.value, ast.Attribute) and node.value.attr == "writer":
                    yield str(file.relative_to(root.parent)), node.attr


def test_nobody_else_has_github_write() -> None:
    found: dict[str, set[str]] = {}
    for file, what in writes():
        found.setdefault(file, set()).add(what)
    assert found == WRITERS


def test_each_write_is_some_modules() -> None:
    methods = {name for name in vars(GitHubWriter) if not name.startswith("_")}
    assert set.union(*WRITERS.values()) == methods
