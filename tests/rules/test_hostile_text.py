"""Text that is meant to hurt: what is done for it grows as it does, and at GitHub's limit it ends soon."""

import time
from collections.abc import Callable
from contextlib import suppress
from cProfile import Profile

import pytest

from gt_convoy.commands.parser import command_lines
from gt_convoy.document import repeated_mails
from gt_convoy.document.body_parser import parse
from gt_convoy.document.editor import render
from gt_convoy.document.list_editor import add_refs, add_subscribers, remove_refs
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import Marker
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import Ref
from tests.rules.building import NAMES
from tests.rules.hostile import HOSTILE, Hostile

SMALL = 2048
MOST = 2.6  # times the calls, for twice the text
NEW = Ref("octo/new", 1)


def edit(text: str) -> None:
    """All that is done with a body: it is read, written, shortened and lengthened."""
    body = parse(text, NAMES)
    render(body, marker=Marker(), status="🚚 x", ticks=dict.fromkeys(body.refs, True), moved={NEW: NEW})
    remove_refs(text, body.refs[:1], NAMES)
    with suppress(UserError):
        add_refs(text, [NEW], NAMES)
    with suppress(UserError):
        add_subscribers(text, ["@new"], NAMES)


def obey(text: str) -> None:
    command_lines(f"Yes.\n/gt convoy status\n\n{text}")


def calls(work: Callable[[], object]) -> int:
    """How many calls it takes: the same on any machine, however busy."""
    parse.cache_clear()
    profile = Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def seconds(work: Callable[[], object]) -> float:
    parse.cache_clear()
    begun = time.process_time()
    work()
    return time.process_time() - begun


@pytest.mark.parametrize("work", [edit, obey])
@pytest.mark.parametrize("hostile", [pytest.param(one, id=name) for name, one in HOSTILE.items()])
def test_twice_the_text_is_about_twice_the_work(hostile: Hostile, work: Callable[[str], None]) -> None:
    once, twice = hostile(SMALL), hostile(2 * SMALL)
    work("On 1/5/26 09:00, joe wrote:")  # what is made when first used
    assert calls(lambda: work(twice)) <= MOST * calls(lambda: work(once)) + 1000


@pytest.mark.parametrize("hostile", [pytest.param(one, id=name) for name, one in HOSTILE.items()])
def test_a_text_of_githubs_limit_ends_soon(hostile: Hostile) -> None:
    text = hostile(LARGEST_TEXT)
    assert LARGEST_TEXT * 0.9 < len(text) <= LARGEST_TEXT
    # Most take a hundredth of it. What is called in C is not counted above, but takes its time here.
    assert seconds(lambda: obey(text)) < 20
    assert seconds(lambda: render(parse(text, NAMES), marker=Marker(), status="🚚 x")) < 20


@pytest.mark.parametrize("hostile", [pytest.param(one, id=name) for name, one in HOSTILE.items()])
def test_the_mail_library_gets_few_short_pieces(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting:
        def search(self, piece: str) -> None:
            asked.append(piece)

    monkeypatch.setattr(repeated_mails, "_known", Counting)
    obey(hostile(4 * SMALL))
    assert len(asked) <= repeated_mails.MOST
    for piece in asked:
        lines = piece.split("\n")
        assert len(lines) <= repeated_mails.MOST_FIELDS
        assert max(map(len, lines)) <= repeated_mails.LONGEST_PIECE


def test_each_of_40_levels_is_tracked() -> None:
    text = "\n".join(f"{'  ' * n}- [ ] gt-{n + 1}" for n in range(40))
    assert [ref.number for ref in parse(text, NAMES).refs] == list(range(1, 41))
    assert parse(f"{text}\n\n### X\n- [ ] bd-1\n", NAMES).refs[-1] == Ref("acme/beads", 1)


@pytest.mark.parametrize("depth", [1, 4, 5, 40])
def test_whatever_stands_in_quotes_is_quoted_however_deep(depth: int) -> None:
    text = f"{'> ' * depth}a\n/gt convoy list\n\n{'> ' * depth}- [ ] gt-1\n\n- [ ] gt-2\n\n/gt convoy status"
    assert [line.words for line in command_lines(text)] == [("convoy", "status")]
    assert parse(text, NAMES).refs == (Ref("acme/gastown", 2),)


def test_a_full_body_takes_an_issue_and_gives_it_back() -> None:
    text = "".join(f"- [ ] gt-{n}\n" for n in range(1, 3500))
    assert LARGEST_TEXT * 0.7 < len(text) < LARGEST_TEXT
    assert remove_refs(add_refs(text, [Ref("a/b", 1)], NAMES), [Ref("a/b", 1)], NAMES) == text
