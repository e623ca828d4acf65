"""Wheel and sdist, each installed by itself into an empty environment, far from the checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gt_convoy import __version__
from scripts.dist import ROOT, build, wrong_with

ALONE = {name: os.environ[name] for name in os.environ if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    sdist, wheel = sorted(build(tmp_path_factory.mktemp("dist")), key=lambda path: path.suffix)
    return {"wheel": wheel, "sdist": sdist}


def installed(what: str, folder: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """`gt-convoy` of a new environment that has this, and its dependencies as pinned."""
    venv = folder / "venv"
    subprocess.run([str(UV), "venv", "--quiet", str(venv)], check=True)
    pinned = str(ROOT / "requirements/run.txt")  # what builds the sdist, too
    command = [str(UV), "pip", "install", "--quiet", "--python", str(venv)]
    install = [*command, "--constraints", pinned, "--build-constraints", pinned, what]
    subprocess.run(install, check=True, env=ALONE)

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [str(venv / "bin/gt-convoy"), *words]
        return subprocess.run(command, cwd=folder, env=ALONE, capture_output=True, text=True, check=False)

    return run


def test_the_wheel_holds_the_three_packages_and_nothing_else(built: dict[str, Path]) -> None:
    names = zipfile.ZipFile(built["wheel"]).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {
        "gt_convoy", "gt_convoy_webhooks", "gt_convoy_sandbox", f"gt_convoy-{__version__}.dist-info",
    }  # fmt: skip
    wanted = ("gt_convoy/config/schema.json", "gt_convoy_sandbox/schema.graphql", "gt_convoy/py.typed")
    assert set(wanted) <= set(names)


def test_the_sdist_holds_what_the_wheel_is_built_from(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    assert tops == {
        "plugin", "webhooks", "sandbox", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md",
        "config.example.yaml", ".gitignore", "PKG-INFO",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", ["wheel", "sdist"])
def test_installed_alone_it_tells_the_whole_story(built: dict[str, Path], what: str, tmp_path: Path) -> None:
    run = installed(f"{built[what]}[sandbox]", tmp_path)
    assert run("--version").stdout.strip() == f"gt-convoy {__version__}"
    told = run("demo")
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.slow
def test_the_terminal_alone_needs_no_server(built: dict[str, Path], tmp_path: Path) -> None:
    run = installed(str(built["wheel"]), tmp_path)
    assert run("help", "sling").returncode == 0
    refused = run("serve")
    assert refused.returncode == 1
    assert "gt-convoy[webhooks]" in refused.stderr


@pytest.mark.parametrize(
    ("tag", "changelog", "problem"),
    [
        (f"v{__version__}", f"# Changelog\n\n## {__version__} (2026-01-01)\n", None),
        (f"v{__version__}", "# Changelog\n\n## Unreleased\n", "no section"),
        (f"v{__version__}", f"# Changelog\n\n## {__version__}.1 (2026-01-01)\n", "no section"),
        ("v99.0.0", "", "the tag is v99.0.0"),
        (__version__, "", "the tag is"),
    ],
)
def test_a_release_is_of_this_version_and_has_its_changes(
    tag: str, changelog: str, problem: str | None
) -> None:
    found = wrong_with(tag, changelog)
    assert found is None if problem is None else problem in (found or "")
