"""The sweep: everything is looked at in bulk, what differs is wanted, nothing is lost and nothing is old."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gt_convoy.bootstrap import open_context
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.runner import claim
from gt_convoy.document import body_parser as bodies
from gt_convoy.document.body_parser import Body
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import Unavailable
from gt_convoy.domain.github_values import Label
from gt_convoy.domain.issue import Seen
from gt_convoy.domain.job import Job, Sweep, SyncConvoy, job_of
from gt_convoy.domain.references import Names, Ref
from gt_convoy.github.api import unresolved
from gt_convoy.handlers import sweep as sweeping
from gt_convoy.handlers.dispatcher import perform
from gt_convoy_sandbox.faults import Answer, RequestFault
from gt_convoy_sandbox.model import comments, issues
from gt_convoy_webhooks.database_state import database_state
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.store import Store
from tests.town import BOT, HQ, Town, place
from tests.worlds import RIGS, Size, fill

INSTALLED = "A batch of issues. Runner: app (gt-convoy) since 2025-01-01T00:00Z"


@dataclass
class Away:
    """A town whose app is away: what its sweep would want."""

    town: Town
    store: Store
    context: AppContext

    def sweep(self) -> list[str]:
        """Sweep once; what it wanted."""
        perform(self.context, Sweep())
        return self.wanted()

    def wanted(self) -> list[str]:
        """Take what is wanted, commands first."""
        found = []
        for key in self._keys():
            with self.store.database.write() as conn:
                conn.exec_driver_sql(f"delete from job where key = '{key}'")  # noqa: S608
            found.append(key)
        return found

    def installed_at(self, moment: datetime) -> None:
        self.context.state.timestamps.note("installed", moment)

    def _keys(self) -> list[str]:
        with self.store.database.read() as conn:
            return [key for (key,) in conn.exec_driver_sql("select key from job order by key")]

    def fill_earlier(self, size: Size) -> None:
        """Fill the world some time ago, and have it swept once."""
        fill(self.town.sandbox.world, size)
        self.an_hour_passes()
        assert self.sweep() == []

    def an_hour_passes(self) -> None:
        """Since anything happened to any issue."""
        for issue in self.town.sandbox.world.tables.issues.values():
            issue.updated_at -= timedelta(hours=1)

    def says(self, text: str, *, by: str = "alice", on: str = "hq-1", ago: timedelta = timedelta()) -> str:
        """Comment, some time ago; the name of its job."""
        world = self.town.sandbox.world
        repo, number = place(on)
        self.town.clock.skipped = -ago
        issue = world.get_issue(world.get_repository(repo), number)
        made = comments.create(world, issue, world.get_user(by), text)
        self.town.clock.skipped = timedelta()
        return f"command:c{made.id}"

    def opens(self, text: str, *, repo: str = HQ, ago: timedelta = timedelta()) -> str:
        """Open an issue, some time ago; the name of its job."""
        world = self.town.sandbox.world
        self.town.clock.skipped = -ago
        made = issues.create(world, world.get_repository(repo), world.get_user("alice"), "A request", text)
        self.town.clock.skipped = timedelta()
        return f"command:i{made.id}"


@pytest.fixture
def away(sleepy_town: Town, tmp_path: Path) -> Iterator[Away]:
    store = Store(f"sqlite:///{tmp_path / 'inbox.db'}")
    state_store = database_state(store, Held(store.renew))
    made = Away(sleepy_town, store, open_context(sleepy_town.environ, state_store))
    made.context.writer.put_label(HQ, Label(LABEL, description=INSTALLED))
    made.installed_at(datetime.now(UTC) - timedelta(days=30))
    yield made
    store.close()


CREATE = '/gt convoy create "Deploy" gt-1 gt-2'
LONGER_AGO, LATELY = timedelta(hours=73), timedelta(hours=71)


def test_of_a_world_at_rest_nothing_is_wanted(away: Away) -> None:
    fill(away.town.sandbox.world, Size(5, 4))
    assert away.sweep() == []


def test_a_convoy_that_differs_is_wanted_alone(away: Away) -> None:
    first, second, *_ = fill(away.town.sandbox.world, Size(3, 2))
    away.town.closes(f"{RIGS[1]}#{_tracked(away, second)[0].number}")
    assert away.sweep() == [f"sync:{second}"]
    assert first != second


def _tracked(away: Away, number: int) -> list[Ref]:
    perform(away.context, Sweep())
    away.wanted()
    return [ref for ref in away.context.state.index.tracked_by(number) if ref.repo == RIGS[1]]


def test_the_index_is_rebuilt_with_repository_ids(away: Away) -> None:
    (number,) = fill(away.town.sandbox.world, Size(1, 3))
    away.sweep()
    refs = away.context.state.index.tracked_by(number)
    assert len(refs) == 3
    for ref in refs:
        found = away.town.sandbox.world.get_repository(ref.repo)
        assert away.context.state.index.trackers_of(Ref("acme/renamed", ref.number), found.id) == [number]


def test_the_index_is_only_added_to(away: Away) -> None:
    (number,) = fill(away.town.sandbox.world, Size(1, 1))
    newer = Ref("acme/gastown", 5)
    away.context.state.index.also_tracks(number, [newer])
    away.sweep()
    assert newer in away.context.state.index.tracked_by(number), "a command may have added it since we read"


def test_convoys_closed_in_the_last_30_days_are_looked_at(away: Away) -> None:
    young, old = fill(away.town.sandbox.world, Size(2, 1))
    for number, ago in ((young, 29), (old, 32)):
        away.town.clock.skipped = -timedelta(days=ago)
        away.town.closes(f"{HQ}#{number}", by="alice")
    away.town.clock.skipped = timedelta()
    assert away.sweep() == [f"sync:{young}"]


def test_a_request_for_a_hundred_and_one_for_each_repository(away: Away) -> None:
    """DESIGN's budget for 1,000 convoys, a tenth of it: 11 + 1 a repository + 1 an owner."""
    away.fill_earlier(Size(100, 10))
    mark = away.town.mark()
    assert away.sweep() == []
    asked = away.town.requests(mark)
    assert len(asked) <= 11 + 3 + 1, asked
    assert all(request.method == "GET" or request.kind == "graphql" for request in asked)
    unchanged = [request for request in asked if request.status == 304]
    assert len(unchanged) >= 4, "the lists of convoys, and each repository: GitHub does not count these"


@pytest.mark.parametrize("hq_too", [True, False])
def test_a_private_rig_makes_a_convoy_differ_once_and_costs_one_request(away: Away, hq_too: bool) -> None:
    world = away.town.sandbox.world
    number, *_ = fill(world, Size(1, 2))
    away.an_hour_passes()
    world.get_repository("acme/beads").private = True
    world.get_repository("acme/hq").private = hq_too
    assert away.sweep() == ([] if hq_too else [f"sync:{number}"]), (
        "its readers may know, or it is counted anew"
    )
    perform(away.context, SyncConvoy(number))
    assert (" · 1 ready · 1 private\n" in away.town.body(f"hq-{number}")) is not hq_too
    mark = away.town.mark()
    assert away.sweep() == []
    asked = [request.path for request in away.town.requests(mark)]
    assert asked.count("/repos/{owner}/{repo}") == 1


@pytest.mark.slow
def test_a_thousand_convoys_with_ten_thousand_issues(away: Away) -> None:
    away.fill_earlier(Size(1000, 10))
    mark = away.town.mark()
    assert away.sweep() == []
    assert len(away.town.requests(mark)) <= 110 + 3 + 1


def test_commands_given_while_we_were_away_are_wanted_once(away: Away) -> None:
    comment, text = away.says(CREATE), away.opens(CREATE)
    rig = away.says(CREATE, on="gt-1")
    pull = away.says(CREATE, on="gt-6")
    away.says("just talking")
    assert away.sweep() == sorted([comment, text, rig, pull])
    perform(away.context, _stored(away, comment))
    assert comment not in away.sweep(), "it has our reply"


def _stored(away: Away, key: str) -> Job:
    perform(away.context, Sweep())
    row = away.store.queue.shown(key)
    away.wanted()
    assert row
    return job_of(row.key, row.data)


def test_nothing_older_than_72_hours_is_done_whatever_is_forgotten(away: Away) -> None:
    young = away.says(CREATE, ago=LATELY)
    away.says(CREATE, ago=LONGER_AGO)
    away.opens(CREATE, ago=LONGER_AGO)
    assert away.sweep() == [young]


def test_nothing_from_before_we_were_installed_is_done(away: Away) -> None:
    away.says(CREATE, ago=timedelta(hours=2))
    young = away.says(CREATE, ago=timedelta(minutes=30))
    away.installed_at(datetime.now(UTC) - timedelta(hours=1))
    assert away.sweep() == [young]


def test_a_lost_database_makes_no_command_older(away: Away) -> None:
    """When we were installed stands in the label's description."""
    away.says(CREATE, ago=timedelta(hours=2))
    away.town.ask("alice", "DELETE", f"/repos/{HQ}/labels/convoy")
    since = claim(away.context, "app").since
    assert since
    assert away.wanted() == ["relabel"]
    away.installed_at(since)  # as an app with a new database does
    assert away.sweep() == []


def test_an_edited_comment_or_opening_text_is_never_done(away: Away) -> None:
    comment, text = away.says("/gt convoy help"), away.opens("/gt convoy help")
    world = away.town.sandbox.world
    away.town.clock.skipped = timedelta(minutes=1)
    away.town.ask(
        "alice", "PATCH", f"/repos/{HQ}/issues/comments/{comment.removeprefix('command:c')}", body=CREATE
    )
    number = next(i.number for i in world.tables.issues.values() if f"command:i{i.id}" == text)
    away.town.ask("alice", "PATCH", f"/repos/{HQ}/issues/{number}", body=CREATE)
    assert away.sweep() == []


def test_a_repository_at_rest_is_asked_one_question(away: Away) -> None:
    away.says("just talking")
    away.an_hour_passes()
    away.sweep()
    mark = away.town.mark()
    away.sweep()
    assert [str(r) for r in away.town.requests(mark) if "comments" in r.path] == []


def test_one_that_cannot_be_planned_does_not_hold_up_the_others(
    away: Away, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = fill(away.town.sandbox.world, Size(2, 1))
    for number in (first, second):
        away.town.closes(*(str(ref) for ref in _all(away, number)))

    def plan(read: object, _known: object) -> tuple[str, ...]:
        if read.convoy.thread.number == first:  # type: ignore[attr-defined]
            raise KeyError("a bug")
        return ("something",)

    monkeypatch.setattr(sweeping, "plan", plan)
    assert away.sweep() == [f"sync:{second}"]
    assert f"{HQ}#{first} cannot be planned" in caplog.text


def _all(away: Away, number: int) -> list[Ref]:
    perform(away.context, Sweep())
    away.wanted()
    return list(away.context.state.index.tracked_by(number))


def test_a_whole_rig_that_cannot_be_read_is_said_and_holds_no_other_up(
    away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = away.town.sandbox.world
    number, *_ = fill(world, Size(1, 2))
    beads, acme = world.get_repository("acme/beads"), world.organization("acme")
    assert acme
    monkeypatch.setattr(unresolved, "REMEMBERED_OF_A_REPOSITORY", 0.0)
    beads.private = True
    del beads.collaborators[BOT]
    acme.members.remove(BOT)
    assert away.sweep() == [f"sync:{number}"]
    perform(away.context, SyncConvoy(number))
    assert "convoy:attention" in away.town.labels(f"hq-{number}")
    assert len(away.town.comments(f"hq-{number}")) == 1
    assert away.sweep() == []
    beads.private, beads.collaborators[BOT] = False, "admin"
    assert away.sweep() == [f"sync:{number}"], "by itself, when it can be read again"
    perform(away.context, SyncConvoy(number))
    assert "convoy:attention" not in away.town.labels(f"hq-{number}")


def test_a_list_that_fails_fails_the_sweep_which_is_tried_again(away: Away) -> None:
    fill(away.town.sandbox.world, Size(1, 1))
    fails = RequestFault(lambda _m, path: path.endswith("/hq/issues"), Answer(500), times=99)
    away.town.sandbox.faults.requests.append(fails)
    with pytest.raises(Exception, match="500"):
        away.sweep()
    away.town.sandbox.faults.requests.clear()
    assert away.sweep() == []


def test_where_not_all_can_be_read_at_once_each_owner_is_read_apart(
    away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = fill(away.town.sandbox.world, Size(3, 2))
    away.town.closes(f"{RIGS[1]}#{_tracked(away, first)[0].number}")
    read = away.context.github.issues
    left = [Unavailable("502")]

    def stumbling(refs: Collection[Ref]) -> Mapping[Ref, Seen]:
        if left:
            raise left.pop()
        return read(refs)

    monkeypatch.setattr(away.context.github, "issues", stumbling)
    assert away.sweep() == [f"sync:{first}"]


def test_of_an_owner_who_cannot_be_read_no_convoy_changes(
    away: Away, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, *_ = fill(away.town.sandbox.world, Size(3, 2))
    away.town.closes(f"{RIGS[1]}#{_tracked(away, first)[0].number}")

    def broken(_refs: object) -> Mapping[Ref, Seen]:
        raise Unavailable("502")

    monkeypatch.setattr(away.context.github, "issues", broken)
    assert away.sweep() == []
    assert "nothing of acme can be read, so no convoy that tracks it changes: 502" in caplog.text


def test_one_text_that_cannot_be_understood_holds_up_no_other(
    away: Away, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, *_ = fill(away.town.sandbox.world, Size(3, 2))
    away.town.closes(f"{RIGS[1]}#{_tracked(away, second)[0].number}")
    body = away.context.github.thread(Ref(HQ, first)).body
    parse = bodies.parse

    def choosy(text: str, names: Names) -> Body:
        if text == body:
            raise KeyError("a bug")
        return parse(text, names)

    monkeypatch.setattr(bodies, "parse", choosy)
    assert away.sweep() == [f"sync:{second}"]
    assert f"{HQ}#{first} cannot be understood" in caplog.text
