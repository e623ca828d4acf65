"""Who asked for a line, by the history of the text; no order of edits makes a stranger's line ours."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.edit import edit
from gt_convoy.convoys.vouching import Version, askers, look_through
from gt_convoy.document.body_parser import parse
from gt_convoy.document.list_editor import add_refs, remove_refs
from gt_convoy.domain.errors import Denied, Stale
from gt_convoy.domain.github_values import BodyEdit, Change, Role
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import Add, EditRequest, Remove, Subscribe, Unsubscribe
from gt_convoy.ports.github import Edited, GitHubPort
from gt_convoy.ports.state_store import StateStore
from tests.rules.building import CONFIG, NAMES, NOON, at, issue, ref, text_of, thread

SECRET = Ref("far/vault", 1)
US = "gt-convoy"
READERS = {"amber": Role.READ, "alice": Role.ADMIN}


def version(who: str, *names: str, waits: Sequence[str] = ()) -> Version:
    return Version([ref(n) for n in names], [ref(n) for n in waits], who, who == US)


# (sentence, the versions newest first, who asked for gt-1)
HISTORIES = [
    ("nobody names it", [version("joe", "gt-2")], []),
    ("we wrote it", [version(US, "gt-1"), version("joe", "gt-1")], [US]),
    ("we wrote it, and that it waits", [version(US, "gt-1", waits=["gt-1"]), version("joe", "gt-1")], []),
    ("somebody added it", [version("joe", "gt-1", "gt-2"), version(US, "gt-2")], ["joe"]),
    ("another edited since", [version("amber", "gt-1"), version("joe", "gt-1"), version(US)], ["joe"]),
    ("one took our word that it waits out",
     [version("joe", "gt-1"), version(US, "gt-1", waits=["gt-1"])], ["joe"]),
    ("one says that ours waits", [version("joe", "gt-1", waits=["gt-1"]), version(US, "gt-1")], [US]),
    ("one removed and put back what we had",
     [version("joe", "gt-1"), version("joe"), version(US, "gt-1")], ["joe", US]),
    ("a write of ours overtook it", [version(US), version("joe", "gt-1"), version(US)], ["joe"]),
    ("one emptied the text", [version("amber"), version("joe", "gt-1"), version(US)], ["joe"]),
    ("its author wrote it", [version("joe", "gt-2", "gt-1"), version("amber", "gt-1")], ["amber"]),
    ("two asked", [version("amber", "gt-1"), version("amber"), version("joe", "gt-1")], ["amber", "joe"]),
]  # fmt: skip


@pytest.mark.parametrize(("versions", "wanted"), [pytest.param(*r, id=name) for name, *r in HISTORIES])
def test_who_asked_for_a_line(versions: list[Version], wanted: list[str]) -> None:
    assert [one.editor for one in askers(ref("gt-1"), versions)] == wanted


@dataclass
class GitHub:
    """One convoy's text, with its history, and who may read what."""

    versions: list[BodyEdit]  # newest first
    kept: bool = True  # the history
    denied: bool = False  # whoever asks for a role
    asked: list[str] = field(default_factory=list)

    def me(self) -> str:
        return US

    def role(self, repo: str, login: str) -> Role:
        self.asked.append(f"{login} {repo}")
        if self.denied:
            raise Denied("403")
        return READERS.get(login, Role.READ if repo != SECRET.repo else Role.NONE)

    def editors(self, _repo: str, numbers: Collection[int]) -> dict[int, Edited]:
        newest = self.versions[0]
        edited = newest.at if len(self.versions) > 1 else None
        return {number: Edited(newest.editor, edited, newest.at) for number in numbers}

    def body_edits(
        self, _ref: Ref, _enough: Callable[[Sequence[BodyEdit]], bool] | None = None
    ) -> list[BodyEdit]:
        self.asked.append("history")
        return list(self.versions) if self.kept and len(self.versions) > 1 else []

    def update(self, _ref: Ref, change: Change) -> Thread:
        if change.body is not None:
            self.edit(US, change.body)
        return self.thread()

    def edit(self, who: str | None, text: str) -> None:
        if not self.versions or text != self.versions[0].body:
            self.versions.insert(0, BodyEdit(at(len(self.versions)), text, who))

    def thread(self, _ref: Ref | None = None) -> Thread:
        newest, oldest = self.versions[0], self.versions[-1]
        return replace(
            thread(body=newest.body), updated_at=newest.at, author=oldest.editor or "ghost", created_at=NOON
        )


def github(*edits: tuple[str | None, Iterable[str]]) -> GitHub:
    """Texts that track these, oldest first."""
    made = GitHub([])
    for who, names in edits:
        made.edit(who, text_of([f"- [ ] {name}" for name in names]))
    return made


def context(made: GitHub) -> AppContext:
    github = cast(GitHubPort, made)
    return AppContext(CONFIG, github, StateStore(), writer=github)


def waits(made: GitHub, *names: str) -> list[str]:
    refs = [ref(name) for name in names] or [SECRET]
    return sorted(map(str, look_through(context(made), made.thread(), refs).waits))


WAITING = [
    ("ours", github((US, ["far/vault#1"])), False),
    ("a reader's", github((US, ["gt-1"]), ("amber", ["gt-1", "far/vault#1"])), False),
    ("a stranger's", github((US, ["gt-1"]), ("mallory", ["gt-1", "far/vault#1"])), True),
    ("a deleted account's", github((US, ["gt-1"]), (None, ["gt-1", "far/vault#1"])), True),
    ("a stranger's opening text", github(("mallory", ["far/vault#1"])), True),
    ("a reader's opening text", github(("amber", ["far/vault#1"])), False),
    ("a stranger's opening text that a reader edited",
     github(("mallory", ["far/vault#1"]), ("amber", ["far/vault#1", "gt-2"])), True),
]  # fmt: skip


@pytest.mark.parametrize(("made", "wanted"), [pytest.param(*r, id=name) for name, *r in WAITING])
def test_a_line_waits_unless_whoever_asked_may_read_it(made: GitHub, wanted: bool) -> None:
    assert waits(made) == (["far/vault#1"] if wanted else [])


def test_where_roles_are_not_told_a_line_waits() -> None:
    made = github((US, ["gt-1"]), ("amber", ["gt-1", "far/vault#1"]))
    made.denied = True
    assert waits(made) == ["far/vault#1"]


def test_without_a_history_nobody_vouches() -> None:
    made = github((US, ["gt-1"]), ("amber", ["far/vault#1"]))
    made.kept = False
    assert waits(made) == ["far/vault#1"]


def test_what_follows_a_deleted_version_is_vouched_for_by_nobody() -> None:
    made = github((US, ["gt-1"]), ("amber", ["far/vault#1"]))
    made.versions[0] = replace(made.versions[0], torn=True)
    assert waits(made) == ["far/vault#1"]


def test_a_history_that_is_older_than_the_text_is_waited_for() -> None:
    made = github((US, ["gt-1"]), ("amber", ["far/vault#1"]))
    newest = made.thread()
    del made.versions[0]
    made.versions.append(made.versions[0])
    late = replace(newest, editor="amber", edited_at=newest.updated_at)
    with pytest.raises(Stale):
        look_through(context(made), late, [SECRET])


def test_nothing_is_asked_about_what_is_ours_or_hqs() -> None:
    made = github((US, ["gt-1"]), ("mallory", ["#3"]))
    assert waits(made, "#3") == []
    assert waits(github((US, ["far/vault#1"]))) == []
    assert made.asked == []


STEPS = st.lists(
    st.sampled_from(
        ["types", "removes", "forges", "empties", "notes", "reverts", "add", "remove", "watch", "unwatch"]
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(steps=STEPS, readers=st.booleans())
def test_no_order_of_edits_and_writes_makes_a_strangers_line_ours(steps: list[str], readers: bool) -> None:
    """What a stranger typed waits for ever, whatever we write and whoever edits something else."""
    made = github((US, ["gt-1"]))
    for step in steps:
        _take(made, step, "amber" if readers and step == "notes" else "mallory")
        text = made.thread().body
        if SECRET in parse(text, NAMES).refs:
            assert waits(made) == ["far/vault#1"], steps
        # One of ours says so in its marker, for the readers that see the marker alone.
        marker = parse(text, NAMES).marker
        if marker and made.versions[0].editor == US and SECRET in parse(text, NAMES).refs:
            assert SECRET in marker.waits


def test_a_write_of_ours_over_a_text_without_our_marker_makes_nothing_ours() -> None:
    made = github((US, ["gt-1"]))
    for step in ("empties", "types", "add"):
        _take(made, step, "mallory")
    assert made.versions[0].editor == US
    assert waits(made) == ["far/vault#1"]
    assert waits(made, "gt-2") == []


def _take(made: GitHub, step: str, who: str) -> None:
    now = made.thread()
    text = now.body
    asked: dict[str, EditRequest] = {
        "add": Add({ref("gt-2"): issue("gt-2")}),
        "remove": Remove((ref("gt-1"), ref("gt-2"))),
        "watch": Subscribe("@nux"),
        "unwatch": Unsubscribe("@nux"),
    }
    if step in asked:
        edit(context(made), now.number, asked[step])
        return
    typed: dict[str, Callable[[], str]] = {
        "types": lambda: add_refs(text, [SECRET], NAMES),
        "removes": lambda: remove_refs(text, [SECRET], NAMES),
        "forges": lambda: text.replace('"waits"', '"wait"'),
        "empties": lambda: "",
        "notes": lambda: f"{text}\nA note.\n",
        "reverts": lambda: made.versions[min(2, len(made.versions) - 1)].body,
    }
    made.edit(who, typed[step]())
