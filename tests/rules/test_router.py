from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
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
from gt_convoy.domain.job import (
    BringLabelBack,
    ExecuteCommands,
    Job,
    MergeEdit,
    Relabel,
    RestoreText,
    Sweep,
    SyncConvoy,
)
from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import IssueUpdate, TextBefore
from gt_convoy.events.payloads import (
    Changed,
    CommandsPosted,
    DependencyChanged,
    Event,
    LabelChanged,
    Moved,
    PullChanged,
)
from gt_convoy.handlers.command_source import text_digest
from gt_convoy.handlers.router import route
from gt_convoy.ports.github import GitHubPort
from gt_convoy.ports.state_store import Nothing
from tests.rules.building import CONFIG, HQ, IN_HQ, text_of

NOW = datetime(2026, 1, 2, 12, 30, tzinfo=UTC)
GT = "/gt convoy status"
BODY = text_of(["- [ ] gt-1"])
# What the issues that convoy 13 tracks are linked to: a blocker, a pull request.
BLOCKER, PULL = Ref("octo/x", 8), Ref("acme/gastown", 9)
LINKS = (BLOCKER, PULL)


def jobs_of(event: Event, config: Config, remembered: "Remembered") -> list[Job]:
    routed = route(event, config, remembered)
    woken = {n for one in routed.tracked for n in remembered.trackers_of(one.ref, one.repo_id)}
    woken |= {13 for one in routed.linked if one.ref in LINKS}
    return [*routed.wants(woken)]


class Remembered(Nothing):
    """Convoy 12 tracks gt-1 (repository 501); what we wrote last is `echo`."""

    def __init__(self, echo: str = "") -> None:
        self.echo = echo

    def trackers_of(self, ref: Ref, repo_id: int | None = None) -> Collection[int]:
        return [12] if ref == Ref("acme/gastown", 1) or (repo_id, ref.number) == (501, 1) else []

    def is_echo(self, convoy: int, seen: str) -> bool:
        return convoy == 12 and seen == self.echo


def changed(where: str, action: str, *, convoy: bool = False, repo_id: int = 0, is_open: bool = True,
            body: str = BODY, was: str | None = None) -> Changed:  # fmt: skip
    repo, _, number = where.partition("#")
    return Changed(
        Ref(repo, int(number)), repo_id, action, NOW, body, is_open, was, frozenset({LABEL} if convoy else ())
    )


def pull(
    action: str, where: Ref = PULL, *, body: str = "", was: str | None = None, base: bool = False
) -> Event:
    return PullChanged(where, 501, action, NOW, body, was, base)


def asked(repo: str, text: str = GT, comment: int | None = 77) -> CommandsPosted:
    return CommandsPosted(Ref(repo, 3), f"c{comment}" if comment else "i9", comment, text, "joe")


OURS = f"{metadata.write({'v': 1, 'answers': 'c1'})}\n{GT}"
CMD = ExecuteCommands("c77", Ref(HQ, 3), 77, text_digest(GT), "joe")
SYNC, SYNC_13 = SyncConvoy(12), SyncConvoy(13)

ROUTES: list[tuple[str, Event, list[Job]]] = [
    ("a command in HQ is done", asked(HQ), [CMD]),
    ("in a rig too", asked("Acme/Beads"), [replace(CMD, thread=Ref("Acme/Beads", 3))]),
    ("and in an opening text", asked(HQ, comment=None),
     [ExecuteCommands("i9", Ref(HQ, 3), None, text_digest(GT), "joe")]),
    ("nowhere else", asked("octo/x"), []),
    ("our own comment is no command", asked(HQ, OURS), []),
    ("but a comment that quotes our marker below is", asked(HQ, f"{GT}\n{OURS}"),
     [replace(CMD, digest=text_digest(f"{GT}\n{OURS}"))]),
    ("a tracked issue closes", changed("acme/gastown#1", "closed", is_open=False), [SYNC]),
    ("it reopens", changed("acme/gastown#1", "reopened"), [SYNC]),
    ("it is deleted", changed("acme/gastown#1", "deleted"), [SYNC]),
    ("it is transferred", changed("acme/gastown#1", "transferred"), [SYNC]),
    ("it is known by its repository's id", changed("new/name#1", "closed", repo_id=501),
     [SYNC]),
    ("somebody takes it", changed("acme/gastown#1", "assigned"), [SYNC]),
    ("somebody gives it back", changed("acme/gastown#1", "unassigned"), [SYNC]),
    ("an issue that nobody tracks is taken", changed("acme/gastown#2", "assigned"), []),
    ("it is edited, which changes nothing", changed("acme/gastown#1", "edited"), []),
    ("it gets a label", changed("acme/gastown#1", "labeled"), []),
    ("an issue that nobody tracks closes", changed("acme/gastown#2", "closed"), []),
    ("one in HQ that is no convoy", changed("acme/hq#5", "closed"), []),
    ("one with the label in another repository", changed("acme/beads#5", "closed", convoy=True), []),
    ("a convoy is edited", changed("acme/hq#12", "edited", convoy=True), [SYNC]),
    ("a convoy is closed by hand", changed("ACME/HQ#12", "closed", is_open=False, convoy=True),
     [SYNC]),
    ("a convoy is reopened by hand", changed("acme/hq#12", "reopened", convoy=True), [SYNC]),
    ("an issue becomes a convoy", changed("acme/hq#12", "labeled", convoy=True), [SYNC]),
    ("a convoy is assigned to somebody", changed("acme/hq#12", "assigned", convoy=True), []),
    ("a convoy is nobody's again", changed("acme/hq#12", "unassigned", convoy=True), []),
    ("a rig has a new name", Moved("acme/new", 501, "renamed", "acme/gastown"), [Sweep()]),
    ("a rig is public now", Moved("acme/gastown", 501, "publicized", "acme/gastown"), [Sweep()]),
    ("HQ may be written to again", Moved(HQ, 500, "unarchived", HQ), [Sweep()]),
    ("HQ lost the label of convoys", LabelChanged("ACME/hq", lost=True), [Relabel()]),
    ("its description was changed", LabelChanged(HQ, lost=False), [BringLabelBack()]),
    ("a rig's label of that name", LabelChanged("acme/gastown", lost=True), []),
    ("what is waited for closes", changed("octo/x#8", "closed", is_open=False), [SYNC_13]),
    ("it reopens", changed("octo/x#8", "reopened"), [SYNC_13]),
    ("it is deleted", changed("octo/x#8", "deleted"), [SYNC_13]),
    ("it is transferred", changed("octo/x#8", "transferred"), [SYNC_13]),
    ("it has a new title or text", changed("octo/x#8", "edited"), []),
    ("it gets a label", changed("octo/x#8", "labeled"), []),
    ("it is assigned", changed("octo/x#8", "assigned"), []),
    ("it is blocked itself", DependencyChanged(BLOCKER, 9, NOW), []),
    ("a tracked issue is blocked, or no more", DependencyChanged(Ref("acme/gastown", 1), 501, NOW), [SYNC]),
    ("a linked pull request is closed or merged", pull("closed"), [SYNC_13]),
    ("it is reopened", pull("reopened"), [SYNC_13]),
    ("it becomes a draft", pull("converted_to_draft"), [SYNC_13]),
    ("it is ready for review", pull("ready_for_review"), [SYNC_13]),
    ("it goes into another branch", pull("edited", base=True), [SYNC_13]),
    ("its text is edited, and closes the same", pull("edited", body="Closes #1!", was="Closes #1"), []),
    ("it closes a tracked issue, too", pull("edited", body="Closes #1", was=""), [SYNC]),
    ("it closes one no more", pull("edited", body="", was="Closes #1"), [SYNC]),
    ("it closes it, once it goes into another branch", pull("edited", body="Closes #1", base=True),
     [SYNC, SYNC_13]),
    ("a pull request opens", pull("opened"), []),
    ("one that closes a tracked issue", pull("opened", body="Fixes acme/gastown#1"), [SYNC]),
    ("from another repository", pull("opened", Ref("octo/y", 1), body="fixes acme/gastown#1"), [SYNC]),
    ("a tracked pull request becomes a draft", pull("converted_to_draft", Ref("acme/gastown", 1)), [SYNC]),
    ("its text is edited", pull("edited", Ref("acme/gastown", 1), body="x", was="y"), []),
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
    assert bool(route(event, CONFIG, remembered).tracks) is bool(jobs)


def test_a_convoys_text_tells_what_it_tracks() -> None:
    routed = route(changed("acme/hq#12", "edited", convoy=True), CONFIG, Remembered())
    assert routed.tracks == {12: (Ref("acme/gastown", 1),)}


UPDATES = [
    ("of a tracked issue that closes", changed("acme/gastown#1", "closed", repo_id=501), True),
    ("of one that perhaps nobody tracks", changed("acme/gastown#2", "closed", repo_id=501), True),
    ("of a convoy that is edited", changed("acme/hq#12", "edited", repo_id=501, convoy=True), True),
    ("not of an edit that changes nothing", changed("acme/gastown#1", "edited", repo_id=501), False),
    ("of a pull request that closes", pull("closed"), True),
    ("not of one that is edited: nothing of it is shown", pull("edited", base=True), False),
    ("of an issue that is blocked", DependencyChanged(Ref("acme/gastown", 1), 501, NOW), True),
    ("not of a command", asked(HQ), False),
]


@pytest.mark.parametrize(("event", "told"), [pytest.param(*r, id=name) for name, *r in UPDATES])
def test_an_event_tells_when_its_issue_was_updated(event: Event, told: bool) -> None:
    update = route(event, CONFIG, Remembered()).update
    assert update == (
        IssueUpdate(event.ref, 501, NOW) if told and not isinstance(event, Moved | LabelChanged) else None
    )


OTHERS = [
    ("an issue of nobody's repository counts where it is tracked", changed("octo/x#1", "closed"), True),
    ("an edit of it does not", changed("octo/x#1", "edited"), False),
    ("a command in it does not", asked("octo/x"), False),
    ("its new name does not", Moved("octo/new", 9, "renamed", "octo/old"), False),
    ("its labels do not", LabelChanged("octo/x", lost=True), False),
    ("what blocks it does", DependencyChanged(BLOCKER, 9, NOW), True),
    ("a pull request of it does", pull("closed", Ref("octo/x", 3)), True),
    ("one that opens and closes something does", pull("opened", Ref("octo/x", 3), body="closes #1"), True),
    ("an edit of it that closes nothing does not", pull("edited", Ref("octo/x", 3), body="x", was=""), False),
]


@pytest.mark.parametrize(("event", "matters"), [pytest.param(*r, id=name) for name, *r in OTHERS])
def test_of_repositories_that_are_not_ours_little_matters(event: Event, matters: bool) -> None:
    routed = route(event, CONFIG, Remembered())
    assert (routed.ours, bool(routed.tracked or routed.linked)) == (False, matters)


def test_an_edit_that_our_write_overtook_is_merged() -> None:
    theirs = f"{BODY}theirs\n"
    ours = text_of(["- [x] gt-1"], marker=Marker(over=digest(BODY)))
    overtaken = changed("acme/hq#12", "edited", body=ours, was=theirs, convoy=True)
    assert jobs_of(overtaken, CONFIG, Remembered()) == [MergeEdit(12)]
    assert jobs_of(replace(overtaken, was=BODY), CONFIG, Remembered(seen_as(ours, True))) == []


def test_an_edit_that_takes_our_marker_away_is_restored_from_the_text_before_it() -> None:
    emptied = changed("acme/hq#12", "edited", body="", was=BODY, convoy=True)
    routed = route(emptied, CONFIG, Remembered())
    assert (routed.jobs, routed.before) == ((RestoreText(12),), TextBefore(12, NOW, BODY))
    assert jobs_of(replace(emptied, was="never ours"), CONFIG, Remembered()) == [SYNC]


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
