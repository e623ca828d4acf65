"""A convoy's text that was emptied, mangled, or overtaken by a write of ours."""

import pytest

from gt_convoy.convoys.body_recovery import Lists, last_known, merged, overtook, took_away, with_lists
from gt_convoy.document.body_parser import parse
from gt_convoy.document.editor import stamp
from gt_convoy.document.metadata import digest
from gt_convoy.domain.convoy import Marker
from tests.rules.building import NAMES, ref, text_of

BASE = text_of(["- [ ] gt-1", "- [ ] gt-2"], marker=Marker(command="c1.1"))
LOST = Lists(Marker(landed="2.a"), (ref("gt-1"), ref("bd-2")), ("@joe",))


def ours(text: str, over: str) -> str:
    """Our write of a text, which was based on another."""
    return stamp(text, digest(over), (), NAMES)


def without(text: str, line: str) -> str:
    assert line in text
    return text.replace(f"{line}\n", "")


def added(text: str, line: str) -> str:
    return text.replace("### Tracked issues\n", f"### Tracked issues\n{line}\n")


RESTORED = [
    ("all of an emptied text", "", "gt-1 bd-2", ["@joe"]),
    ("the lists of a text without any", "Hello", "gt-1 bd-2", ["@joe"]),
    ("the people alone where there is a list", "### Tracked issues\n- [ ] gt-9", "gt-9", ["@joe"]),
    ("no list where one was emptied on purpose", "### Tracked issues\n", "", ["@joe"]),
    ("no list where items stand without its heading", "- [ ] gt-9", "gt-9", ["@joe"]),
    ("the list alone where the people stand", "### Subscribers\n- @nux\n", "gt-1 bd-2", ["@nux"]),
    ("nobody where the people were emptied on purpose", "### Subscribers\n", "gt-1 bd-2", []),
]


@pytest.mark.parametrize(("text", "refs", "people"), [pytest.param(*r, id=name) for name, *r in RESTORED])
def test_what_is_gone_is_put_back(text: str, refs: str, people: list[str]) -> None:
    body = parse(with_lists(text, LOST, NAMES), NAMES)
    assert body.marker == LOST.marker
    assert body.refs == tuple(map(ref, refs.split()))
    assert list(body.subscribers) == people
    assert body.status is not None


def test_the_newest_text_that_has_our_marker_is_the_last_known() -> None:
    assert last_known(["", "Hello", added(BASE, "- [ ] bd-7"), BASE], NAMES) == Lists(
        Marker(command="c1.1"), (ref("bd-7"), ref("gt-1"), ref("gt-2")), ("@joe",)
    )
    assert last_known(["", "Hello"], NAMES) is None


THEIRS = added(BASE, "- [ ] bd-5")
MERGED = [
    ("a line that they added comes back", [ours(BASE, BASE), THEIRS, BASE], "bd-5 gt-1 gt-2"),
    ("one that they took out goes", [ours(BASE, BASE), without(BASE, "- [ ] gt-2"), BASE], "gt-1"),
    (
        "what we added meanwhile stays",
        [ours(added(BASE, "- [ ] bd-6"), BASE), THEIRS, BASE],
        "bd-5 gt-1 gt-2 bd-6",
    ),
    (
        "what we took out meanwhile is gone",
        [ours(without(BASE, "- [ ] gt-1"), BASE), THEIRS, BASE],
        "bd-5 gt-2",
    ),
    (
        "a third one's edit since stands, and theirs is made again on it",
        [added(ours(BASE, BASE), "- [ ] bd-8"), ours(BASE, BASE), THEIRS, BASE],
        "bd-8 gt-1 gt-2 bd-5",
    ),
]


@pytest.mark.parametrize(("versions", "refs"), [pytest.param(*r, id=name) for name, *r in MERGED])
def test_an_edit_that_our_write_overtook_is_merged(versions: list[str], refs: str) -> None:
    text = merged(versions, NAMES)
    assert text is not None
    assert set(parse(text, NAMES).refs) == set(map(ref, refs.split()))
    assert parse(text, NAMES).subscribers == ("@joe",)


@pytest.mark.parametrize(
    "versions",
    [
        pytest.param([], id="there is no text"),
        pytest.param([BASE], id="there is one text"),
        pytest.param([ours(THEIRS, THEIRS), THEIRS, BASE], id="our write was based on theirs"),
        pytest.param([THEIRS, BASE], id="no write of ours is among them"),
        pytest.param(["Hello", "Hi"], id="none of them has our marker"),
    ],
)
def test_where_nothing_was_overtaken_nothing_is_merged(versions: list[str]) -> None:
    assert merged(versions, NAMES) is None


def test_without_the_common_base_nothing_of_theirs_is_lost() -> None:
    text = merged([ours(added(BASE, "- [ ] bd-6"), "a text that is nowhere"), THEIRS], NAMES)
    assert text is not None
    assert set(parse(text, NAMES).refs) == set(map(ref, ["gt-1", "gt-2", "bd-5", "bd-6"]))
    assert parse(text, NAMES).subscribers == ("@joe",)


def test_an_edit_tells_whether_it_took_the_marker_away_or_was_overtaken() -> None:
    assert took_away("Hello", BASE, NAMES)
    assert not took_away(BASE, "Hello", NAMES)
    assert not took_away(THEIRS, BASE, NAMES)
    assert overtook(ours(BASE, BASE), THEIRS, NAMES)
    assert not overtook(ours(THEIRS, THEIRS), THEIRS, NAMES)
    assert not overtook(added(ours(BASE, BASE), "- [ ] bd-8"), ours(BASE, BASE), NAMES), "a person's"
    assert not overtook("Hello", BASE, NAMES)
