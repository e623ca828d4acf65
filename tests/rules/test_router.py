from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from gt_convoy.commands.context import CommandContext
from gt_convoy.commands.convoy.create import _title
from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.document import metadata
from gt_convoy.document.metadata import digest
from gt_convoy.domain.convoy import LABEL, Marker
from gt_convoy.domain.github_values import seen_as
from gt_convoy.domain.job import Job, merged
from gt_convoy.domain.references import Ref
from gt_convoy.events.payloads import Changed, CommandsPosted, Event, LabelChanged, Moved
from gt_convoy.handlers.command_source import text_digest
from gt_convoy.handlers.router import jobs_for
from gt_convoy.ports.github import GitHubPort
from gt_convoy.ports.state_store import Nothing
from tests.rules.building import CONFIG, HQ, IN_HQ, text_of

NOW = datetime(2026, 1, 2, 12, 30, tzinfo=UTC)
SINCE = NOW.isoformat()
GT = "/gt convoy status"
BODY = text_of(["- [ ] gt-1"])


def jobs_of(event: Event, config: Config, remembered: "Remembered") -> list[Job]:
    return jobs_for(event, config, remembered, remembered)


class Remembered(Nothing):
    """Convoy 12 tracks gt-1 (repository 501); what we wrote last is `echo`; hints are kept."""

    def __init__(self, echo: str = "") -> None:
        self.echo = echo
        self.hints: dict[int, Collection[Ref]] = {}

    def trackers_of(self, ref: Ref, repo_id: int | None = None) -> Collection[int]:
        return [12] if ref == Ref("acme/gastown", 1) or (repo_id, ref.number) == (501, 1) else []

    def is_echo(self, convoy: int, seen: str) -> bool:
        return convoy == 12 and seen == self.echo

    def also_tracks(self, convoy: int, tracked: Collection[Ref]) -> None:
        self.hints[convoy] = tracked


def changed(where: str, action: str, *, convoy: bool = False, repo_id: int = 0, is_open: bool = True,
            body: str = BODY, was: str | None = None) -> Changed:  # fmt: skip
    repo, _, number = where.partition("#")
    return Changed(
        Ref(repo, int(number)), repo_id, action, NOW, body, is_open, was, frozenset({LABEL} if convoy else ())
    )


def asked(repo: str, text: str = GT, comment: int | None = 77) -> CommandsPosted:
    return CommandsPosted(Ref(repo, 3), f"c{comment}" if comment else "i9", comment, text, "joe")


OURS = f"{metadata.write({'v': 1, 'answers': 'c1'})}\n{GT}"
CMD = Job("cmd:c77", {"thread": "acme/hq#3", "text": text_digest(GT), "comment": "77", "by": "joe"})
LOOK = Job("convoy:12", {"acme/gastown#1": SINCE})
OWN = Job("convoy:12", {"acme/hq#12": SINCE})

ROUTES: list[tuple[str, Event, list[Job]]] = [
    ("a command in HQ is done", asked(HQ), [CMD]),
    ("in a rig too", asked("Acme/Beads"), [replace(CMD, data={**CMD.data, "thread": "Acme/Beads#3"})]),
    ("and in an opening text", asked(HQ, comment=None),
     [Job("cmd:i9", {"thread": "acme/hq#3", "text": text_digest(GT), "by": "joe"})]),
    ("nowhere else", asked("octo/x"), []),
    ("our own comment is no command", asked(HQ, OURS), []),
    ("but a comment that quotes our marker below is", asked(HQ, f"{GT}\n{OURS}"),
     [replace(CMD, data={**CMD.data, "text": text_digest(f"{GT}\n{OURS}")})]),
    ("a tracked issue closes", changed("acme/gastown#1", "closed", is_open=False), [LOOK]),
    ("it reopens", changed("acme/gastown#1", "reopened"), [LOOK]),
    ("it is deleted", changed("acme/gastown#1", "deleted"), [LOOK]),
    ("it is transferred", changed("acme/gastown#1", "transferred"), [LOOK]),
    ("it is known by its repository's id", changed("new/name#1", "closed", repo_id=501),
     [Job("convoy:12", {"new/name#1": SINCE})]),
    ("it is edited, which changes nothing", changed("acme/gastown#1", "edited"), []),
    ("it gets a label", changed("acme/gastown#1", "labeled"), []),
    ("an issue that nobody tracks closes", changed("acme/gastown#2", "closed"), []),
    ("one in HQ that is no convoy", changed("acme/hq#5", "closed"), []),
    ("one with the label in another repository", changed("acme/beads#5", "closed", convoy=True), []),
    ("a convoy is edited", changed("acme/hq#12", "edited", convoy=True), [OWN]),
    ("a convoy is closed by hand", changed("ACME/HQ#12", "closed", is_open=False, convoy=True),
     [Job("convoy:12", {"ACME/HQ#12": SINCE})]),
    ("a convoy is reopened by hand", changed("acme/hq#12", "reopened", convoy=True), [OWN]),
    ("an issue becomes a convoy", changed("acme/hq#12", "labeled", convoy=True), [OWN]),
    ("a convoy is assigned to somebody", changed("acme/hq#12", "assigned", convoy=True), []),
    ("a rig has a new name", Moved("acme/new", 501, "renamed", "acme/gastown"), [Job("sweep")]),
    ("a rig is public now", Moved("acme/gastown", 501, "publicized", "acme/gastown"), [Job("sweep")]),
    ("HQ may be written to again", Moved(HQ, 500, "unarchived", HQ), [Job("sweep")]),
    ("HQ lost the label of convoys", LabelChanged("ACME/hq", lost=True), [Job("relabel")]),
    ("its description was changed", LabelChanged(HQ, lost=False), [Job("label")]),
    ("a rig's label of that name", LabelChanged("acme/gastown", lost=True), []),
    ("a stranger has a new name", Moved("octo/new", 9, "renamed", "octo/old"), []),
]  # fmt: skip


@pytest.mark.parametrize(("event", "jobs"), [pytest.param(*r, id=name) for name, *r in ROUTES])
def test_an_event_calls_for_a_job_or_for_nothing(event: Event, jobs: list[Job]) -> None:
    assert jobs_of(event, CONFIG, Remembered()) == jobs


ECHOES = [
    ("of an edit", changed("acme/hq#12", "edited", convoy=True), "open", 0),
    ("of an edit, before its closing is seen", changed("acme/hq#12", "edited", convoy=True), "closed", 0),
    ("of a closing", changed("acme/hq#12", "closed", is_open=False, convoy=True), "closed", 0),
    ("not when a person closed it", changed("acme/hq#12", "closed", is_open=False, convoy=True), "open", 1),
    ("not when a person reopened it", changed("acme/hq#12", "reopened", convoy=True), "closed", 1),
    ("not when a person wrote", changed("acme/hq#12", "edited", body=BODY + "x", convoy=True), "open", 1),
]  # fmt: skip


@pytest.mark.parametrize(("event", "state", "jobs"), [pytest.param(*r, id=name) for name, *r in ECHOES])
def test_the_echo_of_our_own_write_calls_for_nothing(event: Changed, state: str, jobs: int) -> None:
    remembered = Remembered(seen_as(BODY, state == "open"))
    assert len(jobs_of(event, CONFIG, remembered)) == jobs
    assert bool(remembered.hints) is bool(jobs)


def test_a_convoys_text_is_a_hint_to_whom_it_tracks() -> None:
    remembered = Remembered()
    jobs_of(changed("acme/hq#12", "edited", convoy=True), CONFIG, remembered)
    assert remembered.hints == {12: (Ref("acme/gastown", 1),)}


def test_an_edit_that_our_write_overtook_is_merged() -> None:
    theirs = f"{BODY}theirs\n"
    ours = text_of(["- [x] gt-1"], marker=Marker(over=digest(BODY)))
    overtaken = changed("acme/hq#12", "edited", body=ours, was=theirs, convoy=True)
    assert jobs_of(overtaken, CONFIG, Remembered()) == [Job("merge:12")]
    assert jobs_of(replace(overtaken, was=BODY), CONFIG, Remembered(seen_as(ours, True))) == []


def test_an_edit_that_takes_our_marker_away_is_restored_from_the_text_before_it() -> None:
    emptied = changed("acme/hq#12", "edited", body="", was=BODY, convoy=True)
    assert jobs_of(emptied, CONFIG, Remembered()) == [Job("restore:12", {"was": f"{SINCE}\n{BODY}"})]
    assert jobs_of(replace(emptied, was="never ours"), CONFIG, Remembered()) == [OWN]


@pytest.mark.parametrize("later", [text_of(["- [ ] gt-1", "- [ ] gt-2"]), text_of([])])
def test_of_two_edits_that_take_it_away_the_text_before_the_later_is_restored(later: str) -> None:
    first = changed("acme/hq#12", "edited", body="", was=BODY, convoy=True)
    second = replace(first, was=later, updated_at=NOW + timedelta(seconds=1))
    jobs = [jobs_of(event, CONFIG, Remembered())[0].data for event in (first, second)]
    assert merged(*jobs) == merged(*reversed(jobs)) == jobs[1]


AUTO = replace(CONFIG, auto_convoy_on_assign=True)


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        pytest.param(changed("acme/beads#7", "assigned"), ["auto:acme/beads#7"], id="an open issue of a rig"),
        pytest.param(changed("acme/beads#7", "assigned", is_open=False), [], id="not a closed one"),
        pytest.param(changed("octo/x#7", "assigned"), [], id="not a stranger's"),
        pytest.param(changed("acme/hq#12", "assigned", convoy=True), [], id="not a convoy"),
    ],
)
def test_an_assigned_issue_gets_a_convoy_where_that_is_wished(event: Changed, wanted: list[str]) -> None:
    assert [job.key for job in jobs_of(event, AUTO, Remembered())] == wanted
    assert jobs_of(event, CONFIG, Remembered()) == []


def test_a_job_that_is_wanted_twice_keeps_the_newest_of_each() -> None:
    one, other = {"a": "2026-01-01", "b": "2026-01-05"}, {"b": "2026-01-03", "c": "2026-01-02"}
    assert (
        merged(one, other) == {"a": "2026-01-01", "b": "2026-01-05", "c": "2026-01-02"} == merged(other, one)
    )


TITLES = [
    ("a title", ["Deploy v2.0", "gt-1"], "Deploy v2.0", ["gt-1"], []),
    ("with blanks and line ends", ["  Deploy \n v2.0 ", "gt-1"], "Deploy v2.0", ["gt-1"], []),
    ("that begins with a reference", ["gt-1 and friends", "gt-1"], "gt-1 and friends", ["gt-1"], []),
    ("that begins with a number", ["#1 priority", "gt-1"], "#1 priority", ["gt-1"], []),
    ("of 256 characters", ["🚚" * 256], "🚚" * 256, [], []),
    ("none before references", ["gt-1", "gt-2"], None, ["gt-1", "gt-2"], []),
    ("none before references with commas", ["gt-1,gt-2,", "bd-3"], None, ["gt-1,gt-2,", "bd-3"], []),
    ("an empty one", ["", "gt-1"], None, ["gt-1"], ["the title is missing"]),
    ("one of blanks", [" \t", "gt-1"], None, ["gt-1"], ["the title is missing"]),
    ("nothing at all", [], None, [], ["the title is missing"]),
]


def a_call() -> CommandContext:
    context = AppContext(CONFIG, cast(GitHubPort, None))
    return CommandContext(context, "joe", HQ, IN_HQ)


@pytest.mark.parametrize(
    ("words", "title", "refs", "wrong"), [pytest.param(*r, id=name) for name, *r in TITLES]
)
def test_a_new_convoys_title_is(
    words: list[str], title: str | None, refs: list[str], wrong: list[str]
) -> None:
    found, rest, problems = _title(a_call(), tuple(words), None)
    assert (found or None, list(rest)) == (title, refs)
    assert [problem.split(".")[0] for problem in problems] == wrong


def test_a_title_that_github_would_refuse_is_counted() -> None:
    (problem,) = _title(a_call(), ("x" * 257, "gt-1"), None)[2]
    assert problem == "the title has 257 characters, and GitHub allows 256"
