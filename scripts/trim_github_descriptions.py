"""Renew what the repository keeps of GitHub's own descriptions of its interfaces.

The packages are fetched with `npm pack`; of the 18 MB in them only what is named below is kept, with
everything it refers to and without descriptions and examples. To use another operation, event or field,
add one line here and run `python -m scripts.trim_github_descriptions`.
"""

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.trim_graphql import trim_schema

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests/contracts/data"
SCHEMA = ROOT / "sandbox/gt_convoy_sandbox/schema.graphql"

REST = ("@octokit/openapi", "23.0.2", "generated/api.github.com.json")
# `@octokit/graphql-schema` is no longer renewed; this one is what GitHub's own endpoint told in May 2026.
GRAPHQL = ("github-schema", "1.23.0", "github-schema.graphql")
WEBHOOKS = ("@octokit/openapi-webhooks", "12.1.0", "generated/api.github.com.json")

OPERATIONS = {
    "/app": "get",
    "/app-manifests/{code}/conversions": "post",
    "/app/hook/config": "get patch",
    "/app/hook/deliveries": "get",
    "/app/hook/deliveries/{delivery_id}": "get",
    "/app/hook/deliveries/{delivery_id}/attempts": "post",
    "/app/installations": "get",
    "/app/installations/{installation_id}": "get delete",
    "/app/installations/{installation_id}/access_tokens": "post",
    "/app/installations/{installation_id}/suspended": "put delete",
    "/apps/{app_slug}": "get",
    "/installation/repositories": "get",
    "/meta": "get",
    "/orgs/{org}": "get",
    "/orgs/{org}/hooks": "get post",
    "/orgs/{org}/hooks/{hook_id}": "get patch delete",
    "/orgs/{org}/hooks/{hook_id}/deliveries": "get",
    "/orgs/{org}/hooks/{hook_id}/deliveries/{delivery_id}": "get",
    "/orgs/{org}/hooks/{hook_id}/deliveries/{delivery_id}/attempts": "post",
    "/orgs/{org}/hooks/{hook_id}/pings": "post",
    "/orgs/{org}/installation": "get",
    "/orgs/{org}/issue-types": "get",
    "/orgs/{org}/members": "get",
    "/orgs/{org}/teams": "get",
    "/orgs/{org}/teams/{team_slug}": "get",
    "/orgs/{org}/teams/{team_slug}/members": "get",
    "/orgs/{org}/teams/{team_slug}/memberships/{username}": "get",
    "/orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}": "put delete",
    "/orgs/{org}/teams/{team_slug}/teams": "get",
    "/rate_limit": "get",
    "/repos/{owner}/{repo}": "get patch delete",
    "/repos/{owner}/{repo}/assignees": "get",
    "/repos/{owner}/{repo}/assignees/{assignee}": "get",
    "/repos/{owner}/{repo}/collaborators": "get",
    "/repos/{owner}/{repo}/collaborators/{username}": "get put delete",
    "/repos/{owner}/{repo}/collaborators/{username}/permission": "get",
    "/repos/{owner}/{repo}/contents/{path}": "get",
    "/repos/{owner}/{repo}/dispatches": "post",
    "/repos/{owner}/{repo}/hooks": "get post",
    "/repos/{owner}/{repo}/hooks/{hook_id}": "get patch delete",
    "/repos/{owner}/{repo}/hooks/{hook_id}/deliveries": "get",
    "/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}": "get",
    "/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts": "post",
    "/repos/{owner}/{repo}/hooks/{hook_id}/pings": "post",
    "/repos/{owner}/{repo}/installation": "get",
    "/repos/{owner}/{repo}/issues": "get post",
    "/repos/{owner}/{repo}/issues/comments": "get",
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": "get patch delete",
    "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": "get post",
    "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}": "delete",
    "/repos/{owner}/{repo}/issues/events": "get",
    "/repos/{owner}/{repo}/issues/{issue_number}": "get patch",
    "/repos/{owner}/{repo}/issues/{issue_number}/assignees": "post delete",
    "/repos/{owner}/{repo}/issues/{issue_number}/assignees/{assignee}": "get",
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": "get post",
    "/repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by": "get post",
    "/repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by/{issue_id}": "delete",
    "/repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocking": "get",
    "/repos/{owner}/{repo}/issues/{issue_number}/labels": "get post put delete",
    "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": "delete",
    "/repos/{owner}/{repo}/issues/{issue_number}/lock": "put delete",
    "/repos/{owner}/{repo}/issues/{issue_number}/parent": "get",
    "/repos/{owner}/{repo}/issues/{issue_number}/reactions": "get post",
    "/repos/{owner}/{repo}/issues/{issue_number}/reactions/{reaction_id}": "delete",
    "/repos/{owner}/{repo}/issues/{issue_number}/sub_issue": "delete",
    "/repos/{owner}/{repo}/issues/{issue_number}/sub_issues": "get post",
    "/repos/{owner}/{repo}/labels": "get post",
    "/repos/{owner}/{repo}/labels/{name}": "get patch delete",
    "/repos/{owner}/{repo}/pulls": "get post",
    "/repos/{owner}/{repo}/pulls/{pull_number}": "get patch",
    "/repos/{owner}/{repo}/pulls/{pull_number}/merge": "get put",
    "/repos/{owner}/{repo}/transfer": "post",
    "/user": "get",
    "/user/repos": "get",
    "/users/{username}": "get",
    "/users/{username}/installation": "get",
}

EVENTS = [
    "ping",
    "issues-*",
    "issue-comment-*",
    "sub-issues-*",
    "issue-dependencies-*",
    "label-*",
    "member-*",
    "pull-request-closed",
    "pull-request-opened",
    "pull-request-reopened",
    "pull-request-edited",
    "pull-request-converted-to-draft",
    "pull-request-ready-for-review",
    "pull-request-assigned",
    "pull-request-unassigned",
    "pull-request-labeled",
    "pull-request-unlabeled",
    "repository-archived",
    "repository-created",
    "repository-deleted",
    "repository-edited",
    "repository-privatized",
    "repository-publicized",
    "repository-renamed",
    "repository-transferred",
    "repository-unarchived",
    "repository-dispatch-*",
    "installation-created",
    "installation-deleted",
    "installation-suspend",
    "installation-unsuspend",
    "installation-new-permissions-accepted",
    "installation-repositories-*",
]

# Said for people, not checked: most of a description's size.
FOR_PEOPLE = {"description", "summary", "example", "examples", "title", "externalDocs", "tags", "deprecated"}


def main() -> None:
    """Write the three trimmed files."""
    with tempfile.TemporaryDirectory() as folder:
        rest = json.loads(_packed(*REST, Path(folder)))
        webhooks = json.loads(_packed(*WEBHOOKS, Path(folder)))
        schema = _packed(*GRAPHQL, Path(folder))
    DATA.mkdir(parents=True, exist_ok=True)
    _write(DATA / "rest.json", _dump(_trim_rest(rest)))
    _write(DATA / "webhooks.json", _dump(_trim_webhooks(webhooks)))
    _write(SCHEMA, trim_schema(schema))


def _packed(package: str, version: str, path: str, folder: Path) -> str:
    pack = ["npm", "pack", f"{package}@{version}", "--silent"]
    out = subprocess.run(pack, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / out.stdout.split()[-1]) as archive:
        member = archive.extractfile(f"package/{path}")
        if member is None:
            raise SystemExit(f"{package}@{version} holds no {path}")
        return member.read().decode()


def _trim_rest(source: dict[str, Any]) -> dict[str, Any]:
    paths = {path: _kept_methods(source["paths"][path], methods) for path, methods in OPERATIONS.items()}
    return _closed(source, {"paths": _bare(paths, within_names=True)})


def _kept_methods(item: dict[str, Any], methods: str) -> dict[str, Any]:
    return {method: item[method] for method in methods.split()}


def _trim_webhooks(source: dict[str, Any]) -> dict[str, Any]:
    kept = {name: hook for name, hook in source["webhooks"].items() if any(_means(e, name) for e in EVENTS)}
    return _closed(source, {"webhooks": _bare(kept, within_names=True)})


def _means(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _closed(source: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """Return `kept` with the components it refers to, and those they refer to."""
    components: dict[str, dict[str, Any]] = {}
    waiting = list(_references(kept))
    while waiting:
        kind, name = waiting.pop().removeprefix("#/components/").split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = _bare(source["components"][kind][name])
            waiting.extend(_references(components[kind][name]))
    ordered = {kind: dict(sorted(named.items())) for kind, named in sorted(components.items())}
    head = {"openapi": source["openapi"], "info": {"title": "trimmed", "version": source["info"]["version"]}}
    return {**head, **kept, "components": ordered}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _bare(node: Any, *, within_names: bool = False) -> Any:
    """Return `node` without what is for people; `within_names`: its keys are names, not keywords."""
    if isinstance(node, list):
        return [_bare(value) for value in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _bare(value, within_names=not within_names and key in {"properties", "responses", "headers"})
        for key, value in node.items()
        if within_names or not (key in FOR_PEOPLE or key.startswith("x-") or key == "default")
    }
    if "description" in node and not within_names:
        kept["description"] = ""  # OpenAPI demands one of a response
    return kept


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
