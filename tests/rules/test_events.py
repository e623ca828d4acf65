import copy
import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.domain.references import LARGEST_ID, LARGEST_NUMBER, REPO_NAME, Ref
from gt_convoy.events import payloads
from gt_convoy.events.payloads import (
    Changed,
    CommandsPosted,
    DependencyChanged,
    Event,
    LabelChanged,
    Malformed,
    Moved,
    PullChanged,
    read_event,
)

GT = "/gt convoy status"
LATER = datetime(2026, 1, 2, 12, 30, tzinfo=UTC)
REPOSITORY = {"id": 501, "full_name": "acme/hq", "name": "hq", "private": True, "owner": {"login": "acme"}}
ISSUE: dict[str, Any] = {
    "id": 9001, "number": 12, "title": "Deploy", "body": "text", "state": "open", "state_reason": None,
    "labels": [{"id": 1, "name": "convoy"}, {"id": 2, "name": "urgent"}], "user": {"login": "joe"},
    "created_at": "2026-01-02T12:00:00Z", "updated_at": "2026-01-02T12:30:00Z", "closed_at": None,
}  # fmt: skip
COMMENT: dict[str, Any] = {
    "id": 77, "body": GT, "user": {"login": "joe"}, "created_at": "2026-01-02T12:30:00Z",
    "updated_at": "2026-01-02T12:30:00Z",
}  # fmt: skip


def payload(action: str, **parts: Any) -> dict[str, Any]:
    return copy.deepcopy({"action": action, "repository": REPOSITORY, "sender": {"login": "joe"}, **parts})


def changed(action: str, **other: Any) -> Changed:
    values = {"ref": ASKED.ref, "repo_id": 501, "action": action, "updated_at": LATER, "body": "text",
              "open": True, "was": None, "labels": frozenset({"convoy", "urgent"})}  # fmt: skip
    return Changed(**{**values, **other})


def label(action: str, called: str, /, **was: str) -> dict[str, Any]:
    changes = {what: {"from": before} for what, before in was.items()}
    return payload(action, label={"id": 7, "name": called}, **({"changes": changes} if was else {}))


ASKED = CommandsPosted(Ref("acme/hq", 12), "c77", 77, GT, "joe")
OPENED = CommandsPosted(Ref("acme/hq", 12), "i9001", None, GT, "joe")
EDIT = {"body": {"from": "before"}}
PULL = {**ISSUE, "merged": True, "state": "closed"}
OTHER = {"id": 502, "full_name": "octo/x", "name": "x", "private": False, "owner": {"login": "octo"}}
BLOCKER = {**ISSUE, "id": 9002, "number": 3, "updated_at": "2026-01-02T11:00:00Z"}
BASE = {"base": {"ref": {"from": "main"}, "sha": {"from": "0" * 40}}}


def pull(action: str, was: str | None = None, *, new_base: bool = False) -> Event:
    return PullChanged(Ref("acme/hq", 12), 501, action, LATER, "text", was, new_base)


def blocked(repo: str, repo_id: int) -> Event:
    return DependencyChanged(Ref(repo, 12), repo_id, LATER)


def dependency(action: str, **there: Any) -> dict[str, Any]:
    both = {"blocked_issue": ISSUE, "blocking_issue": BLOCKER}
    ids = {"blocked_issue_id": ISSUE["id"], "blocking_issue_id": BLOCKER["id"]}
    return payload(action, **both, **ids, **there)


Row = tuple[str, str, dict[str, Any], list[Event]]
EVENTS: list[Row] = [
    ("a comment with a command", "issue_comment", payload("created", issue=ISSUE, comment=COMMENT), [ASKED]),
    (
        "a comment without",
        "issue_comment",
        payload("created", issue=ISSUE, comment={**COMMENT, "body": "I said /gt x"}),
        [],
    ),
    (
        "an empty comment",
        "issue_comment",
        payload("created", issue=ISSUE, comment={**COMMENT, "body": None}),
        [],
    ),
    (
        "a comment of an account that is gone",
        "issue_comment",
        payload("created", issue=ISSUE, comment={**COMMENT, "user": None}),
        [replace(ASKED, by="")],
    ),
    ("a comment that was edited", "issue_comment", payload("edited", issue=ISSUE, comment=COMMENT), []),
    ("a comment that was deleted", "issue_comment", payload("deleted", issue=ISSUE, comment=COMMENT), []),
    (
        "an issue that closes",
        "issues",
        payload("closed", issue={**ISSUE, "state": "closed"}),
        [changed("closed", open=False)],
    ),
    ("an issue that reopens", "issues", payload("reopened", issue=ISSUE), [changed("reopened")]),
    ("an issue that is deleted", "issues", payload("deleted", issue=ISSUE), [changed("deleted")]),
    ("an issue that is transferred", "issues", payload("transferred", issue=ISSUE), [changed("transferred")]),
    (
        "an issue without text",
        "issues",
        payload("closed", issue={**ISSUE, "body": None}),
        [changed("closed", body="")],
    ),
    ("an issue that opens", "issues", payload("opened", issue=ISSUE), [changed("opened")]),
    (
        "an issue that opens with a command",
        "issues",
        payload("opened", issue={**ISSUE, "body": GT}),
        [OPENED, changed("opened", body=GT)],
    ),
    (
        "one that was transferred here: its commands were given elsewhere",
        "issues",
        payload("opened", issue={**ISSUE, "body": GT}, changes={"old_issue": ISSUE}),
        [changed("opened", body=GT)],
    ),
    (
        "an edited text",
        "issues",
        payload("edited", issue=ISSUE, changes=EDIT),
        [changed("edited", was="before")],
    ),
    (
        "an edited title",
        "issues",
        payload("edited", issue=ISSUE, changes={"title": {"from": "x"}}),
        [changed("edited")],
    ),
    (
        "a command that was edited in",
        "issues",
        payload("edited", issue={**ISSUE, "body": GT}, changes=EDIT),
        [changed("edited", body=GT, was="before")],
    ),
    (
        "a label of a person",
        "issues",
        payload("labeled", issue=ISSUE, label={"name": "convoy"}),
        [changed("labeled")],
    ),
    ("a label of ours", "issues", payload("labeled", issue=ISSUE, label={"name": "convoy:landed"}), []),
    (
        "a label of ours that goes",
        "issues",
        payload("unlabeled", issue=ISSUE, label={"name": "convoy:attention"}),
        [],
    ),
    ("an assignment", "issues", payload("assigned", issue=ISSUE), [changed("assigned")]),
    ("its end", "issues", payload("unassigned", issue=ISSUE), [changed("unassigned")]),
    ("a milestone", "issues", payload("milestoned", issue=ISSUE), []),
    *(
        (
            f"a pull request that is {action}",
            "pull_request",
            payload(action, pull_request=PULL),
            [pull(action)],
        )
        for action in ("opened", "closed", "reopened", "converted_to_draft", "ready_for_review")
    ),
    (
        "a pull request with another text",
        "pull_request",
        payload("edited", pull_request=PULL, changes=EDIT),
        [pull("edited", "before")],
    ),
    (
        "one that goes into another branch",
        "pull_request",
        payload("edited", pull_request=PULL, changes=BASE),
        [pull("edited", new_base=True)],
    ),
    (
        "a pull request's new title",
        "pull_request",
        payload("edited", pull_request=PULL, changes={"title": {"from": "x"}}),
        [],
    ),
    *(
        (f"a pull request {action}", "pull_request", payload(action, pull_request=PULL), [])
        for action in ("labeled", "assigned", "review_requested", "locked", "enqueued")
    ),
    *(
        (
            f"what blocks an issue of this repository, {what}",
            "issue_dependencies",
            dependency(f"blocked_by_{what}", blocking_issue_repo=OTHER),
            [blocked("acme/hq", 501)],
        )
        for what in ("added", "removed")
    ),
    *(
        (
            f"what an issue of this repository blocks in another, {what}",
            "issue_dependencies",
            dependency(f"blocking_{what}", blocked_issue_repo=OTHER),
            [blocked("octo/x", 502)],
        )
        for what in ("added", "removed")
    ),
    ("a dependency's new kind", "issue_dependencies", dependency("blocked_by_edited"), []),
    ("a pull request's new commits", "pull_request", payload("synchronize", pull_request=PULL), []),
    (
        "a repository's new name",
        "repository",
        payload("renamed", changes={"repository": {"name": {"from": "old"}}}),
        [Moved("acme/hq", 501, "renamed", "acme/old")],
    ),
    (
        "a repository's new owner",
        "repository",
        payload("transferred", changes={"owner": {"from": {"organization": {"login": "old"}}}}),
        [Moved("acme/hq", 501, "transferred", "old/hq")],
    ),
    (
        "a repository that is public now",
        "repository",
        payload("publicized"),
        [Moved("acme/hq", 501, "publicized", "acme/hq")],
    ),
    (
        "a repository that may be written to again",
        "repository",
        payload("unarchived"),
        [Moved("acme/hq", 501, "unarchived", "acme/hq")],
    ),
    ("the convoys' label deleted", "label", label("deleted", "convoy"), [LabelChanged("acme/hq", lost=True)]),
    ("however it was spelled", "label", label("deleted", "Convoy"), [LabelChanged("acme/hq", lost=True)]),
    ("renamed", "label", label("edited", "x", name="convoy"), [LabelChanged("acme/hq", lost=True)]),
    ("respelled", "label", label("edited", "Convoy", name="convoy"), [LabelChanged("acme/hq", lost=True)]),
    ("emptied", "label", label("edited", "convoy", description="x"), [LabelChanged("acme/hq", lost=False)]),
    ("in another colour", "label", label("edited", "convoy", color="ff0000"), []),
    ("made", "label", label("created", "convoy"), []),
    ("another label deleted", "label", label("deleted", "bug"), []),
    ("another label renamed to it", "label", label("edited", "convoy", name="bug"), []),
    ("a repository's new description", "repository", payload("edited"), []),
    ("an event that we do not know", "star", {"action": "created"}, []),
    ("a ping", "ping", {"zen": "Keep it logically awesome.", "hook_id": 1}, []),
]


@pytest.mark.parametrize(("name", "told", "wanted"), [pytest.param(*r, id=row) for row, *r in EVENTS])
def test_a_delivery_is_few_events_or_none(name: str, told: dict[str, Any], wanted: list[Event]) -> None:
    assert list(read_event(name, told)) == wanted


def test_just_the_events_that_can_tell_something_are_asked_for() -> None:
    assert set(payloads.EVENTS) == {name for _, name, _, wanted in EVENTS if wanted}


HUGE = 10**30
NO_NUMBERS: list[tuple[str, object]] = [
    ("beyond what a database keeps", HUGE), ("just beyond", LARGEST_ID + 1), ("of 400 digits", 10**400),
    ("zero", 0), ("below zero", -1), ("a word", "77"), ("a fraction", 77.5), ("yes", True),
]  # fmt: skip
BROKEN = [
    ("no issue", "issues", {"action": "closed", "repository": REPOSITORY}),
    ("an issue that is a list", "issues", payload("closed", issue=[1])),
    ("an issue that is null", "issues", payload("closed", issue=None)),
    ("a text that is a number", "issues", payload("closed", issue={**ISSUE, "body": 7})),
    ("a text with half a character", "issues", payload("closed", issue={**ISSUE, "body": "\ud800"})),
    (
        "a former text that is a list",
        "issues",
        payload("edited", issue=ISSUE, changes={"body": {"from": [1]}}),
    ),
    ("a number that is a word", "issues", payload("closed", issue={**ISSUE, "number": "twelve"})),
    ("a number below one", "issues", payload("closed", issue={**ISSUE, "number": 0})),
    ("a number beyond all numbers", "issues", payload("closed", issue={**ISSUE, "number": HUGE})),
    ("a number without end", "issues", payload("closed", issue={**ISSUE, "number": math.inf})),
    ("no time", "issues", payload("closed", issue={**ISSUE, "updated_at": None})),
    ("a time that is none", "issues", payload("closed", issue={**ISSUE, "updated_at": "yesterday"})),
    (
        "a time without its zone",
        "issues",
        payload("closed", issue={**ISSUE, "updated_at": "2026-01-02T12:30:00"}),
    ),
    ("labels that are words", "issues", payload("closed", issue={**ISSUE, "labels": ["convoy"]})),
    ("no repository", "issues", {"action": "closed", "issue": ISSUE}),
    (
        "a repository's name with more in it",
        "issues",
        {**payload("closed", issue=ISSUE), "repository": {**REPOSITORY, "full_name": "acme/hq\n@all"}},
    ),
    (
        "a repository's name that is a number",
        "issues",
        {**payload("closed", issue=ISSUE), "repository": {**REPOSITORY, "full_name": 5}},
    ),
    *(
        (f"{what} that is {how}", event, payload(action, **parts))
        for how, number in NO_NUMBERS
        for what, event, action, parts in (
            (
                "a repository",
                "issues",
                "closed",
                {"issue": ISSUE, "repository": {**REPOSITORY, "id": number}},
            ),
            ("a moved repository", "repository", "publicized", {"repository": {**REPOSITORY, "id": number}}),
            ("a comment", "issue_comment", "created", {"issue": ISSUE, "comment": {**COMMENT, "id": number}}),
            ("an opening text", "issues", "opened", {"issue": {**ISSUE, "body": GT, "id": number}}),
        )
    ),
    ("no comment", "issue_comment", payload("created", issue=ISSUE)),
    ("a comment without id", "issue_comment", payload("created", issue=ISSUE, comment={"body": GT})),
    ("no pull request", "pull_request", payload("closed")),
    (
        "a pull request without a time",
        "pull_request",
        payload("closed", pull_request={**PULL, "updated_at": 1}),
    ),
    ("changes that are a list", "pull_request", payload("edited", pull_request=PULL, changes=[1])),
    ("a blocked issue in no repository", "issue_dependencies", dependency("blocking_added")),
    (
        "a blocked issue without a number",
        "issue_dependencies",
        {**dependency("blocked_by_added"), "blocked_issue": {**ISSUE, "number": None}},
    ),
    ("no blocked issue", "issue_dependencies", payload("blocked_by_added", blocking_issue=BLOCKER)),
    ("a repository that is null", "repository", {"action": "renamed", "repository": None}),
    ("a new name without the former", "repository", payload("renamed")),
]


@pytest.mark.parametrize(("name", "told"), [pytest.param(*r, id=row) for row, *r in BROKEN])
def test_a_delivery_without_what_it_must_have_is_malformed(name: str, told: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match=f"a {name} event without what it must have"):
        read_event(name, told)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a payload."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, part in inner for place in places(part, (*at, key)))]


junk = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just({}), st.just([]),
    st.just(HUGE), st.sampled_from(["\ud800", "2026-01-02T12:30:00", "/gt x", {"from": 3}, ["x"]]),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, Any]:
    _, name, told, _ = draw(st.sampled_from(EVENTS))
    told = copy.deepcopy(told)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([place for place in places(told) if place]))
        part: Any = told
        for step in way:
            part = part[step]
        if isinstance(part, dict) and draw(st.booleans()):
            part.pop(last)
        else:
            part[last] = draw(junk)
        if not places(told)[1:]:
            break
    return name, told


@given(mutated())
def test_whatever_is_broken_is_malformed_or_a_whole_event(delivery: tuple[str, Any]) -> None:
    try:
        events = read_event(*delivery)
    except Malformed:
        return
    for event in events:
        if isinstance(event, Moved):
            assert REPO_NAME.fullmatch(event.repo)
            assert REPO_NAME.fullmatch(event.was)
            assert 1 <= event.repo_id <= LARGEST_ID
            continue
        if isinstance(event, LabelChanged):
            assert REPO_NAME.fullmatch(event.repo)
            continue
        assert 1 <= event.ref.number <= LARGEST_NUMBER
        assert 1 <= (event.comment or 1 if isinstance(event, CommandsPosted) else event.repo_id) <= LARGEST_ID
        assert event.ref.repo.count("/") == 1
        if isinstance(event, CommandsPosted):
            assert event.text.encode()
            continue
        assert event.updated_at.tzinfo
        if isinstance(event, Changed | PullChanged):
            assert isinstance(event.body.encode(), bytes)
            assert event.was is None or event.was.encode() is not None
        if isinstance(event, Changed):
            assert all(isinstance(label, str) for label in event.labels)
