"""A convoy may track convoys; one that would wait for itself is refused, and shown when it is found."""

from tests.story.acts import convoy_id
from tests.town import Town


def number(hq: str) -> str:
    """`5` of `hq-5`."""
    return hq.removeprefix("hq-")


def test_a_convoy_lands_when_the_convoys_that_it_tracks_have_landed(town: Town) -> None:
    inner = town.creates('"Inner" gt-1')
    outer = town.creates(f'"Outer" acme/hq#{number(inner)} gt-2')
    top = town.creates(f'"Top" #{number(outer)}')
    town.closes("gt-2")
    assert "1/2 completed" in town.body(outer)
    town.closes("gt-1")
    assert [town.issue(hq)["state"] for hq in (inner, outer, top)] == ["closed"] * 3
    assert [len(town.notices(hq)) for hq in (inner, outer, top)] == [1, 1, 1]
    town.reopens("gt-1")
    assert [town.issue(hq)["state"] for hq in (inner, outer, top)] == ["open"] * 3


def test_a_cycle_is_refused_when_it_is_asked_for(town: Town) -> None:
    a = town.creates('"A" gt-1')
    b = town.creates(f'"B" #{number(a)}')
    c = town.creates(f'"C" #{number(b)}')
    for convoy in (a, b, c):
        answer = town.comment(f"/gt convoy add {a} #{number(convoy)}")
        assert f"refused: {convoy_id(a)} would track itself" in answer
    assert "0/1 completed" in town.body(a)


def test_a_cycle_that_a_person_wrote_is_shown_and_nobody_in_it_lands(town: Town) -> None:
    a = town.creates('"A" gt-1')
    b = town.creates(f'"B" #{number(a)} gt-2')
    town.edits(a, body=town.body(a).replace("acme/gastown#1", f"acme/gastown#1\n- [ ] #{number(b)}"))
    town.closes("gt-1", "gt-2")
    for one, other in ((a, b), (b, a)):
        assert town.issue(one)["state"] == "open"
        assert f"? acme/hq#{number(other)} (cycle)" in town.comment(f"/gt convoy status {one}")
    assert "(cycle)" in town.terminal("list", "--tree").out
    town.comment(f"/gt convoy remove {a} #{number(b)}")
    assert [town.issue(hq)["state"] for hq in (a, b)] == ["closed", "closed"]
