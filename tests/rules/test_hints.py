"""A hint names a command as it is typed where the hint is read."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import gt_convoy
from gt_convoy.commands import REGISTRY
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.convoy import Lands
from gt_convoy.domain.stranded import Stranded
from gt_convoy.messages import (
    command_answers,
    command_refusals,
    convoy_status,
    mistyped,
    other_runners,
    remarks,
    stranded,
)
from tests.rules.building import CONFIG, IN_HQ, convoy, done, issue, read_of, thread

TERMINAL = CONFIG.audience()
OPEN, COMPLETE = convoy(issue("gt-1"), number=5), convoy(done(), number=5)
UNWATCHED = replace(OPEN, subscribers=())
OWNED = replace(COMPLETE, lands=Lands.BY_HAND)
NAMES = [command.name for command in REGISTRY]

# (who says it, what it says where it is read, the words of its hint)
HINTS = [
    ("no such convoy", lambda who: command_refusals.no_such_convoy(5, who.channel), "convoy list --all"),
    ("it left HQ", lambda who: command_refusals.left_hq(5, "acme/hq", who.channel), "convoy list --all"),
    ("it is none", lambda who: command_refusals.not_a_convoy(5, True, who.channel), "convoy list --all"),
    ("nobody is told", lambda who: command_answers.created(UNWATCHED, [], who), "convoy watch hq-cv-5"),
    ("it lands by hand", lambda who: command_answers.lands(OWNED, who, already=True), "convoy land hq-cv-5"),
    ("it waits", lambda who: convoy_status.status(OWNED, who), "convoy land hq-cv-5"),
    ("said twice", lambda who: command_refusals.owned_until("merged", ["X"], who.channel), "convoy create X"),
    ("it stays closed", lambda who: command_answers.stays_closed(5, who.channel), "convoy reopen hq-cv-5"),
    ("something is open", lambda who: command_answers.still_open(OPEN, who), "convoy close hq-cv-5 --force"),
    ("no title", lambda who: command_refusals.no_title(who.channel), 'convoy create "TITLE" REF...'),
    ("no issue", lambda who: command_refusals.no_issue("T", who.channel), 'convoy create "T" gt-12 bd-7'),
    ("no convoys", lambda who: convoy_status.dashboard([], who), 'convoy create "TITLE" REF...'),
    ("the dashboard", lambda who: convoy_status.dashboard([OPEN], who), "convoy status <id>"),
    ("it is complete", lambda who: convoy_status.status(COMPLETE, who), "convoy check hq-cv-5"),
    ("stranded", lambda who: stranded.text([Stranded(OPEN, OPEN.ready, {})], who), "sling <ref> [worker]"),
    ("mistyped", lambda who: mistyped.unknown_command("convoy craete", NAMES, who.channel), "convoy create"),
    ("half of one", lambda who: mistyped.unknown_command("bd", NAMES, who.channel), "bd dep add"),
    ("like none", lambda who: mistyped.unknown_command("zzz", NAMES, who.channel), "help"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "words"), [pytest.param(*r, id=name) for name, *r in HINTS])
def test_a_hint_is_typed_as_its_place_wants(says, words: str) -> None:  # type: ignore[no-untyped-def]
    assert Channel.GITHUB.line(words) in says(IN_HQ)
    assert Channel.TERMINAL.line(words) in says(TERMINAL)
    assert not re.search(r"/gt |/bd |gt convoy", says(TERMINAL))


@pytest.mark.parametrize(
    ("words", "in_a_thread", "in_a_terminal"),
    [
        ("convoy list --all", "/gt convoy list --all", "gt-convoy list --all"),
        ("sling gt-1", "/gt sling gt-1", "gt-convoy sling gt-1"),
        ("bd dep add 5 gt-1", "/bd dep add 5 gt-1", "gt-convoy bd dep add 5 gt-1"),
        ("rig status beads", "/gt rig status beads", "gt-convoy rig status beads"),
        ("help convoy create", "/gt help convoy create", "gt-convoy help convoy create"),
    ],
)
def test_a_command_has_one_form_at_each_door(words: str, in_a_thread: str, in_a_terminal: str) -> None:
    assert (Channel.GITHUB.line(words), Channel.TERMINAL.line(words)) == (in_a_thread, in_a_terminal)


def test_what_stands_on_github_is_typed_there_whoever_wrote_it() -> None:
    said = remarks.remark(read_of(thread(), []), {"? a": "? b"})
    assert "/gt convoy remove hq-cv-" in said
    said = other_runners.runners_work("acme/hq", "app", "convoy close hq-cv-5")
    assert "in acme/hq, `/gt convoy close hq-cv-5`" in said
    assert "`gt-convoy check --dry-run`" in said


def test_no_sentence_spells_a_command_by_itself() -> None:
    first = "|".join(sorted({word for command in REGISTRY for word in (command.path[0], command.path[-1])}))
    spelled = re.compile(rf"(?:/gt|\bgt|gt-convoy) (?:{first})\b")
    found = {text for path in Path(gt_convoy.__file__).parent.rglob("*.py") for text in _texts(path)}
    assert [text for text in found if spelled.search(text)] == []


def _texts(path: Path) -> Iterator[str]:
    """Its texts without docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    yield from (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told
    )
