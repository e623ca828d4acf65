"""What is written is so: generated pages are fresh, links lead somewhere, command lines are accepted."""

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import click
import pytest

from gt_convoy.domain import bounds
from gt_convoy.domain.landing import TABLE, LandingFacts
from gt_convoy.github.permissions import LEVELS, OF_A_RIG, PERMISSIONS
from gt_convoy.messages.landing_notice import MENTIONS
from gt_convoy_webhooks.worker import metrics
from scripts.docs import decision
from scripts.docs.pages import pages
from tests.rules.documents import (
    IN_TERMINAL,
    PAGES,
    ROOT,
    Link,
    anchors,
    links,
    parse_in_comment,
    parse_in_terminal,
    typed,
)
from tests.rules.test_landing_table import CASES

LINKS = [link for page in PAGES for link in links(page)]
LINES = sorted({line for page in PAGES for line in typed(page)})
COMMENTS = [line for line in LINES if re.match(r"/(?:gt|convoy|bd) ", line)]
TERMINAL = [line for line in LINES if IN_TERMINAL.fullmatch(line)]
DOCS = ROOT / "docs"


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "run `make docs`"


def test_the_decision_table_in_words_is_the_table() -> None:
    for case in CASES:
        said = next(n for n, row in enumerate(decision.ROWS) if decision.holds(row, case))
        assert said == _row(case), case


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{link.page.name} {link.target}")
def test_a_link_leads_somewhere(link: Link) -> None:
    name, _, heading = link.target.partition("#")
    target = (link.page.parent / name).resolve() if name else link.page
    assert target.exists()
    assert target.is_relative_to(ROOT)
    if heading and target.suffix == ".md":
        assert heading in anchors(target)


@pytest.mark.parametrize(
    "link", [link for link in LINKS if link.text.startswith("test_")], ids=lambda k: k.text
)
def test_a_test_that_is_named_is_there(link: Link) -> None:
    text = (link.page.parent / link.target).read_text(encoding="utf-8")
    assert re.search(rf"def {link.text}\b", text)


@pytest.mark.parametrize("line", COMMENTS)
def test_a_command_in_a_comment_is_accepted(line: str) -> None:
    parse_in_comment(line)


@pytest.mark.parametrize("line", TERMINAL)
def test_a_command_line_is_accepted(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GT_CONVOY_CONFIG", str(ROOT / "config.example.yaml"))
    with suppress(click.exceptions.Exit):  # --help and --version end there
        parse_in_terminal(line)


def test_there_are_lines_to_look_at() -> None:
    assert len(COMMENTS) > 20
    assert len(TERMINAL) > 20
    assert len(LINKS) > 50


def test_pictures_are_small() -> None:
    pictures = list(DOCS.glob("pictures/*.png"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []


def test_each_environment_variable_that_is_read_is_described() -> None:
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    sources = [*(ROOT / "plugin").rglob("*.py"), *(ROOT / "webhooks").rglob("*.py")]
    for source in (path for path in sources if path.parent.name != "action"):
        read = r"(?:environ(?:\.get)?[\[(]|envvar=)\"([A-Z_]+)\""
        for name in re.findall(read, source.read_text(encoding="utf-8")):
            assert f"`{name}`" in text, f"{name} of {source.name}"


def test_each_metric_is_described_and_no_other() -> None:
    source = Path(metrics.__file__).read_text(encoding="utf-8")
    names = {name.removesuffix("_total") for name in re.findall(r"gt_convoy_[a-z_]+", source)} - {
        "gt_convoy_",
        "gt_convoy_webhooks",
    }
    text = (DOCS / "operating.md").read_text(encoding="utf-8")
    said = {name.removesuffix("_total") for name in re.findall(r"`(gt_convoy_[a-z_]+)", text)}
    assert names == said


def test_the_apps_permissions_are_told_as_they_are_asked_for() -> None:
    text = (DOCS / "install.md").read_text(encoding="utf-8")
    said = re.findall(r"^\| `([a-z_]+)` \| (read|write) \|", text, re.MULTILINE)
    assert dict(said) == dict(PERMISSIONS)


@pytest.mark.parametrize(
    "said",
    [
        f"at most {bounds.LARGEST_TEXT:,} characters",
        f"{bounds.LONGEST_TITLE} characters in a convoy's title",
        f"within {bounds.OLDEST_COMMAND / timedelta(hours=1):.0f} hours, or never",
        f"closed convoys are looked at for {bounds.CLOSED_LATELY.days} days",
        f"{MENTIONS} mentions a comment",
    ],
)
def test_a_limit_is_told_as_it_is(said: str) -> None:
    assert said in (DOCS / "limits.md").read_text(encoding="utf-8")


def test_the_actions_app_is_told_to_have_what_hq_and_rigs_ask_for() -> None:
    text = " ".join((DOCS / "action.md").read_text(encoding="utf-8").split())
    told = re.search(r"make a GitHub App.*?;", text)
    assert told
    said = {
        name.lower().replace(" ", "_"): level
        for name, level in re.findall(r"\*([A-Z][a-z ]+): (read|write)\*", told[0])
    }
    both = [*PERMISSIONS.items(), *OF_A_RIG.items()]
    needed = {name: max((of for each, of in both if each == name), key=LEVELS.index) for name, _ in both}
    assert said | {"metadata": "read"} == needed  # metadata comes with every App


def _row(case: LandingFacts) -> int:
    return next(n for n, (holds, _) in enumerate(TABLE) if holds(case))


@pytest.mark.parametrize("path", sorted((DOCS / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_a_commit_that_is_none_says_so_beside_it(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    (at,) = [n for n, line in enumerate(lines) if re.search(r"uses: gt-convoy/gt-convoy@0{40}", line)]
    assert "There is no release yet" in lines[at - 2]
    assert "Before the first release" in lines[at - 1]
    assert "before-the-first-release" in anchors(DOCS / "action.md")


def test_the_first_page_names_what_sets_all_up() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    named = re.findall(r"(?m)(?:^|`)make ([a-z-]+)", readme)
    assert {"demo", "test"} <= set(named)
    assert set(named) <= set(targets)
