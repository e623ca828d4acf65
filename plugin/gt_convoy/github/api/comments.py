"""The part of the adapter that is about what people say: comments and reactions."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from gt_convoy.domain.errors import NotFound, Rejected
from gt_convoy.domain.github_values import Comment
from gt_convoy.domain.issue import Reaction
from gt_convoy.domain.references import Ref
from gt_convoy.github import mapping, values
from gt_convoy.github.api import verify
from gt_convoy.github.api.issues import owner, stamp
from gt_convoy.github.api.unresolved import issue_path
from gt_convoy.github.transport.clients import Clients


class Comments:
    """Implements the comments' part of `gt_convoy.ports.github.GitHubPort`, whose docstrings hold."""

    _clients: Clients

    def comments(self, thread: Ref, since: datetime | None = None) -> list[Comment]:
        """All pages, oldest first; GitHub's `since` means updated_at."""
        return self._listed(thread.repo, f"{issue_path(thread)}/comments", stamp(since))

    def new_comments(self, repo: str, since: datetime) -> list[Comment]:
        """Those of a whole repository, oldest first."""
        wanted = {"sort": "created", "direction": "asc"} | stamp(since)
        return self._listed(repo, f"/repos/{quote(repo)}/issues/comments", wanted)

    def comment(self, repo: str, comment_id: int) -> Comment | None:
        """One comment as it stands now; None if it is gone."""
        try:
            data = self._clients.of(owner(repo)).get(f"/repos/{quote(repo)}/issues/comments/{comment_id}")
        except NotFound:
            return None
        return mapping.comment(data)

    def post(self, thread: Ref, text: str) -> Comment:
        """Write a comment, once."""
        path = f"{issue_path(thread)}/comments"
        data = self._clients.of(thread.owner).write("POST", path, {"body": text})
        return verify.posted(mapping.comment(data), text)

    def react(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> None:
        """Put our reaction there; GitHub answers 200 if it was there already, 201 if not."""
        path = _reactions(thread, comment_id)
        data = self._clients.of(thread.owner).write("POST", path, {"content": reaction})
        if values.mapping(data).get("content") != reaction:
            raise Rejected(f"GitHub did not take the reaction {reaction} on {thread}")

    def reacted(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> list[str]:
        """All pages."""
        wanted = {"content": reaction}
        try:
            found = list(self._clients.of(thread.owner).pages(_reactions(thread, comment_id), wanted))
        except NotFound:
            return []
        return [mapping.reactor(data) for data in found]

    def _listed(self, repo: str, path: str, wanted: Mapping[str, str]) -> list[Comment]:
        return [mapping.comment(data) for data in self._clients.of(owner(repo)).pages(path, wanted)]


def _reactions(thread: Ref, comment_id: int | None) -> str:
    of_comment = f"/repos/{quote(thread.repo)}/issues/comments/{comment_id}"
    return f"{of_comment if comment_id is not None else issue_path(thread)}/reactions"
