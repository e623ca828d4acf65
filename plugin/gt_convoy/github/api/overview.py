"""The part of the adapter that tells, by one request, what a run asks of HQ first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gt_convoy.domain.bounds import PER_REQUEST
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import GitHubError, RateLimited
from gt_convoy.domain.github_values import Overview
from gt_convoy.github import mapping, values
from gt_convoy.github.api import graphql
from gt_convoy.github.api.issues import owner, stamp
from gt_convoy.github.api.lookup import Lookup
from gt_convoy.github.transport.clients import Clients


class Overviews:
    """Implements `GitHubReader.overview`, whose docstring holds."""

    _clients: Clients
    _lookup: Lookup

    def overview(self, repo: str, path: str, since: datetime) -> Overview | None:
        """Of HQ; None where it is not told whole, be it refused or too large."""
        name = repo.partition("/")[2]
        variables = {"o": owner(repo), "n": name, "file": f"HEAD:{path.strip('/')}", **stamp(since)}
        try:
            data = self._lookup.whole(self._clients.of(owner(repo)), _query, variables)
        except RateLimited:
            raise
        except GitHubError:
            return None  # asked apart, each tells what is wrong with it
        return _overview(data) if data and _is_plain(data["repository"]["object"]) else None


@values.shaped
def _overview(data: Mapping[str, Any]) -> Overview:
    """HQ at a glance, of GraphQL."""
    repository = data["repository"]
    lists = (repository["open"], repository["closed"])
    nodes = [node for found in lists for node in found["nodes"] if node]
    more = any(found["pageInfo"]["hasNextPage"] for found in lists)
    file, found = repository["object"], repository["label"]
    return Overview(
        values.actor(data["viewer"]),
        file["text"] if file else None,
        mapping.label(found) if found else None,
        None if more else tuple(mapping.thread_node(node, repository) for node in nodes),
    )


def _is_plain(file: Mapping[str, Any] | None) -> bool:
    """Whether a file is told as REST would tell it: a folder has no text, and a link's is a path."""
    return file is None or (file.get("isTruncated") is False and ":" in (file.get("text") or ""))


def _query(lacking: frozenset[str]) -> str:
    """Variables `o`, `n`, `file` and `since`."""
    page = f"first:{PER_REQUEST},orderBy:{{field:CREATED_AT,direction:ASC}}"
    threads = "{nodes{...T} pageInfo{hasNextPage}}"
    convoys = f'labels:["{LABEL}"],states:'
    return f"""query Overview($o:String!,$n:String!,$file:String!,$since:DateTime!){{
viewer{{__typename login}} repository(owner:$o,name:$n){{...R
object(expression:$file){{...on Blob{{text isTruncated}}}} label(name:"{LABEL}"){{name color description}}
open:issues({page},filterBy:{{{convoys}[OPEN]}}){threads}
closed:issues({page},filterBy:{{{convoys}[CLOSED],since:$since}}){threads}}}}}
{graphql.fragments(tracked=False, convoy=True, lacking=lacking)}"""
