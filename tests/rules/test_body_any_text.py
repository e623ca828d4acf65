"""Whatever a body says: it is read, and no line of a person's is lost or changed."""

from bisect import bisect_right
from collections.abc import Sequence

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gt_convoy.document import body_parser
from gt_convoy.document.body_parser import Body, Item, parse
from gt_convoy.document.editor import render
from gt_convoy.document.list_editor import add_refs, add_subscribers, remove_refs, remove_subscribers
from gt_convoy.document.markdown import split_lines
from gt_convoy.document.status_part import STATUS_BEGINS, STATUS_ENDS, WARNS
from gt_convoy.domain.convoy import Marker
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import Ref
from tests.rules.building import NAMES

NEW = Ref("octo/new", 5)
MARKER = Marker(command="c1.1", landed="1.a")
STATUS = "🚚 **hq-cv-1** ● open"

PARTS = [
    "- [ ] gt-1", "* [x] bd-2: text", "  + [X] octo/x#3, more", "1. [ ] plain", "2. [ ] gt-2", "- [ ]",
    "  gt-9", "```", "~~~", "> - [ ] gt-4", "<!--", "-->", "<div>", "<details>", "### Tracked issues",
    "### Subscribers", "# Other", "Tracked issues", "---", "===", "- `@joe`", "- joe", "", "text",
    "    code", "\t- [ ] gt-9", '<!-- gt-convoy {"v":1,"landed":"1.b"} -->', "<!-- gt-convoy {} -->",
    STATUS_BEGINS, STATUS_ENDS, "🚚 **hq-cv-1**", "- - [ ] #7", "10. - [ ] gt-3", "-", "  [ ] gt-8",
    "- [ ] Fix it (#4)", "* [ ] [Fix it (#4)](https://github.com/o/r/pull/4): @x", "- [ ] gt-1, bd-2 and #3",
    "- [ ] ~~gt-1~~", "- [x] **bd-2**,", "  #3", "  see `gt-5`", "- [ ] gt-1 & https://github.com/o/r/issues/4",
    "- [ ] [a gt-1](b) [gt-2](c)", "`", "*", "- [ ] &#12; \\#4 `#4",
    "⚠ `gt-3`", "| a |", "|---|", "\0", "\x0c", "\u2028", "[a]: b", "\\", "  - [ ] gt-6",
]  # fmt: skip
lines = st.one_of(st.sampled_from(PARTS), st.sampled_from(PARTS), st.text(max_size=12))
ends = st.sampled_from(["\n", "\n", "\r\n", "\r"])
texts = st.one_of(
    st.lists(lines, max_size=14).flatmap(lambda ls: ends.map(lambda end: end.join(ls))),
    st.lists(st.tuples(lines, ends).map("".join), max_size=14).map("".join),
    st.text(),
)


def stands_in(some: str | Sequence[str], text: str) -> bool:
    """Whether all these lines stand in the text, in their order.

    Empty ones count only in a text without CR alone: it may meet an LF, and they then end one line together.
    """
    wanted = split_lines(some) if isinstance(some, str) else some
    mixed = "\r" in f"{''.join(wanted)}{text}".replace("\r\n", "")
    rest = (line.rstrip("\r\n") for line in split_lines(text))
    return all(line in rest for line in (w.rstrip("\r\n") for w in wanted) if line or not mixed)


def lines_of(body: Body, item: Item) -> set[int]:
    """Where the references of an item stand, and the signs between them."""
    lines = [bisect_right(body.starts, place.start) - 1 for place in item.places]
    return set(range(min(lines), max(lines) + 1)) if lines else set()


@given(texts)
@example("\r\r\n\n\r")
def test_rendering_what_was_parsed_is_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text
    assert render(parse(text, NAMES)) == text


@given(texts)
@example("- [ ] gt-1\n  #3\n")
@example("- [ ] gt-1\n  - [ ] gt-2\n")
@example("- [x] #123456\n- [ ] x-1\n")
def test_a_line_as_we_write_it_means_what_it_means_to_the_parser(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body_parser, "_plain_item", lambda *_: None)
        whole = parse.__wrapped__(text, NAMES)
    assert parse.__wrapped__(text, NAMES) == whole


@given(texts, st.booleans())
@example(f"{STATUS_ENDS}\n{STATUS_BEGINS}", False)
@example(f'{STATUS_BEGINS}\n<!-- gt-convoy {{"v":1}} -->\n{STATUS_ENDS}', False)
def test_our_lines_change_and_what_they_mean_stays(text: str, tick: bool) -> None:
    body = parse(text, NAMES)
    ticks = dict.fromkeys(body.refs, tick)
    new = render(body, marker=MARKER, status=STATUS, ticks=ticks)
    after = parse(new, NAMES)
    assert after.marker == MARKER
    assert after.refs == body.refs
    assert after.unticked_tasks == body.unticked_tasks
    assert after.subscribers == body.subscribers
    assert all(item.ticked is tick for item in after.items if item.places)
    assert render(after, marker=MARKER, status=STATUS, ticks=ticks) == new


@given(texts)
@example(f"{STATUS_BEGINS}\n⚠ `gt-3`\n{STATUS_ENDS}")
def test_no_line_of_a_persons_is_lost_when_ours_are_written(text: str) -> None:
    body = parse(text, NAMES)
    new = render(body, marker=MARKER, status=STATUS, ticks=dict.fromkeys(body.refs, True))
    boxes = {item.line for item in body.items if item.places}
    first, last = body.status or (0, -1)
    ours = {body.marker_line, *boxes}
    theirs = [
        line
        for n, line in enumerate(body.lines)
        if n not in ours
        and not (first <= n <= last and (line.startswith(("🚚 ", WARNS)) or "gt-convoy:status" in line))
    ]
    assert stands_in(theirs, new)
    # A box is one character, and it is all that changed in its line.
    ticked = [
        line[: item.box] + "x" + line[item.box + 1 :]
        for item, line in ((item, body.lines[item.line]) for item in body.items)
        if item.places and not item.ticked
    ]
    assert stands_in(ticked, new)


@given(texts)
def test_each_reference_stands_where_it_was_found(text: str) -> None:
    body = parse(text, NAMES)
    for place in (place for item in body.items for place in item.places):
        written = text[place.start : place.end]
        assert str(place.ref.number) in written
        start, end = place.outer
        assert written in text[start:end]
        assert next(NAMES.within(written)).ref.number == place.ref.number


@given(texts)
def test_a_moved_issue_is_named_at_its_new_place_and_no_longer_at_the_old(text: str) -> None:
    body = parse(text, NAMES)
    moved = {old: Ref("octo/moved", n) for n, old in enumerate(body.refs, 100)}
    after = parse(render(body, moved=moved), NAMES)
    assert after.refs == tuple(moved.values())
    assert len(after.unticked_tasks) == len(body.unticked_tasks)


@given(texts, st.lists(st.integers(1, 5), max_size=3, unique=True))
def test_adding_keeps_every_line_and_adds_just_these(text: str, numbers: list[int]) -> None:
    body = parse(text, NAMES)
    wanted = [Ref("octo/new", number) for number in numbers]
    try:
        new = add_refs(text, wanted, NAMES)
    except UserError:
        assume(False)
    assert set(parse(new, NAMES).refs) == {*body.refs, *wanted}
    assert stands_in(text, new)
    assert add_refs(new, wanted, NAMES) == new


@given(texts)
def test_what_was_added_can_be_removed_again(text: str) -> None:
    body = parse(text, NAMES)
    try:
        new = add_refs(text, [NEW], NAMES)
    except UserError:
        assume(False)
    after = parse(remove_refs(new, [NEW], NAMES), NAMES)
    assert after.refs == body.refs
    assert after.unticked_tasks == body.unticked_tasks


@given(texts, st.data())
def test_removing_takes_just_these_and_no_line_of_anybody_else(text: str, data: st.DataObject) -> None:
    where = data.draw(
        st.sampled_from(["- [ ] gt-1\n{}", "{}\n- [ ] gt-1", "{}\n\n- [ ] gt-1", "- [x] gt-1\n\n{}"])
    )
    text = where.format(text)
    body = parse(text, NAMES)
    assume(body.refs)
    gone = data.draw(st.sampled_from(body.refs))
    new = remove_refs(text, [gone], NAMES)
    after = parse(new, NAMES)
    assert after.refs == tuple(ref for ref in body.refs if ref != gone)
    assert after.unticked_tasks == body.unticked_tasks
    named = {n for item in body.items if gone in item.refs for n in (item.line, *lines_of(body, item))}
    others = "".join(line for n, line in enumerate(body.lines) if n not in named)
    assert stands_in(others, new)


@given(texts, st.lists(st.sampled_from(["@joe", "@amber", "@acme/core"]), max_size=3))
def test_subscribing_keeps_every_line_and_adds_just_these(text: str, people: list[str]) -> None:
    body = parse(text, NAMES)
    try:
        new = add_subscribers(text, people, NAMES)
    except UserError:
        assume(False)
    after = parse(new, NAMES)
    known = {name.lower() for name in body.subscribers}
    assert {name.lower() for name in after.subscribers} == known | set(people)
    assert after.refs == body.refs
    assert stands_in(text, new)


@given(texts, st.data())
def test_unsubscribing_takes_just_their_lines(text: str, data: st.DataObject) -> None:
    body = parse(f"{text}\n\n### Subscribers\n- @joe\n- `@amber`\n", NAMES)
    assume(body.subscribers)
    gone = data.draw(st.sampled_from(body.subscribers))
    new = remove_subscribers("".join(body.lines), [gone], NAMES)
    assert gone.lower() not in {name.lower() for name in parse(new, NAMES).subscribers}
    named = {line for line, name in body.subscriber_lines if name.lower() == gone.lower()}
    assert new == "".join(line for n, line in enumerate(body.lines) if n not in named)
