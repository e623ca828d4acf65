"""What an issue waits for and what closes it, as GitHub's answers tell it."""

from collections.abc import Mapping
from typing import Any

import pytest
import responses

from gt_convoy.domain.issue import Blocker, Issue, LinkedPull
from gt_convoy.domain.progress import Progress, progress
from gt_convoy.domain.references import Ref
from gt_convoy.github.adapter import GitHub
from gt_convoy.github.api import graphql
from tests.github.fake import API, FakeGraphQL, calls, issue, refs, reply, repository

Mock = responses.RequestsMock
ONE = Ref("acme/hq", 1)
OPEN_ONE = {"issueDependenciesSummary": {"blockedBy": 1}}


def of(name: str, *, visibility: str = "PUBLIC") -> dict[str, Any]:
    return {"databaseId": 4, "nameWithOwner": name, "visibility": visibility}


def blocker(name: str, number: int, state: str = "OPEN", **repo: Any) -> dict[str, Any]:
    url = f"https://github.com/{name}/issues/{number}"
    return {"number": number, "url": url, "state": state, "repository": of(name, **repo)}


def blockers(*nodes: Any, more: bool = False) -> dict[str, Any]:
    return {"blockedBy": {"nodes": [*nodes], "pageInfo": {"hasNextPage": more}}}


def pull(
    number: int, state: str, *, draft: bool = False, name: str = "acme/hq", **repo: Any
) -> dict[str, Any]:
    url = f"https://github.com/{name}/pull/{number}"
    values = {"number": number, "url": url, "pullState": state, "isDraft": draft, "baseRefName": "main"}
    return values | {"repository": of(name, **repo)}


def pulls(*nodes: Any) -> dict[str, Any]:
    return {"closedByPullRequestsReferences": {"nodes": [*nodes]}}


def read(gh: GitHub, mock: Mock, node: Mapping[str, Any]) -> Issue:
    FakeGraphQL(nodes={ONE: node}).install(mock)
    found = gh.issues([ONE])[ONE]
    assert isinstance(found, Issue)
    assert len(calls(mock)) == 1, "no request more than before"
    return found


def test_what_blocks_it_is_listed_with_its_repository_oldest_first(gh: GitHub, mock: Mock) -> None:
    found = read(
        gh,
        mock,
        OPEN_ONE
        | blockers(
            blocker("Octo/Vault", 7, visibility="INTERNAL"),
            blocker("acme/gastown", 4, "CLOSED"),
            blocker("acme/gastown", 3),
        ),
    )
    assert found.blockers == (
        Blocker(Ref("acme/gastown", 3), "https://github.com/acme/gastown/issues/3", open=True, repo_id=4),
        Blocker(Ref("acme/gastown", 4), "https://github.com/acme/gastown/issues/4", open=False, repo_id=4),
        Blocker(
            Ref("octo/vault", 7), "https://github.com/Octo/Vault/issues/7", open=True, private=True, repo_id=4
        ),
    )
    assert (found.unlisted_blockers, found.more_blockers) == (0, False)


@pytest.mark.parametrize(
    ("node", "counted"),
    [
        pytest.param(blockers(), (0, 0, False), id="nothing"),
        pytest.param(OPEN_ONE | blockers(), (0, 1, False), id="one that we may not read, left out"),
        pytest.param(OPEN_ONE | blockers(None), (0, 1, False), id="one that we may not read, null"),
        pytest.param(
            {"issueDependenciesSummary": {"blockedBy": 60}}
            | blockers(*(blocker("acme/hq", n) for n in range(2, 52)), more=True),
            (50, 10, True),
            id="more than a page",
        ),
        pytest.param(
            blockers(blocker("acme/hq", 2)), (1, 0, False), id="a server whose summary lags or is not there"
        ),
        pytest.param(
            {"issueDependenciesSummary": {"blockedBy": 2}}, (0, 2, True), id="a server that only counts"
        ),
        pytest.param({"issueDependenciesSummary": None}, (0, 0, False), id="a server without dependencies"),
    ],
)
def test_what_is_counted_and_not_listed(
    gh: GitHub, mock: Mock, node: dict[str, Any], counted: tuple[int, int, bool]
) -> None:
    found = read(gh, mock, node)
    assert (len(found.open_blockers), found.unlisted_blockers, found.more_blockers) == counted


def test_the_pull_requests_that_close_it(gh: GitHub, mock: Mock) -> None:
    found = read(
        gh,
        mock,
        pulls(
            pull(31, "OPEN", draft=True),
            pull(32, "MERGED"),
            pull(33, "CLOSED", name="acme/vault", visibility="PRIVATE"),
            None,
        ),
    )
    url = "https://github.com/acme/hq/pull"
    assert found.pulls == (
        LinkedPull(Ref("acme/hq", 31), f"{url}/31", open=True, draft=True, base="main", repo_id=4),
        LinkedPull(Ref("acme/hq", 32), f"{url}/32", open=False, merged=True, base="main", repo_id=4),
        LinkedPull(
            Ref("acme/vault", 33),
            "https://github.com/acme/vault/pull/33",
            open=False,
            base="main",
            private=True,
            repo_id=4,
        ),
    )


@pytest.mark.parametrize(
    ("state", "draft", "stands"),
    [
        ("OPEN", False, "in_review"),
        ("OPEN", True, "in_work"),
        ("MERGED", False, "merged"),
        ("CLOSED", True, "unmerged"),
    ],
)
def test_a_tracked_pull_request_tells_whether_it_is_a_draft(
    gh: GitHub, mock: Mock, state: str, draft: bool, stands: str
) -> None:
    node = {"__typename": "PullRequest", "state": None, "pullState": state, "isDraft": draft}
    assert progress(read(gh, mock, node)) is Progress(stands)


def test_sub_issues_are_counted(gh: GitHub, mock: Mock) -> None:
    found = read(gh, mock, {"subIssuesSummary": {"total": 5, "completed": 2}})
    assert (found.children, found.open_children) == (5, 3)


@pytest.mark.parametrize(("draft", "stands"), [(True, Progress.IN_WORK), (False, Progress.IN_REVIEW)])
def test_rest_knows_a_draft(gh: GitHub, mock: Mock, draft: bool, stands: Progress) -> None:
    FakeGraphQL(missing=[ONE]).install(mock)
    mock.get(f"{API}/repos/acme/hq/issues/1", json=issue("acme/hq#1", pull_request={}, draft=draft))
    mock.get(f"{API}/repos/acme/hq", json=repository())
    assert progress(gh.issues([ONE])[ONE]) is stands


def test_rest_knows_how_many_block_it_and_not_which(gh: GitHub, mock: Mock) -> None:
    FakeGraphQL(missing=[ONE]).install(mock)
    told = {
        "issue_dependencies_summary": {"blocked_by": 2, "total_blocked_by": 3},
        "sub_issues_summary": {"total": 5, "completed": 2},
    }
    mock.get(f"{API}/repos/acme/hq/issues/1", json=issue("acme/hq#1", **told))
    mock.get(f"{API}/repos/acme/hq", json=repository())
    found = gh.issues([ONE])[ONE]
    assert isinstance(found, Issue)
    assert (found.blockers, found.unlisted_blockers, found.more_blockers) == ((), 2, True)
    assert (found.children, found.open_children) == (5, 3)


def lacks(field: str, code: str, name: str) -> dict[str, Any]:
    extensions = {"code": code, "typeName": "Issue", name: field}
    return {"extensions": extensions, "message": f"no {field}", "locations": [{"line": 2, "column": 1}]}


@pytest.mark.parametrize(
    ("error", "left_out", "kept"),
    [
        (lacks("blockedBy", "undefinedField", "fieldName"), "blockedBy(", "closedByPullRequestsReferences"),
        (
            lacks("closedByPullRequestsReferences", "undefinedField", "fieldName"),
            "closedByPullRequestsReferences",
            "blockedBy(",
        ),
        (
            lacks("includeClosedPrs", "argumentNotAccepted", "argumentName"),
            "closedByPullRequestsReferences",
            "blockedBy(",
        ),
        (
            lacks("orderByState", "argumentNotAccepted", "argumentName"),
            "orderByState",
            "closedByPullRequestsReferences(first:10,includeClosedPrs:true)",
        ),
        (lacks("subIssuesSummary", "undefinedField", "fieldName"), "subIssuesSummary", "blockedBy("),
    ],
    ids=["blockers", "pull requests", "closed pull requests", "their order", "sub-issues"],
)
def test_what_an_older_server_lacks_is_not_asked_for_again_and_nothing_is_made_up(
    gh: GitHub, mock: Mock, error: dict[str, Any], left_out: str, kept: str
) -> None:
    fake = FakeGraphQL(first=lambda _, n: None if n else reply({"errors": [error]})).install(mock)
    found = gh.issues([ONE])[ONE]
    assert isinstance(found, Issue)
    assert (found.blockers, found.pulls, found.children, progress(found)) == ((), (), None, Progress.READY)
    assert left_out not in fake.queries[1].text
    assert kept in fake.queries[1].text


def test_a_hundred_issues_are_asked_for_all_this_in_one_text() -> None:
    """By GitHub's formula: connections and what they may hold, each once an alias."""
    query = graphql.build(refs("acme/hq#1-100"), None, frozenset()).text
    of_an_issue = query.partition("fragment I")[2].partition("fragment P")[0]
    pages = [int(part.partition(")")[0].partition(",")[0]) for part in of_an_issue.split("(first:")[1:]]
    assert (len(pages), 100 * sum(pages)) == (4, 18_000)
    assert query.count("blockedBy(") == 1
