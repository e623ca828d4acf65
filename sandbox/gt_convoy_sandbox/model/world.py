"""One GitHub: its records, who may see what, a lock, a clock, and listeners for what happens."""

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gt_convoy_sandbox.model import node_ids, rights, tables
from gt_convoy_sandbox.model.entities import Comment, Issue, Label, Organization, Repository, Role, User
from gt_convoy_sandbox.model.errors import BadCredentials, Forbidden, Gone, Moved, NotFound
from gt_convoy_sandbox.model.machines import AppActor, Hook
from gt_convoy_sandbox.model.rights import ROLES

Node = User | Organization | Repository | Issue | Comment


@dataclass(frozen=True)
class Event:
    """Something happened: a webhook's event name, its action, and the records it is about."""

    name: str
    action: str
    repository: Repository | None
    sender: User
    subjects: dict[str, Any] = field(default_factory=dict)


def utc_now() -> datetime:
    """Give the time now."""
    return datetime.now(UTC)


class World:
    """Records and look-ups. What changes them lives beside: `issues`, `comments`, `repositories` ..."""

    def __init__(self, clock: Callable[[], datetime] = utc_now, data: Path | None = None) -> None:
        """Start empty, or with what the file holds when there is one."""
        self.clock = clock
        self.lock = threading.RLock()
        self.version = 0
        self.listeners: list[Callable[[Event], None]] = []
        self._data = data
        self._depth = 0
        self.tables = tables.load(data) if data and data.exists() else tables.Tables()

    # Changing

    def now(self) -> datetime:
        """Give the time as GitHub keeps it: to the second."""
        return self.clock().replace(microsecond=0)

    def next_id(self, kind: str) -> int:
        """Give the next id of a kind, from 1 on."""
        self.tables.counters[kind] = self.tables.counters.get(kind, 0) + 1
        return self.tables.counters[kind]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock for a change; the outermost one is saved and seen by pages that poll."""
        with self.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    self._changed()

    def _changed(self) -> None:
        self.version += 1
        if self._data:
            tables.save(self.tables, self._data)

    def emit(
        self, name: str, action: str, repository: Repository | None, sender: User, **subjects: Any
    ) -> None:
        """Tell every listener, at once and within the lock: what they see is the state at this moment."""
        event = Event(name, action, repository, sender, subjects)
        for listener in self.listeners:
            listener(event)

    def snapshot(self) -> "World":
        """Copy everything as it is now; nobody listens to the copy."""
        with self.lock:
            copied = World(self.clock)
            copied.tables = copy.deepcopy(self.tables)
            return copied

    # People

    def user(self, login: str) -> User | None:
        """Find a user by login, in any case."""
        return self.tables.users.get(login.lower())

    def get_user(self, login: str) -> User:
        """Find a user who must be there."""
        user = self.user(login)
        if user is None:
            raise NotFound
        return user

    def user_by_token(self, token: str) -> User:
        """Find who a token belongs to; a wrong one is refused as GitHub does."""
        for user in self.tables.users.values():
            if user.token == token:
                return user
        return self._app_by_token(token)

    def _app_by_token(self, token: str) -> AppActor:
        made = self.tables.tokens.get(token)
        installation = self.tables.installations.get(made.installation_id) if made else None
        if made is None or installation is None or made.expires_at <= self.clock():
            raise BadCredentials
        if installation.suspended_at:
            raise Forbidden("This installation has been suspended")
        bot = vars(self.get_user(self.tables.apps[installation.app_id].login))
        return AppActor(
            **bot,
            installation_id=installation.id,
            repositories=made.repositories,
            permissions=made.permissions,
        )

    def organization(self, login: str) -> Organization | None:
        """Find an organisation by login, in any case."""
        return self.tables.organizations.get(login.lower())

    def account(self, login: str) -> User | Organization:
        """Find the user or organisation that must be there (a repository's owner, an author)."""
        found = self.user(login) or self.organization(login)
        if found is None:
            raise NotFound
        return found

    # Repositories

    def repositories(self) -> list[Repository]:
        """List all, in the order in which they were made."""
        return list(self.tables.repositories.values())

    def repository(self, full_name: str) -> Repository | None:
        """Find a repository by the `owner/name` that it has now, in any case."""
        wanted = full_name.lower()
        for repository in self.tables.repositories.values():
            if repository.full_name.lower() == wanted:
                return repository
        return None

    def get_repository(self, full_name: str) -> Repository:
        """Find a repository that must be there, by the name it has now."""
        repository = self.repository(full_name)
        if repository is None:
            raise NotFound
        return repository

    def moved_repository(self, full_name: str) -> Repository | None:
        """Find a repository by a name that it had before."""
        found = self.tables.redirects.get(full_name.lower())
        return None if found is None else self.tables.repositories.get(found)

    def repository_of(self, issue: Issue) -> Repository:
        """Give the repository of an issue."""
        return self.tables.repositories[issue.repository_id]

    def hooks_of(self, repository: Repository) -> list[Hook]:
        """List the webhooks of a repository."""
        return [hook for hook in self.tables.hooks.values() if hook.repository_id == repository.id]

    # Issues

    def issue(self, repository: Repository, number: int) -> Issue | None:
        """Find an issue or pull request that was neither deleted nor transferred."""
        found = self.tables.issues.get(repository.numbers.get(number, 0))
        return None if found is None or found.deleted or found.transferred_to else found

    def get_issue(self, repository: Repository, number: int) -> Issue:
        """Find an issue that must be there; one deleted (410) or transferred (301) is told apart."""
        found = self.tables.issues.get(repository.numbers.get(number, 0))
        was_moved = found is not None and found.transferred_to is not None
        while found is not None and found.transferred_to is not None:
            found = self.tables.issues.get(found.transferred_to)
        if found is None:
            raise NotFound
        if found.deleted:
            raise Gone
        if was_moved:
            raise Moved(found)
        return found

    def issues_of(self, repository: Repository) -> list[Issue]:
        """List the issues and pull requests of a repository by number."""
        found = (self.tables.issues[each] for each in repository.numbers.values())
        return [issue for issue in found if not issue.deleted and not issue.transferred_to]

    def comments_of(self, issue: Issue) -> list[Comment]:
        """List the comments of an issue, oldest first."""
        return [self.tables.comments[each] for each in issue.comments]

    def get_comment(self, repository: Repository, comment_id: int) -> Comment:
        """Find a comment of a repository that must be there."""
        comment = self.tables.comments.get(comment_id)
        if comment is None or self.issue_of(comment).repository_id != repository.id:
            raise NotFound
        return comment

    def issue_of(self, comment: Comment) -> Issue:
        """Give the issue that a comment stands on."""
        return self.tables.issues[comment.issue_id]

    def labels_of(self, issue: Issue) -> list[Label]:
        """List the labels of an issue."""
        by_id = {label.id: label for label in self.repository_of(issue).labels.values()}
        return [by_id[each] for each in issue.labels]

    # Rights

    def role(self, repository: Repository, user: User | None) -> Role:
        """Give the effective role: the best of what the repository, teams, organisation and public give."""
        return self._effective(repository, user).role

    def role_name(self, repository: Repository, user: User | None) -> str:
        """Give the effective role's name, which may be a custom role's."""
        return self._effective(repository, user).name

    def _effective(self, repository: Repository, user: User | None) -> rights.Granted:
        public: Role = "none" if repository.private else "read"
        everybody = rights.Granted(public, public)
        return everybody if user is None else rights.best(everybody, rights.granted(self, repository, user))

    def can(self, repository: Repository, user: User | None, role: Role) -> bool:
        """Tell whether a user's role is at least this one."""
        return ROLES.index(self.role(repository, user)) >= ROLES.index(role)

    def require(self, repository: Repository, user: User | None, role: Role = "read") -> None:
        """Refuse who may not: as if it were not there when they may not see it, else as forbidden."""
        if not self.can(repository, user, "read"):
            raise NotFound
        if not self.can(repository, user, role):
            raise Forbidden

    def is_assignable(self, repository: Repository, user: User) -> bool:
        """Tell whether issues can be assigned to a user: to agents, and whoever was given any role."""
        return user.is_agent or rights.granted(self, repository, user).role != "none"

    def node(self, node_id: str) -> Node | None:
        """Find a record by its GraphQL id."""
        decoded = node_ids.decode(node_id)
        if decoded is None:
            return None
        kind, number = decoded
        everything: dict[str, list[Node]] = {
            "U": list(self.tables.users.values()),
            "BOT": list(self.tables.users.values()),
            "O": list(self.tables.organizations.values()),
        }
        by_id: dict[str, dict[int, Any]] = {
            "R": self.tables.repositories,
            "I": self.tables.issues,
            "PR": self.tables.issues,
            "IC": self.tables.comments,
        }
        if kind in by_id:
            found: Node | None = by_id[kind].get(number)
            return found
        return next((each for each in everything.get(kind, []) if each.id == number), None)
