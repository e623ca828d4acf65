"""Pull requests, as REST and webhooks show them."""

from gt_convoy_sandbox.model import Issue, PullRequest
from gt_convoy_sandbox.representations import accounts, issues, repositories
from gt_convoy_sandbox.representations.context import Body, Context, optional_timestamp

SHARED = (
    "id", "node_id", "number", "state", "locked", "title", "user", "body", "labels", "milestone",
    "active_lock_reason", "created_at", "updated_at", "closed_at", "assignee", "assignees",
    "author_association",
)  # fmt: skip


def simple_pull_request(context: Context, issue: Issue) -> Body:
    """Give a pull request as lists do."""
    assert issue.pull is not None  # noqa: S101 - the caller looked
    shown, pull = issues.issue(context, issue), issue.pull
    return {
        **{key: shown[key] for key in SHARED},
        **_links(context, issue),
        "draft": pull.draft,
        "merged_at": optional_timestamp(pull.merged_at),
        "merge_commit_sha": pull.merge_commit_sha,
        "auto_merge": None,
        "requested_reviewers": [],
        "requested_teams": [],
        **_branches(context, issue, pull),
    }


def pull_request(context: Context, issue: Issue) -> Body:
    """Give a pull request in full."""
    assert issue.pull is not None  # noqa: S101 - the caller looked
    pull = issue.pull
    merger = context.world.account(pull.merged_by) if pull.merged_by else None
    counts = {"commits": 1, "additions": 1, "changed_files": 1, "deletions": 0, "review_comments": 0}
    return {
        **simple_pull_request(context, issue),
        "merged": pull.merged,
        "merged_by": merger and accounts.simple_user(context, merger),
        "mergeable": None if pull.merged else True,
        "rebaseable": None if pull.merged else True,
        "mergeable_state": "unknown" if pull.merged else "draft" if pull.draft else "clean",
        "maintainer_can_modify": False,
        "comments": len(issue.comments),
        **counts,
    }


def _branches(context: Context, issue: Issue, pull: PullRequest) -> Body:
    repository = context.world.repository_of(issue)
    shown = repositories.repository(context, repository)
    owner = accounts.simple_user(context, context.world.account(repository.owner))
    pairs = {"head": (pull.head_ref, pull.head_sha), "base": (pull.base_ref, pull.base_sha)}
    return {
        side: {"label": f"{repository.owner}:{ref}", "ref": ref, "sha": sha, "user": owner, "repo": shown}
        for side, (ref, sha) in pairs.items()
    }


def _links(context: Context, issue: Issue) -> Body:
    assert issue.pull is not None  # noqa: S101 - the caller looked
    api = context.repository_api(context.world.repository_of(issue))
    html, url, as_issue = (
        issues.page(context, issue),
        f"{api}/pulls/{issue.number}",
        f"{api}/issues/{issue.number}",
    )
    links = {
        "self": url,
        "html": html,
        "issue": as_issue,
        "comments": f"{as_issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{api}/statuses/{issue.pull.head_sha}",
    }
    urls = {f"{key}_url": value for key, value in links.items() if key != "self"}
    more = {"url": url, "diff_url": f"{html}.diff", "patch_url": f"{html}.patch"}
    return {**urls, **more, "_links": {key: {"href": value} for key, value in links.items()}}
