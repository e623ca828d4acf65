"""The lines under the heading `Crew`: what they say, and how they are set beside what people wrote."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gt_convoy.convoys.edit import plan
from gt_convoy.document.body_parser import parse
from gt_convoy.document.list_editor import set_crew
from gt_convoy.document.metadata import for_convoy, of_convoy, read
from gt_convoy.document.people_lines import lines_of
from gt_convoy.document.snapshot import crew_of
from gt_convoy.domain import requests
from gt_convoy.domain.convoy import Marker
from gt_convoy.domain.crew import Crew, Launch
from gt_convoy.domain.effects import Update
from tests.rules.building import CONFIG, NAMES, ref, text_of, thread
from tests.rules.test_body_any_text import texts

READ = [
    ("- `@amber`", Crew(("amber",))),
    ("* @Amber, until Friday\n* `@nux`", Crew(("Amber", "nux"))),
    ("- beads/amber\n- overseer", Crew(("amber", "alice"))),
    ("- `copilot-swe-agent[bot]`\n- @claude[bot]", Crew(("copilot-swe-agent[bot]", "claude[bot]"))),
    ("- @amber\n- @AMBER", Crew(("amber",))),
    ("- @amber\n- at most 3", Crew(("amber",), most=3)),
    ("- @amber\n- **At most 3** at once.", Crew(("amber",), most=3)),
    ("- @amber\n- at most 0", Crew(("amber",), most=0)),
    ("- @amber\n- paused", Crew(("amber",), paused=True)),
    ("- @amber\n- *Paused.*", Crew(("amber",), paused=True)),
    ("- @acme/maintainers\n- nobody-known\n- at most many\n- paused?", Crew()),
    ("@amber", Crew()),
    ("> - @amber", Crew()),
]


@pytest.mark.parametrize(("lines", "crew"), READ)
def test_what_a_crew_is_is_read_from_its_lines(lines: str, crew: Crew) -> None:
    assert crew_of(parse(f"Hello\n\n### Crew\n{lines}\n\n### More\n- @joe\n", NAMES), CONFIG) == crew


def test_a_line_that_names_a_worker_is_no_issue() -> None:
    assert parse("- [ ] gt-1\n\n### Crew\n- @amber\n- at most 3\n", NAMES).refs == (ref("gt-1"),)


CREWS = st.builds(
    Crew,
    st.lists(st.sampled_from(["amber", "nux", "claude[bot]"]), max_size=3, unique=True).map(tuple),
    st.none() | st.integers(0, 5),
    st.booleans(),
)


@given(texts, CREWS, CREWS)
def test_in_any_text_the_crew_is_set_and_nothing_else_changes(text: str, before: Crew, after: Crew) -> None:
    old = parse(f"{text}\n\n### Crew\n" + "".join(f"{line.written}\n" for line in lines_of(before)), NAMES)
    assume(crew_of(old, CONFIG) == before)
    new = parse(set_crew("".join(old.lines), list(lines_of(after)), NAMES), NAMES)
    assert set(new.crew) == set(lines_of(after))
    assert (new.refs, new.subscribers, new.unticked_tasks) == (old.refs, old.subscribers, old.unticked_tasks)


def launched(text: str, crew: Crew) -> str:
    (update,) = plan(thread(body=text), requests.Launch("joe", (501,), crew), CONFIG)
    assert isinstance(update, Update)
    assert update.change.body
    return update.change.body.partition("### Crew\n")[2]


def test_what_people_wrote_beside_stays() -> None:
    text = text_of(["- [ ] gt-1"]) + "\n### Crew\nAsk joe.\n- @amber, who knows it\n- @nux\n- and others\n"
    assert launched(text, Crew(("amber",), most=2)) == (
        "Ask joe.\n- @amber, who knows it\n- and others\n- at most 2\n"
    )


def test_who_stands_there_by_another_name_stands_there_once() -> None:
    text = text_of(["- [ ] gt-1"]) + "\n### Crew\n- beads/amber\n- paused\n"
    assert launched(text, Crew(("amber",))) == "- `@amber`\n"


LAUNCHES = [
    Launch("joe"),
    Launch("joe", (501, 502), 3, {ref("gt-1"): ("amber", "nux"), ref("bd-2"): ("",)}),
]


@pytest.mark.parametrize("launch", LAUNCHES)
def test_a_launch_is_kept_in_the_marker(launch: Launch) -> None:
    values = read(for_convoy(Marker(launch=launch)))
    assert values is not None
    assert of_convoy(values).launch == launch


@pytest.mark.parametrize(
    ("values", "launch"),
    [
        ("joe", None),
        ({}, None),
        ({"by": "@everybody and more"}, None),
        ({"by": "joe", "repos": "all", "n": "x", "given": [1]}, Launch("joe")),
        ({"by": "joe", "repos": [1, "2", True], "given": {"x": ["y"], "a/b#1": "z"}}, Launch("joe", (1,))),
    ],
)
def test_a_launch_that_was_damaged_says_what_can_be_understood(values: object, launch: Launch | None) -> None:
    assert of_convoy({"launch": values}).launch == launch
