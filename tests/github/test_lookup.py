"""How issues stand: one GraphQL request for a hundred, REST for what it cannot resolve."""

from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from graphql import GraphQLSchema, build_schema, parse, validate

from gt_convoy.domain.errors import Denied, GitHubError, NotFound, RateLimited, Rejected, Unavailable
from gt_convoy.domain.issue import Issue, State, Unknown
from gt_convoy.domain.references import Ref
from gt_convoy.github.adapter import GitHub
from gt_convoy.github.api import graphql, unresolved
from tests.github.fake import API, GRAPHQL, FakeGraphQL, Query, Reply, calls, issue, refs, reply, repository

Mock = responses.RequestsMock
HQ = Ref("acme/hq", 12)
SCHEMA = Path(__file__).parents[2] / "sandbox/gt_convoy_sandbox/schema.graphql"


def numbers(fake: FakeGraphQL) -> list[int]:
    return [len(query.numbers) for query in fake.queries]


@pytest.mark.parametrize(
    ("how_many", "requests_made"),
    [(0, []), (1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])],
)
def test_a_hundred_issues_a_request(gh: GitHub, mock: Mock, how_many: int, requests_made: list[int]) -> None:
    fake = FakeGraphQL().install(mock)
    asked = [Ref(f"acme/r{number % 3}", number) for number in range(1, how_many + 1)]
    assert set(gh.issues(asked)) == set(asked)
    assert numbers(fake) == requests_made
    assert len(calls(mock)) == len(requests_made)


def test_issues_of_one_repository_share_its_alias_and_names_are_variables(gh: GitHub, mock: Mock) -> None:
    fake = FakeGraphQL().install(mock)
    gh.issues(refs("acme/hq#1-3", "ACME/HQ#4", "other/thing#1", "acme/hq#1"))
    query = fake.queries[0]
    assert query.text.count("repository(") == 2
    assert query.numbers == [1, 2, 3, 4, 1]
    assert query.variables == {"o0": "acme", "n0": "hq", "o1": "other", "n1": "thing"}
    assert "thing" not in query.text


def test_an_issue_is_read_with_everything_that_is_shown(gh: GitHub, mock: Mock) -> None:
    ref = Ref("acme/hq", 1)
    FakeGraphQL(
        renamed={"acme/hq": "acme/base"},
        nodes={
            ref: {
                "state": "CLOSED",
                "stateReason": "NOT_PLANNED",
                "closedAt": "2026-01-03T00:00:00Z",
                "labels": {"nodes": [{"name": "type:chore"}]},
                "issueType": {"name": "Task"},
                "assignedActors": {
                    "nodes": [
                        {"__typename": "User", "login": "amber"},
                        {"__typename": "Bot", "login": "copilot-swe-agent"},
                    ]
                },
                "issueDependenciesSummary": {"blockedBy": 2},
            }
        },
    ).install(mock)
    found = gh.issues([ref])[ref]
    assert isinstance(found, Issue)
    assert found.ref == Ref("acme/base", 1)
    assert (found.state, found.state_reason, found.type) == (State.CLOSED, "not_planned", "task")
    assert found.assignees == ("amber", "copilot-swe-agent[bot]")
    assert (found.blocked_by, found.repo_id, found.private) == (2, 9, False)
    assert found.closed_at is not None
    assert found.closed_at.isoformat() == "2026-01-03T00:00:00+00:00"


@pytest.mark.parametrize(
    ("state", "is_shown_as", "reason"),
    [("OPEN", State.OPEN, None), ("CLOSED", State.CLOSED, None), ("MERGED", State.CLOSED, "merged")],
)
def test_a_pull_request_counts(
    gh: GitHub, mock: Mock, state: str, is_shown_as: State, reason: str | None
) -> None:
    ref = Ref("acme/hq", 1)
    FakeGraphQL(nodes={ref: {"__typename": "PullRequest", "state": None, "pullState": state}}).install(mock)
    found = gh.issues([ref])[ref]
    assert isinstance(found, Issue)
    assert (found.is_pull, found.state, found.state_reason) == (True, is_shown_as, reason)


# What cannot be resolved ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "message", "reason"),
    [
        (404, "Not Found", "not found"),
        (410, "This issue was deleted", "deleted"),
        (410, "Issues are disabled for this repo", "issues are switched off there"),
        (403, "Resource not accessible by integration", "no access"),
        (451, "Repository access blocked", "no access"),
    ],
)
def test_rest_tells_why_one_cannot_be_resolved(
    gh: GitHub, mock: Mock, status: int, message: str, reason: str
) -> None:
    gone = Ref("acme/hq", 2)
    FakeGraphQL(missing=[gone]).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/2", status=status, json={"message": message})
    seen = gh.issues(refs("acme/hq#1-3"))
    assert seen[gone] == Unknown(gone, reason)
    assert [seen[ref].state for ref in refs("acme/hq#1", "acme/hq#3")] == [State.OPEN, State.OPEN]
    assert len(calls(mock)) == 2


def test_several_unresolved_ones_are_each_told_apart(gh: GitHub, mock: Mock) -> None:
    FakeGraphQL(missing=refs("acme/hq#2-3")).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/2", status=404, json={"message": "Not Found"})
    mock.get(f"{API}/repos/acme/hq/issues/3", status=410, json={"message": "This issue was deleted"})
    seen = gh.issues(refs("acme/hq#1-3"))
    assert [getattr(each, "reason", "seen") for each in seen.values()] == ["seen", "not found", "deleted"]


def test_a_repository_that_is_gone_costs_one_request_for_all_its_issues(gh: GitHub, mock: Mock) -> None:
    FakeGraphQL(no_repository=["acme/gone"]).install(mock)
    mock.get(f"{API}/repos/acme/gone", status=404, json={"message": "Not Found"})
    seen = gh.issues(refs("acme/gone#1-30", "acme/hq#1"))
    assert [seen[ref] for ref in refs("acme/gone#1-30")] == [
        Unknown(ref, "not found") for ref in refs("acme/gone#1-30")
    ]
    assert len(calls(mock)) == 2


def test_an_issue_that_moved_is_found_at_its_new_place_and_asked_there_from_then_on(
    gh: GitHub, mock: Mock
) -> None:
    old, new = Ref("acme/hq", 2), Ref("acme/beads", 7)
    fake = FakeGraphQL(missing=[old]).install(mock)
    mock.get(
        f"{API}/repos/acme/hq/issues/2", status=301, headers={"Location": f"{API}/repositories/5/issues/7"}
    )
    mock.get(f"{API}/repositories/5/issues/7", json=issue("acme/beads#7", state="closed", closed_at=None))
    mock.get(f"{API}/repos/acme/beads", json=repository("acme/beads", id=5, private=True))
    seen = gh.issues([old])[old]
    assert isinstance(seen, Issue)
    assert (seen.ref, seen.state, seen.repo_id, seen.private) == (new, State.CLOSED, 5, True)
    before = len(calls(mock))
    assert gh.issues([old])[old].ref == new
    assert fake.queries[-1].variables == {"o0": "acme", "n0": "beads"}
    assert len(calls(mock)) == before + 1


def test_an_unresolved_one_costs_rest_once_a_day(
    gh: GitHub, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Ref("acme/hq", 2)
    FakeGraphQL(missing=[gone]).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/2", status=404, json={"message": "Not Found"})
    now = [1000.0]
    monkeypatch.setattr(unresolved, "monotonic", lambda: now[0])

    def rest() -> int:
        before = gh.requests["rest_get"]
        assert gh.issues([gone]) == {gone: Unknown(gone, "not found")}
        return gh.requests["rest_get"] - before

    assert [rest(), rest()] == [1, 0]
    now[0] += 86_399
    assert rest() == 0
    now[0] += 2
    assert [rest(), rest()] == [1, 0]
    gh.forget([gone])
    assert gh.issues([gone]) == {gone: Unknown(gone, "not found")}
    assert gh.requests["rest_get"] == 3


def test_one_that_was_unknown_is_seen_as_soon_as_it_can_be(gh: GitHub, mock: Mock) -> None:
    ref = Ref("acme/hq", 2)
    fake = FakeGraphQL(missing=[ref]).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/2", status=404, json={"message": "Not Found"})
    gh.issues([ref])
    fake.missing = ()
    assert gh.issues([ref])[ref].state is State.OPEN


def test_one_that_only_rest_shows_is_taken_from_there(gh: GitHub, mock: Mock) -> None:
    ref = Ref("acme/hq", 2)
    FakeGraphQL(missing=[ref]).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/2", json=issue("acme/hq#2", type={"name": "Bug"}))
    mock.get(f"{API}/repos/acme/hq", json=repository())
    seen = gh.issues([ref])[ref]
    assert isinstance(seen, Issue)
    assert seen.type == "bug"


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"status": 401, "json": {"message": "Bad credentials"}}, Denied),
        ({"status": 429, "json": {}}, RateLimited),
        ({"status": 500, "json": {}}, Unavailable),
        ({"status": 502, "json": {}}, Unavailable),
        ({"body": requests.ConnectionError("down")}, Unavailable),
    ],
)
def test_what_concerns_more_than_one_issue_is_raised_and_never_shown_as_unknown(
    gh: GitHub, mock: Mock, how: dict[str, Any], error: type[GitHubError]
) -> None:
    FakeGraphQL(missing=refs("acme/hq#2")).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/2", **how)
    with pytest.raises(error):
        gh.issues(refs("acme/hq#1-3"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 401, "json": {"message": "Bad credentials"}}, Denied),
        ({"status": 403, "json": {"message": "IP allow list enabled"}}, Denied),
        ({"status": 403, "json": {"message": "You have exceeded a secondary rate limit"}}, RateLimited),
        ({"json": {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}}, RateLimited),
        ({"json": {"errors": [{"type": "RATE_LIMIT", "message": "limit"}]}}, RateLimited),
        ({"json": {"errors": [{"message": "You have exceeded a secondary rate limit."}]}}, RateLimited),
        ({"json": {"errors": [{"type": "INSUFFICIENT_SCOPES", "message": "scopes"}]}}, Denied),
        ({"json": {"errors": [{"message": "Parse error", "locations": [{"line": 1}]}]}}, Rejected),
        ({"json": []}, Unavailable),
        ({"body": "<html>"}, Unavailable),
        ({"body": requests.ConnectionError("down")}, Unavailable),
    ],
)
def test_a_query_that_fails_as_a_whole_is_raised_after_one_request(
    gh: GitHub, mock: Mock, answer: dict[str, Any], error: type[GitHubError]
) -> None:
    mock.post(GRAPHQL, **answer)
    with pytest.raises(error):
        gh.issues(refs("acme/hq#1-50"))
    assert len(calls(mock)) == 1


# Halving -------------------------------------------------------------------------------------------------

TOO_MUCH = {"errors": [{"message": "Something went wrong while executing your query. Please include..."}]}
GIVES_UP: list[Reply] = [
    reply({}, 502),
    reply({}, 504),
    reply({}, 500),
    reply(TOO_MUCH),
    reply({"data": None}),
]


@pytest.mark.parametrize("how", GIVES_UP)
def test_a_batch_that_is_too_much_is_halved(gh: GitHub, mock: Mock, how: Reply) -> None:
    fake = FakeGraphQL(first=lambda query, _: how if len(query.numbers) > 30 else None).install(mock)
    asked = refs("acme/hq#1-100")
    assert all(isinstance(seen, Issue) for seen in gh.issues(asked).values())
    assert numbers(fake) == [100, 50, 25, 25, 50, 25, 25]


def test_one_issue_that_graphql_cannot_answer_is_asked_for_by_rest(
    gh: GitHub, mock: Mock, slept: list[float]
) -> None:
    fake = FakeGraphQL(first=lambda query, _: reply({}, 502) if 3 in query.numbers else None).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/3", json=issue("acme/hq#3"))
    mock.get(f"{API}/repos/acme/hq", json=repository())
    assert all(isinstance(seen, Issue) for seen in gh.issues(refs("acme/hq#1-4")).values())
    assert numbers(fake) == [4, 2, 2, 1, 1, 1, 1]


def test_those_with_an_error_that_may_pass_are_asked_again_together(gh: GitHub, mock: Mock) -> None:
    def partly(query: Query, index: int) -> Reply | None:
        if index:
            return None
        data, _ = fake._answer(query)
        for alias in ("i1", "i2"):
            data["r0"][alias] = None
        return reply({"data": data, "errors": [{"message": "timeout", "path": ["r0", "i1"]}]})

    fake = FakeGraphQL(first=partly).install(mock)
    assert all(isinstance(seen, Issue) for seen in gh.issues(refs("acme/hq#1-4")).values())
    assert fake.queries[1].numbers == [2, 3]
    assert len(calls(mock)) == 2


UNKNOWN_FIELD = {
    "message": "Field 'zeal' doesn't exist on type 'Issue'",
    "extensions": {"code": "undefinedField", "typeName": "Issue", "fieldName": "zeal"},
}


def alone_in_vain(query: Query, _: int) -> Reply:
    """Each alias is null, by an error that GitHub does not call final."""
    error = {"message": "zeal is off", "type": "NEW_TYPE", "path": ["r0"]}
    return reply({"data": {"r0": None}, "errors": [error]})


@pytest.mark.parametrize(
    ("errors", "asked"),
    [
        ([UNKNOWN_FIELD], 1),
        ([UNKNOWN_FIELD | {"locations": [{"line": 1}]}], 1),
        ([UNKNOWN_FIELD | {"type": "VALIDATION"}], 1),
        ([{"message": "zeal", "type": "NEW_TYPE"}], 8),
        ([{"message": "zeal"}], 8),
    ],
)
def test_a_query_that_is_refused_whatever_its_size_is_given_up_soon_with_what_github_says(
    gh: GitHub, mock: Mock, errors: list[dict[str, Any]], asked: int
) -> None:
    mock.post(GRAPHQL, json={"errors": errors})
    with pytest.raises(GitHubError, match="zeal"):
        gh.issues(refs("acme/hq#1-60"))
    assert len(calls(mock)) == asked


def test_github_that_is_down_is_not_asked_for_each_issue(gh: GitHub, mock: Mock, slept: list[float]) -> None:
    mock.post(GRAPHQL, status=502)
    with pytest.raises(Unavailable):
        gh.issues(refs("acme/hq#1-60"))
    assert len(calls(mock)) == 12  # the two single ones three times each


def test_what_graphql_shows_to_nobody_is_asked_of_rest_without_halving_to_the_end(
    gh: GitHub, mock: Mock
) -> None:
    fake = FakeGraphQL(first=alone_in_vain).install(mock)
    asked = refs("acme/hq#1-60")
    for ref in asked:
        mock.get(f"{API}/repos/acme/hq/issues/{ref.number}", json=issue(str(ref)))
    mock.get(f"{API}/repos/acme/hq", json=repository())
    assert all(isinstance(seen, Issue) for seen in gh.issues(asked).values())
    assert len(fake.queries) == 8
    assert len(calls(mock)) == 8 + 60 + 1


def test_two_that_fail_alike_among_others_that_do_not_are_asked_of_rest(
    gh: GitHub, mock: Mock, slept: list[float]
) -> None:
    FakeGraphQL(first=lambda query, _: reply({}, 502) if {3, 4} & {*query.numbers} else None).install(mock)
    for number in (3, 4):
        mock.get(f"{API}/repos/acme/hq/issues/{number}", json=issue(f"acme/hq#{number}"))
    mock.get(f"{API}/repos/acme/hq", json=repository())
    assert all(isinstance(seen, Issue) for seen in gh.issues(refs("acme/hq#1-8")).values())


def test_halving_ends_when_it_takes_too_long(gh: GitHub, mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 20))
    monkeypatch.setattr("gt_convoy.github.api.halving.monotonic", lambda: float(next(clock)))
    mock.post(GRAPHQL, status=502)
    with pytest.raises(Unavailable):
        gh.issues(refs("acme/hq#1-100"))
    assert len(calls(mock)) == 2


# Convoys -------------------------------------------------------------------------------------------------


def test_a_convoy_and_what_it_tracks_are_one_request(gh: GitHub, mock: Mock) -> None:
    nodes = {HQ: {"body": "a\r\nb", "labels": {"nodes": [{"name": "convoy"}]}, "author": None}}
    FakeGraphQL(nodes=nodes).install(mock)
    thread, seen = gh.convoy(HQ, refs("acme/hq#1-99", "other/x#1"))
    assert (thread.ref, thread.id, thread.body) == (HQ, 5_000_000_012, "a\r\nb")
    assert (thread.labels, thread.author, thread.open) == (frozenset({"convoy"}), "ghost", True)
    assert len(seen) == 100
    assert len(calls(mock)) == 1


def test_a_convoy_takes_along_a_hundred_at_most(gh: GitHub, mock: Mock) -> None:
    fake = FakeGraphQL().install(mock)
    assert len(gh.convoy(HQ, refs("acme/gastown#1-150"))[1]) == 100
    assert numbers(fake) == [101]


def test_a_convoy_alone(gh: GitHub, mock: Mock) -> None:
    fake = FakeGraphQL().install(mock)
    assert gh.convoy(HQ)[1] == {}
    assert numbers(fake) == [1]


def test_a_convoy_whose_company_is_too_much_is_asked_for_alone(gh: GitHub, mock: Mock) -> None:
    fake = FakeGraphQL(first=lambda query, _: reply({}, 502) if len(query.numbers) > 50 else None).install(
        mock
    )
    thread, seen = gh.convoy(HQ, refs("acme/gastown#1-100"))
    assert thread.ref == HQ
    assert len(seen) == 100
    assert numbers(fake) == [101, 1, 50, 50]


def test_a_convoy_alone_is_asked_for_three_times(gh: GitHub, mock: Mock) -> None:
    mock.post(GRAPHQL, status=502)
    with pytest.raises(Unavailable):
        gh.convoy(HQ)
    assert len(calls(mock)) == 3


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"status": 404, "json": {"message": "Not Found"}}, "nothing at acme/hq#12"),
        ({"status": 410, "json": {"message": "This issue was deleted"}}, "was deleted"),
        ({"json": issue("acme/attic#3")}, "no issue of acme/hq any more"),
        ({"json": issue("acme/hq#12", pull_request={})}, "no issue of acme/hq any more"),
    ],
)
def test_a_convoy_that_is_no_issue_of_hq_is_not_found(
    gh: GitHub, mock: Mock, answer: dict[str, Any], says: str
) -> None:
    FakeGraphQL(missing=[HQ]).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/12", **answer)
    with pytest.raises(NotFound, match=says):
        gh.convoy(HQ, refs("acme/hq#1"))


def test_a_convoy_that_graphql_does_not_show_yet_comes_from_rest(gh: GitHub, mock: Mock) -> None:
    FakeGraphQL(missing=[HQ]).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/12", json=issue("acme/hq#12", body="new"))
    assert gh.convoy(HQ, refs("acme/hq#1"))[0].body == "new"


# Servers that know less ----------------------------------------------------------------------------------


def undefined(field: str) -> dict[str, Any]:
    return {
        "path": ["fragment I", field],
        "extensions": {"code": "undefinedField", "typeName": "Issue", "fieldName": field},
        "locations": [{"line": 2, "column": 1}],
        "message": f"Field '{field}' doesn't exist on type 'Issue'",
    }


NO_ARGUMENT = {
    "path": ["fragment I", "stateReason", "enableDuplicate"],
    "extensions": {
        "code": "argumentNotAccepted",
        "name": "stateReason",
        "typeName": "Field",
        "argumentName": "enableDuplicate",
    },
    "locations": [{"line": 2, "column": 1}],
    "message": "Field 'stateReason' doesn't accept argument 'enableDuplicate'",
}
OTHER_SERVER = {"message": "Cannot query field 'issueType' on type 'Issue'.", "locations": [{"line": 1}]}


@pytest.mark.parametrize(
    ("errors", "not_asked"),
    [
        ([undefined("issueType")], ["issueType"]),
        (
            [undefined("issueDependenciesSummary"), NO_ARGUMENT],
            ["issueDependenciesSummary", "enableDuplicate"],
        ),
        ([undefined("stateReason")], ["stateReason"]),
        ([undefined("assignedActors")], ["assignedActors"]),
        ([undefined("visibility")], ["visibility"]),
        ([OTHER_SERVER], ["issueType"]),
    ],
)
def test_a_field_that_the_server_does_not_know_is_left_out_from_then_on(
    gh: GitHub, mock: Mock, errors: list[dict[str, Any]], not_asked: list[str]
) -> None:
    old = {"assignees": {"nodes": [{"__typename": "User", "login": "joe"}]}, "assignedActors": None}
    fake = FakeGraphQL(
        first=lambda _, index: None if index else reply({"errors": errors}),
        nodes={Ref("acme/hq", 1): old},
    ).install(mock)
    seen = gh.issues(refs("acme/hq#1-2"))
    first = seen[Ref("acme/hq", 1)]
    assert isinstance(first, Issue)
    assert first.assignees == ("joe",)
    gh.issues(refs("acme/hq#1-2"))
    assert len(fake.queries) == 3
    for query in fake.queries[1:]:
        assert not [name for name in not_asked if name in query.text]


def test_an_older_server_gives_the_plain_id_of_a_convoy(gh: GitHub, mock: Mock) -> None:
    fake = FakeGraphQL(
        first=lambda _, index: None if index else reply({"errors": [undefined("fullDatabaseId")]}),
        nodes={HQ: {"id": 12}},
    ).install(mock)
    assert gh.convoy(HQ)[0].id == 12
    assert "id:databaseId" in fake.queries[1].text


def test_a_server_that_keeps_refusing_is_not_asked_for_ever(gh: GitHub, mock: Mock) -> None:
    mock.post(GRAPHQL, json={"errors": [undefined("issueType")]})
    with pytest.raises(Rejected, match="issueType"):
        gh.issues(refs("acme/hq#1"))
    assert len(calls(mock)) == 2


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True)


@pytest.mark.parametrize(
    "lacking", [(), *((name,) for name in graphql.OPTIONAL), tuple(graphql.OPTIONAL)], ids=" ".join
)
def test_every_query_is_one_of_githubs_schema(schema: GraphQLSchema, lacking: tuple[str, ...]) -> None:
    both = refs("acme/hq#1-2", "other/x#3")
    for tracked, convoy in ((both, None), (both, HQ), ([], HQ)):
        query = graphql.build(tracked, convoy, frozenset(lacking))
        assert validate(schema, parse(query.text)) == []
    assert validate(schema, parse(graphql.edits_query())) == []
