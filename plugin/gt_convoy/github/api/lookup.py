"""How any number of issues stand: GraphQL for all of them, halved when GitHub gives up, REST for the rest.

What GitHub refuses for good (an issue, a repository, an owner's whole installation) is `Unknown`, with the
reason. What may pass is raised, and what the credential of HQ itself is refused.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from gt_convoy.domain.bounds import PER_REQUEST
from gt_convoy.domain.errors import Denied, Elsewhere, GitHubError, NotFound, Rejected
from gt_convoy.domain.issue import Seen, Thread, Unknown
from gt_convoy.domain.references import Ref
from gt_convoy.github import mapping, values
from gt_convoy.github.api import graphql
from gt_convoy.github.api.halving import Halving
from gt_convoy.github.api.unresolved import NO_ACCESS, SIGNED_OUT, Unresolved, UnresolvedBatch, issue_path
from gt_convoy.github.transport.client import TRIES, Client, errors_of
from gt_convoy.github.transport.clients import Clients
from gt_convoy.github.transport.failures import Forbidden, NotInstalled, Overloaded, Signed

log = logging.getLogger(__name__)
_Q = TypeVar("_Q")


class Lookup:
    """Safe between threads."""

    def __init__(self, clients: Clients) -> None:
        """Know nothing yet."""
        self._clients = clients
        self._unresolved = Unresolved()
        self._lacking: frozenset[str] = frozenset()

    def issues(self, refs: Collection[Ref]) -> dict[Ref, Seen]:
        """How each stands."""
        groups = self._by_key(refs)
        seen: dict[Ref, Seen] = {ref: Unknown(ref, NO_ACCESS) for ref in groups.pop(None, ())}
        for group in groups.values():
            for start in range(0, len(group), PER_REQUEST):
                seen |= self._batch_of_an_owner(group[start : start + PER_REQUEST])
        return seen

    def convoy(self, ref: Ref, also: Collection[Ref]) -> tuple[Thread, dict[Ref, Seen]]:
        """A convoy's issue and, in the same request, PER_REQUEST of `also` that the same client can ask."""
        near = self._by_key(also).get(self._clients.access(ref.owner).key, [])[:PER_REQUEST]
        places = self._places(near)
        client = self._clients.of(ref.owner)
        found = self._with_convoy(client, ref, list(dict.fromkeys(places.values())))
        thread = self._thread(client, ref, found)
        rest = self._halving(client).rest_of(found)
        return thread, _named(places, self._explained(client, rest))

    def forget(self, refs: Collection[Ref]) -> None:
        """Ask again about these, though they could not be found."""
        self._unresolved.forget(refs)

    def query(self, client: Client, text: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The data of a plain query; none if the server lacks a field of it. Raises GitHubError."""
        answer = client.graphql(text, variables)
        lacks = graphql.lacks(answer)
        self._lacking |= lacks
        if not answer.get("data") and not lacks:
            raise _refused(answer)
        return values.mapping(answer.get("data") or {})

    def whole(
        self, client: Client, build: Callable[[frozenset[str]], str], variables: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """The data of a query, None if some of it is missing; `build` leaves out what the server lacks.

        Raises GitHubError.
        """
        _, answer = self._understood(build, lambda query: client.graphql(query, variables))
        return None if errors_of(answer) else values.mapping(answer["data"])

    def lacks(self, field: str) -> bool:
        """Whether this server turned out not to know a field."""
        return field in self._lacking

    def _by_key(self, refs: Iterable[Ref]) -> dict[str | None, list[Ref]]:
        """Group by who can ask; None: nobody."""
        groups: dict[str | None, list[Ref]] = {}
        for ref in dict.fromkeys(refs):
            try:
                key: str | None = self._clients.access(self._unresolved.place(ref).owner).key
            except NotInstalled:
                key = None
            groups.setdefault(key, []).append(ref)
        return groups

    def _batch_of_an_owner(self, refs: Sequence[Ref]) -> Mapping[Ref, Seen]:
        try:
            return self._batch(refs)
        except (Denied, NotFound) as error:
            owner = self._unresolved.place(refs[0]).owner
            if self._clients.serves_home(owner):
                raise
            log.warning("nothing of %s can be read: %s", owner, error)
            reason = SIGNED_OUT if isinstance(error, Signed) else NO_ACCESS
            return {ref: Unknown(ref, reason) for ref in refs}

    def _batch(self, refs: Sequence[Ref]) -> dict[Ref, Seen]:
        places = self._places(refs)
        asked = list(dict.fromkeys(places.values()))
        client = self._clients.of(asked[0].owner)
        found = self._halving(client).all_of(asked)
        return _named(places, self._explained(client, found))

    def _halving(self, client: Client) -> Halving:
        return Halving(lambda refs: self._ask(client, refs, None))

    def _explained(self, client: Client, found: graphql.QueryResult) -> dict[Ref, Seen]:
        """What is seen; of the others REST tells how they stand or why they cannot be read."""
        missing = found.missing + found.failed
        guest = bool(missing) and self._clients.access(missing[0].owner).guest
        return found.seen | self._unresolved.explain(
            UnresolvedBatch(client, missing, found.no_repository, guest)
        )

    def _with_convoy(self, client: Client, ref: Ref, also: list[Ref]) -> graphql.QueryResult:
        """The convoy with the others; alone if that is too much for GitHub, the others to be asked again."""
        try:
            return self._ask(client, also, ref)
        except Overloaded:
            if not also:
                raise
        found = self._ask(client, [], ref)
        found.failed = also
        return found

    def _ask(self, client: Client, refs: list[Ref], convoy: Ref | None) -> graphql.QueryResult:
        """One query; one more without the fields that the server turns out not to know.

        What can be halved is not repeated as it is.
        """
        tries = 1 if len(refs) + bool(convoy) > 1 else TRIES
        query, answer = self._understood(
            lambda lacking: graphql.build(refs, convoy, lacking),
            lambda query: client.graphql(query.text, query.variables, tries),
        )
        return graphql.understand(query, answer)

    def _understood(
        self, build: Callable[[frozenset[str]], _Q], ask: Callable[[_Q], dict[str, Any]]
    ) -> tuple[_Q, dict[str, Any]]:
        """The query that the server understands, with its answer. Raises GitHubError if that has no data."""
        for _ in range(2):
            before = self._lacking
            query = build(before)
            answer = ask(query)
            if answer.get("data"):
                return query, answer
            self._lacking |= graphql.lacks(answer)
            if self._lacking == before:
                break
        raise _refused(answer)

    def _thread(self, client: Client, ref: Ref, found: graphql.QueryResult) -> Thread:
        """The convoy's thread; REST tells why GraphQL has none, or has it where GraphQL lags."""
        if found.thread and found.repository:
            return mapping.thread_node(found.thread, found.repository)
        thread = mapping.thread(client.get(issue_path(ref)))
        if thread.ref != ref or thread.is_pull:
            error = NotFound if thread.is_pull else Elsewhere
            raise error(f"{ref} is no issue of {ref.repo} any more: GitHub shows {thread.url} there")
        return thread

    def _places(self, refs: Iterable[Ref]) -> dict[Ref, Ref]:
        return {ref: self._unresolved.place(ref) for ref in refs}


def _named(places: Mapping[Ref, Ref], seen: Mapping[Ref, Seen]) -> dict[Ref, Seen]:
    """By the references asked for, also where an issue was looked for at its new place."""
    return {ref: _under(ref, seen[place]) for ref, place in places.items()}


def _under(ref: Ref, seen: Seen) -> Seen:
    return replace(seen, ref=ref) if isinstance(seen, Unknown) else seen


def _refused(answer: Mapping[str, Any]) -> GitHubError:
    """The error for a query that brought no data at all."""
    errors = errors_of(answer)
    said = "; ".join(str(error.get("message")) for error in errors[:3]) or "no data"
    if any(error.get("type") in ("FORBIDDEN", "INSUFFICIENT_SCOPES") for error in errors):
        return Forbidden(
            f"GitHub refuses the query ({said}): it needs read access to issues and pull requests"
        )
    if any(graphql.is_invalid(error) for error in errors):
        return Rejected(f"GitHub does not understand our query ({said}): is it a very old Enterprise Server?")
    return Overloaded(f"GitHub did not carry out the query ({said})")
