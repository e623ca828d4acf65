"""Repositories, as REST and webhooks show them."""

import base64
import hashlib

from gt_convoy_sandbox.model import Repository
from gt_convoy_sandbox.representations import accounts
from gt_convoy_sandbox.representations.context import Body, Context, timestamp

LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
COUNTS = ("forks", "forks_count", "stargazers_count", "watchers", "watchers_count", "size")
FLAGS = (
    "fork",
    "disabled",
    "is_template",
    "has_pages",
    "has_wiki",
    "has_discussions",
    "web_commit_signoff_required",
)


def repository(context: Context, repository: Repository) -> Body:
    """Give a repository as it stands in webhooks and inside of other bodies."""
    page = context.repository_page(repository)
    opened = sum(issue.state == "open" for issue in context.world.issues_of(repository))
    host = context.base.partition("://")[2]
    return {
        "id": repository.id,
        "node_id": repository.node_id,
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": accounts.simple_user(context, context.world.account(repository.owner)),
        "html_url": page,
        "description": repository.description,
        "url": context.repository_api(repository),
        **{key: context.repository_api(repository) + rest for key, rest in LINKS.items()},
        "git_url": f"git://{host}/{repository.full_name}.git",
        "ssh_url": f"git@{host}:{repository.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        **dict.fromkeys(COUNTS, 0),
        **dict.fromkeys(FLAGS, False),
        "open_issues": opened,
        "open_issues_count": opened,
        "default_branch": repository.default_branch,
        "has_issues": repository.has_issues,
        "has_projects": True,
        "has_downloads": True,
        "archived": repository.archived,
        "allow_forking": True,
        "topics": [],
        "visibility": "private" if repository.private else "public",
        "pushed_at": timestamp(repository.created_at),
        "created_at": timestamp(repository.created_at),
        "updated_at": timestamp(repository.updated_at),
    }


def full_repository(context: Context, one: Repository) -> Body:
    """Give a repository as `GET /repos/{owner}/{repo}` does, with the viewer's rights."""
    body = {**repository(context, one), "subscribers_count": 0, "network_count": 0}
    if context.viewer:
        body["permissions"] = accounts.permissions(context.world, one, context.viewer)
    if context.world.organization(one.owner):
        body["organization"] = body["owner"]
    return body


def content_file(context: Context, repository: Repository, path: str) -> Body:
    """Give a file of the default branch."""
    content = repository.files[path].encode()
    sha = hashlib.sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()
    url = f"{context.repository_api(repository)}/contents/{path}?ref={repository.default_branch}"
    git_url = f"{context.repository_api(repository)}/git/blobs/{sha}"
    html_url = f"{context.repository_page(repository)}/blob/{repository.default_branch}/{path}"
    return {
        "type": "file",
        "encoding": "base64",
        "size": len(content),
        "name": path.rpartition("/")[2],
        "path": path,
        "content": base64.encodebytes(content).decode(),
        "sha": sha,
        "url": url,
        "git_url": git_url,
        "html_url": html_url,
        "download_url": f"{context.repository_page(repository)}/raw/{repository.default_branch}/{path}",
        "_links": {"git": git_url, "self": url, "html": html_url},
    }
