"""The files that people copy and GitHub reads."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gt_convoy.action import inputs as inputs_module

ROOT = Path(__file__).parents[2]
COPIED = sorted((ROOT / "docs/workflows").glob("*.yml"))
WORKFLOWS = [*COPIED, *sorted((ROOT / ".github/workflows").glob("*.yml"))]


def load(path: Path) -> Any:
    # YAML 1.1 reads the key `on` as true.
    return yaml.load(
        re.sub(r"^on:", '"on":', path.read_text(encoding="utf-8"), flags=re.MULTILINE), yaml.SafeLoader
    )


def steps(path: Path) -> list[dict[str, Any]]:
    document = load(path)
    jobs = document.get("jobs", {"it": document.get("runs")})
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_their_version_beside(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        used = re.search(r"uses: (\S+)(.*)", line)
        if used and used[1] != "./":
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", used[1]), line
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", used[2]), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_permission_is_given_but_by_the_job(path: Path) -> None:
    document = load(path)
    assert document["permissions"] == {}
    assert all("permissions" in job for job in document["jobs"].values())


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_no_text_of_an_event_is_put_into_a_script(path: Path) -> None:
    assert not [step for step in steps(path) if "${{" in step.get("run", "")]


def test_nothing_of_the_caller_is_checked_out() -> None:
    used = [step.get("uses", "") for path in (*COPIED, ROOT / "action.yml") for step in steps(path)]
    assert not [name for name in used if "checkout" in name]


def test_hq_s_jobs_share_one_group_that_cancels_nothing() -> None:
    for name in ("hq", "both"):
        (job,) = load(ROOT / f"docs/workflows/{name}.yml")["jobs"].values()
        assert job["concurrency"] == {"group": "gt-convoy", "cancel-in-progress": False}


def test_this_repository_uses_what_it_gives_to_others() -> None:
    """All but where the action comes from."""
    own, copied = (load(ROOT / name) for name in (".github/workflows/convoy.yml", "docs/workflows/both.yml"))
    checkout, step = own["jobs"]["convoy"].pop("steps")
    (theirs,) = copied["jobs"]["convoy"].pop("steps")
    assert own == copied
    assert step["with"] == theirs["with"]
    assert checkout["with"]["persist-credentials"] is False


def test_each_input_reaches_the_program() -> None:
    document = load(ROOT / "action.yml")
    names = {f"INPUT_{name.upper().replace('-', '_')}" for name in document["inputs"]}
    (run,) = [step for step in document["runs"]["steps"] if step.get("id") == "run"]
    assert names == {name for name in run["env"] if name.startswith("INPUT_")}
    source = Path(inputs_module.__file__).read_text(encoding="utf-8")
    for name in document["inputs"]:
        assert name in source or name.upper().replace("-", "_") in source, name


def test_the_documentation_names_each_input_and_output() -> None:
    document = load(ROOT / "action.yml")
    text = (ROOT / "docs/action.md").read_text(encoding="utf-8")
    for name in (*document["inputs"], *document["outputs"]):
        assert f"`{name}`" in text, name


def test_the_lock_is_of_hashes_and_names_no_index() -> None:
    text = (ROOT / "requirements/action.txt").read_text(encoding="utf-8")
    wanted = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(wanted) > 15
    assert len(re.findall(r"^\S+==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(wanted)
    assert "index-url" not in text
