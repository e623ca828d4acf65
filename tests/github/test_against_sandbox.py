"""Every method of the port over real HTTP, against a GitHub that is held to GitHub's own descriptions."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gt_convoy.domain.errors import Denied, NotFound, RateLimited, Rejected, Unavailable
from gt_convoy.domain.github_values import Change, Label, Role, Team, TextHistory
from gt_convoy.domain.issue import Issue, State, Unknown
from gt_convoy.domain.references import Ref
from gt_convoy.github.adapter import GitHub, connect
from gt_convoy.ports.github import Edited, GitHubPort
from gt_convoy_sandbox.faults import Answer, RequestFault
from gt_convoy_sandbox.model import comments, issues, pulls, repositories
from gt_convoy_sandbox.server import Sandbox
from tests.contracts.watch import Watch, watched
from tests.github.fake import refs

__all__ = ["watched"]

AsUser = Callable[[str], GitHub]
HQ = "acme/hq"
BODY = "<!-- gt-convoy {} -->\r\n### Tracked issues\r\n- [ ] acme/gastown#1 ü🚚\n"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def box(watched: Watch) -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def as_user(box: Sandbox) -> Iterator[AsUser]:
    made: list[GitHub] = []

    def make(login: str) -> GitHub:
        environ = {"GITHUB_TOKEN": f"token-{login}", "GITHUB_API_URL": box.api_url}
        made.append(connect(environ, HQ))
        return made[-1]

    yield make
    for hub in made:
        hub.close()


@pytest.fixture
def alice(as_user: AsUser) -> GitHub:
    return as_user("alice")


def fault(
    box: Sandbox, method: str, part: str, answer: Answer, *, times: int = 1, after: bool = False
) -> None:
    box.faults.requests.append(
        RequestFault(lambda verb, path: verb == method and part in path, answer, times, after)
    )


def test_the_adapter_is_the_port(alice: GitHub) -> None:
    port: GitHubPort = alice
    assert port.me() == "alice"


def test_a_token_that_is_none(as_user: AsUser) -> None:
    with pytest.raises(Denied, match="GITHUB_TOKEN is not valid"):
        as_user("nobody").me()


def test_issues_of_all_kinds_in_one_request(box: Sandbox, alice: GitHub) -> None:
    world = box.world
    people = world.get_user("alice")
    gastown = world.get_repository("acme/gastown")
    issues.close(world, world.get_issue(gastown, 1), people, "not_planned")
    issues.add_assignees(world, world.get_issue(gastown, 2), people, ["amber", "joe"])
    pulls.merge(world, world.get_issue(gastown, 6), people)
    seen = alice.issues(refs("acme/gastown#1-6", "ACME/beads#1"))
    found = {str(ref): issue for ref, issue in seen.items() if isinstance(issue, Issue)}
    assert len(found) == 7
    closed = found["acme/gastown#1"]
    assert (closed.state, closed.state_reason, closed.type) == (State.CLOSED, "not_planned", "task")
    assert closed.closed_at is not None
    assert found["acme/gastown#2"].assignees == ("amber", "joe")
    pull = found["acme/gastown#6"]
    assert (pull.is_pull, pull.state, pull.state_reason, pull.type) == (True, State.CLOSED, "merged", None)
    assert found["ACME/beads#1"].ref == Ref("acme/beads", 1)
    assert alice.requests == {"rest_get": 0, "rest_write": 0, "graphql": 1}


def test_250_issues_are_three_requests(box: Sandbox, alice: GitHub) -> None:
    world = box.world
    gastown = world.get_repository("acme/gastown")
    for number in range(244):
        issues.create(world, gastown, world.get_user("joe"), f"Bulk {number}", "")
    seen = alice.issues(refs("acme/gastown#1-250"))
    assert all(isinstance(each, Issue) for each in seen.values())
    assert alice.requests["graphql"] == 3


def test_missing_deleted_and_hidden_ones(box: Sandbox, alice: GitHub, as_user: AsUser) -> None:
    world = box.world
    admin = world.get_user("alice")
    issues.delete(world, world.get_issue(world.get_repository("acme/beads"), 2), admin)
    asked = refs("acme/beads#1", "acme/beads#2", "acme/beads#99", "no/where#1")
    seen = alice.issues(asked)
    assert [getattr(each, "reason", "seen") for each in seen.values()] == [
        "seen",
        "deleted",
        "not found",
        "not found",
    ]
    assert alice.requests == {"rest_get": 3, "rest_write": 0, "graphql": 1}
    alice.issues(asked)
    assert alice.requests == {"rest_get": 3, "rest_write": 0, "graphql": 2}
    repositories.set_private(world, world.get_repository("acme/beads"), admin, private=True)
    hidden = Ref("acme/beads", 1)
    assert as_user("mallory").issues([hidden]) == {hidden: Unknown(hidden, "not found")}
    shown = as_user("joe").issues([hidden])[hidden]
    assert isinstance(shown, Issue)
    assert shown.private


def test_a_renamed_repository(box: Sandbox, alice: GitHub) -> None:
    world = box.world
    repositories.rename(world, world.get_repository("acme/beads"), world.get_user("alice"), "pearls")
    old = Ref("acme/beads", 1)
    assert alice.issues([old])[old].ref == Ref("acme/pearls", 1)
    assert alice.thread(old).ref == Ref("acme/pearls", 1)
    assert alice.repository("acme/beads").full_name == "acme/pearls"
    assert alice.post(old, "hello").thread == Ref("acme/pearls", 1)
    assert alice.update(old, Change(body="new")).body == "new"
    assert [comment.body for comment in alice.comments(old)] == ["hello"]
    assert alice.create("acme/beads", "T", "", []).ref.repo == "acme/pearls"


def test_a_convoy_from_making_to_landing(alice: GitHub) -> None:
    made = alice.create(HQ, "Deploy v2.0", BODY, ["convoy"])
    assert (made.body, made.labels, made.author, made.open) == (BODY, frozenset({"convoy"}), "alice", True)
    before = alice.requests
    thread, seen = alice.convoy(made.ref, refs("acme/gastown#1-2", "acme/beads#1"))
    assert thread == replace(made, private=False, editor="alice", label=None)
    assert len(seen) == 3
    assert alice.requests["graphql"] - before["graphql"] == 1
    assert alice.requests["rest_get"] == before["rest_get"]
    landed = frozenset({"convoy", "convoy:landed"})
    closed = alice.update(made.ref, Change("done\n", open=False, state_reason="completed", labels=landed))
    assert (closed.open, closed.labels, closed.body) == (False, landed, "done\n")
    assert closed.closed_at is not None
    assert alice.thread(made.ref) == closed
    assert alice.update(made.ref, Change(open=True)).open
    assert [edit.body for edit in alice.body_edits(made.ref)] == ["done\n", BODY]


def test_whose_a_text_is_and_was(as_user: AsUser, alice: GitHub, box: Sandbox) -> None:
    made = alice.create(HQ, "Deploy v2.0", BODY, ["convoy"])
    assert alice.editors(HQ, [made.number, 999]) == {made.number: Edited("alice", None, made.updated_at)}
    changed = as_user("joe").update(made.ref, Change("other\n"))
    thread, _ = alice.convoy(made.ref)
    assert (thread.editor, thread.edited_at) == ("joe", changed.updated_at)
    assert alice.editors(HQ, [made.number])[made.number].by == "joe"
    assert [(edit.editor, edit.torn) for edit in alice.body_edits(made.ref)] == [
        ("joe", False),
        ("alice", False),
    ]
    alice.update(made.ref, Change("third\n"))
    newest = alice.body_edits(made.ref, lambda edits: len(edits) > 0)
    assert newest[0].editor == "alice"


def test_an_edit_within_the_same_second_is_one(alice: GitHub, box: Sandbox) -> None:
    box.world.clock = lambda: LATER
    made = alice.create(HQ, "Deploy v2.0", BODY, [])
    said = alice.post(made.ref, "/gt convoy list")
    assert [alice.text_history(made.ref, text.node) for text in (made, said)] == [TextHistory(False)] * 2
    changed = alice.update(made.ref, Change("other"))
    repository = box.world.get_repository(HQ)
    comments.edit(box.world, box.world.get_comment(repository, said.id), box.world.get_user("alice"), "other")
    assert changed.updated_at == changed.created_at
    assert [alice.text_history(made.ref, text.node) for text in (made, said)] == [TextHistory(True)] * 2
    assert alice.text_history(made.ref, "") is None
    assert alice.text_history(made.ref, "IC_gone") is None


def test_the_versions_of_several_texts_are_told_in_one_request(alice: GitHub, box: Sandbox) -> None:
    made = alice.create(HQ, "Deploy v2.0", "one", [])
    said, never = alice.post(made.ref, "a"), alice.post(made.ref, "b")
    alice.update(made.ref, Change("two"))
    comment = box.world.get_comment(box.world.get_repository(HQ), said.id)
    for n in range(30):
        comments.edit(box.world, comment, box.world.get_user("alice"), f"a{n}")
    before = alice.requests["graphql"]
    assert alice.earlier_texts(made.ref, [made.node, never.node, "IC_gone"]) == ["two", "one"]
    assert alice.requests["graphql"] == before + 1
    assert alice.earlier_texts(made.ref, [said.node])[-2:] == ["a10", None]
    assert alice.earlier_texts(made.ref, []) == []


def test_convoys_are_found_by_label(alice: GitHub) -> None:
    first = alice.create(HQ, "One", "", ["convoy"])
    second = alice.create(HQ, "Two", "", ["convoy"])
    alice.update(first.ref, Change(open=False))
    assert [thread.number for thread in alice.convoys(HQ, "all")] == [first.number, second.number]
    assert [thread.number for thread in alice.convoys(HQ, "open")] == [second.number]
    assert [thread.number for thread in alice.convoys(HQ, "closed")] == [first.number]
    assert alice.convoys(HQ, "all", LATER) == []


def test_more_than_a_page_of_comments_is_read_whole(alice: GitHub) -> None:
    for number in range(101):
        alice.post(Ref(HQ, 1), str(number))
    assert [comment.body for comment in alice.comments(Ref(HQ, 1))] == [str(number) for number in range(101)]


@pytest.mark.parametrize("ref", [Ref(HQ, 99), Ref("no/where", 1)])
def test_a_thread_or_convoy_that_is_not_there(alice: GitHub, ref: Ref) -> None:
    for ask in (alice.thread, alice.convoy, alice.body_edits):
        with pytest.raises(NotFound):
            ask(ref)


def test_comments_and_reactions(alice: GitHub) -> None:
    ref = Ref(HQ, 1)
    comment = alice.post(ref, "/gt help\r\n  ")
    assert (comment.author, comment.thread) == ("alice", ref)
    assert alice.comment(HQ, comment.id) == comment
    assert alice.comment(HQ, comment.id + 1) is None
    assert alice.comments(ref) == alice.comments(ref, LONG_AGO) == [comment]
    assert alice.comments(ref, LATER) == []
    assert alice.new_comments(HQ, LONG_AGO) == [comment]
    for comment_id in (comment.id, None):
        alice.react(ref, comment_id, "eyes")
        alice.react(ref, comment_id, "eyes")
        assert alice.reacted(ref, comment_id, "eyes") == ["alice"]
        assert alice.reacted(ref, comment_id, "rocket") == []
    assert [one.reactions for one in alice.comments(ref)] == [alice.thread(ref).reactions] == [{"eyes"}]
    assert alice.reacted(ref, comment.id + 1, "eyes") == []


def test_assigned_are_issues_alone_each_once_since_then(alice: GitHub) -> None:
    for number, logins in ((2, ["joe"]), (1, ["joe", "amber"]), (2, ["amber"])):
        alice.assign(Ref("acme/gastown", number), logins)
    assert alice.assigned("acme/gastown", LONG_AGO) == [Ref("acme/gastown", 2), Ref("acme/gastown", 1)]
    assert alice.assigned("acme/gastown", LATER) == []


def test_new_threads_are_issues_alone(alice: GitHub) -> None:
    assert [thread.number for thread in alice.new_threads("acme/gastown", LONG_AGO)] == [1, 2, 3, 4, 5]
    assert alice.new_threads("acme/gastown", LATER) == []


def test_open_issues_of_a_repository(alice: GitHub) -> None:
    found = alice.open_issues("acme/gastown")
    assert [(each.ref.number, each.is_pull) for each in found] == [
        *((n, False) for n in range(1, 6)),
        (6, True),
    ]
    # Of a pull request GraphQL tells no sub-issues.
    plain = {each.ref: replace(each, children=None) if each.is_pull else each for each in found}
    assert alice.issues([each.ref for each in found]) == plain


def test_roles_and_people(alice: GitHub) -> None:
    logins = ("alice", "joe", "mallory", "zebediah")
    assert [alice.role(HQ, login) for login in logins] == [Role.ADMIN, Role.WRITE, Role.READ, Role.NONE]
    assert [alice.assignable(HQ, login) for login in logins] == [True, True, False, False]
    assert [alice.account_exists(login) for login in logins] == [True, True, True, False]
    assert alice.assign(Ref(HQ, 1), ["joe", "mallory"]) == ("joe",)
    assert alice.team("acme", "maintainers") == Team(("alice",), secret=False)
    assert alice.team("acme", "nobody") is None


def test_labels(alice: GitHub) -> None:
    assert alice.label(HQ, "convoy") is None
    for runner in ("app", "action"):
        alice.put_label(HQ, Label("convoy", description=runner))
        assert alice.label(HQ, "convoy") == Label("convoy", "1d76db", runner)
    alice.put_label(HQ, Label("convoy:attention"))
    assert alice.label(HQ, "convoy:attention") == Label("convoy:attention")


def test_files_and_dispatches(box: Sandbox, alice: GitHub) -> None:
    repositories.write_file(
        box.world, box.world.get_repository(HQ), ".github/convoy.yml", "hq: acme/hq # ü\n"
    )
    assert alice.text_file(HQ, ".github/convoy.yml") == "hq: acme/hq # ü\n"
    assert alice.text_file(HQ, "nothing") is None
    alice.dispatch(HQ, "gt-convoy", {"issue": 1})
    assert box.world.tables.dispatches[0].client_payload == {"issue": 1}


def test_what_github_drops_without_a_word_is_rejected(as_user: AsUser) -> None:
    with pytest.raises(Rejected, match="label convoy"):
        as_user("mallory").create(HQ, "T", "", ["convoy"])


def test_what_one_may_not_do_is_denied(as_user: AsUser) -> None:
    with pytest.raises(Denied, match="GitHub refuses PATCH acme/hq#1"):
        as_user("mallory").update(Ref(HQ, 1), Change(open=False))


def test_too_long_a_body_is_rejected(alice: GitHub) -> None:
    with pytest.raises(Rejected, match="65536"):
        alice.post(Ref(HQ, 1), "x" * 65_537)


def test_a_comment_is_not_posted_twice_when_the_answer_is_lost(box: Sandbox, alice: GitHub) -> None:
    fault(box, "POST", "/comments", Answer(502), after=True)
    with pytest.raises(Unavailable):
        alice.post(Ref(HQ, 1), "once")
    assert [comment.body for comment in alice.comments(Ref(HQ, 1))] == ["once"]


def test_a_patch_whose_answer_is_lost_is_done(box: Sandbox, alice: GitHub) -> None:
    fault(box, "PATCH", "/issues/1", Answer(502), after=True)
    assert alice.update(Ref(HQ, 1), Change(body="x")).body == "x"


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "7"}])
def test_a_secondary_limit(box: Sandbox, alice: GitHub, headers: dict[str, str]) -> None:
    fault(box, "POST", "/graphql", Answer(403, "You have exceeded a secondary rate limit.", headers))
    with pytest.raises(RateLimited) as raised:
        alice.issues([Ref(HQ, 1)])
    wait = (raised.value.until - datetime.now(UTC)).total_seconds()
    assert wait == pytest.approx(7 if headers else 60, abs=2)


def test_a_query_that_fails_once_is_halved(box: Sandbox, alice: GitHub) -> None:
    fault(box, "POST", "/graphql", Answer(502))
    assert all(isinstance(each, Issue) for each in alice.issues(refs("acme/gastown#1-6")).values())
    assert alice.requests["graphql"] == 3


def test_many_threads_at_once(alice: GitHub) -> None:
    asked = refs("acme/gastown#1-5", "acme/beads#1-4")
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(alice.thread, asked * 10))
    assert [thread.ref for thread in seen] == asked * 10
    assert alice.remaining["core"] > 0


FILE = ".github/convoy.yml"


def test_an_overview_tells_what_is_asked_apart(box: Sandbox, alice: GitHub, as_user: AsUser) -> None:
    world = box.world
    repositories.write_file(world, world.get_repository(HQ), FILE, "hq: acme/hq\n")
    alice.put_label(HQ, Label("convoy", "1d76db", "Runner: app (alice)"))
    made = [alice.create(HQ, title, BODY, ["convoy"]) for title in ("open", "closed", "pull")]
    alice.update(made[1].ref, Change(open=False, state_reason="completed"))
    newcomer = as_user("joe")
    found = newcomer.overview(HQ, FILE, LONG_AGO)
    assert found
    assert found.file == alice.text_file(HQ, FILE)
    assert found.label == alice.label(HQ, "convoy")
    asked = [*alice.convoys(HQ, "open"), *alice.convoys(HQ, "closed", LONG_AGO)]
    assert [thread.ref for thread in found.convoys or ()] == [thread.ref for thread in asked]
    assert [thread.body for thread in found.convoys or ()] == [thread.body for thread in asked]
    before = sum(newcomer.requests.values())
    assert newcomer.me() == "joe"
    assert sum(newcomer.requests.values()) == before


def test_an_overview_of_what_is_not_there_or_is_no_plain_file(box: Sandbox, alice: GitHub) -> None:
    assert alice.overview("acme/nowhere", FILE, LONG_AGO) is None
    found = alice.overview(HQ, "no/such.yml", LATER)
    assert found
    assert (found.file, found.label, found.convoys) == (None, alice.label(HQ, "convoy"), ())
    world = box.world
    repositories.write_file(world, world.get_repository(HQ), FILE, "../elsewhere.yml")
    assert alice.overview(HQ, FILE, LONG_AGO) is None, "a link, which REST follows"
