"""What GraphQL cannot resolve: REST tells why, and the answer is remembered for a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any
from urllib.parse import quote

from gt_convoy.domain.errors import NotFound
from gt_convoy.domain.github_values import Repository
from gt_convoy.domain.issue import Seen, Unknown
from gt_convoy.domain.references import Ref
from gt_convoy.github import mapping, values
from gt_convoy.github.transport.client import Client
from gt_convoy.github.transport.failures import Disabled, Forbidden, Gone, Signed

REMEMBERED = 86_400.0  # seconds
REMEMBERED_OF_A_REPOSITORY = (
    600.0  # seconds: it is one request for all its issues, and may come back any time
)
MOST_REMEMBERED = 10_000
MOST_MOVES = 5  # followed from memory; a longer chain costs a request

NOT_FOUND, DELETED, NO_ACCESS = "not found", "deleted", "no access"
SIGNED_OUT, SWITCHED_OFF = "no access, single sign-on", "issues are switched off there"


@dataclass(slots=True)
class UnresolvedBatch:
    """A batch's unresolved ones, asked for by one client."""

    client: Client
    refs: list[Ref]
    no_repository: Collection[str] = ()  # whose repository could not be resolved either, in lower case
    guest: bool = False  # this account is a stranger there: what is missing may only be hidden
    repositories: dict[str, Repository | Unknown] = field(default_factory=dict)

    def by_repository(self, ref: Ref) -> bool:
        """Whether to look for the repository first: without it, one request tells it of all its issues."""
        repo = ref.repo.lower()
        return repo in self.no_repository and sum(other.repo.lower() == repo for other in self.refs) > 1


class Unresolved:
    """Asks REST, and remembers. Safe between threads: at worst one asks what another just learned."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._known: dict[Ref, tuple[float, Unknown | Ref]] = {}

    def place(self, ref: Ref) -> Ref:
        """Where an issue was last seen to have moved to, else where it is asked for."""
        for _ in range(MOST_MOVES):
            there = self._recall(ref)
            if not isinstance(there, Ref):
                break
            ref = there
        return ref

    def forget(self, refs: Iterable[Ref]) -> None:
        """Have these asked for afresh."""
        for ref in refs:
            self._known.pop(ref, None)

    def explain(self, case: UnresolvedBatch) -> dict[Ref, Seen]:
        """How each stands after all, or why it cannot be read. What concerns more than one is raised."""
        return {ref: self._one(case, ref) for ref in case.refs}

    def _one(self, case: UnresolvedBatch, ref: Ref) -> Seen:
        known = self._recall(ref)
        if isinstance(known, Unknown):
            return known
        verdict = _repository(case, ref) if case.by_repository(ref) else None
        seen = replace(verdict, ref=ref) if isinstance(verdict, Unknown) else _issue(case, ref)
        whole = ref.repo.lower() in case.no_repository
        self._remember(ref, seen, REMEMBERED_OF_A_REPOSITORY if whole else REMEMBERED)
        return seen

    def _recall(self, ref: Ref) -> Unknown | Ref | None:
        until, known = self._known.get(ref, (0.0, None))
        return known if monotonic() < until else None

    def _remember(self, ref: Ref, seen: Seen, seconds: float) -> None:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        if isinstance(seen, Unknown):
            self._known[ref] = (monotonic() + seconds, seen)
        elif seen.ref != ref:
            self._known[ref] = (monotonic() + REMEMBERED, seen.ref)


def issue_path(ref: Ref) -> str:
    """The REST path of an issue or pull request."""
    return f"/repos/{quote(ref.repo)}/issues/{ref.number}"


def _issue(case: UnresolvedBatch, ref: Ref) -> Seen:
    """By its own address; a moved one is found at its new place (301)."""
    data = _or_unknown(case, ref, issue_path(ref))
    if isinstance(data, Unknown):
        return data
    repository = _repository(case, Ref(values.repo_of(data), ref.number))
    return (
        replace(repository, ref=ref) if isinstance(repository, Unknown) else mapping.issue(data, repository)
    )


def _repository(case: UnresolvedBatch, ref: Ref) -> Repository | Unknown:
    """The repository of `ref`, asked for once in a case."""
    key = ref.repo.lower()
    if key not in case.repositories:
        data = _or_unknown(case, ref, f"/repos/{quote(ref.repo)}")
        case.repositories[key] = data if isinstance(data, Unknown) else mapping.repository(data)
    return case.repositories[key]


def _or_unknown(case: UnresolvedBatch, ref: Ref, path: str) -> Any:
    """The answer, or why there is none for this one."""
    try:
        return case.client.get(path)
    except Gone:
        return Unknown(ref, DELETED)
    except Disabled:
        return Unknown(ref, SWITCHED_OFF)
    except NotFound:
        return Unknown(ref, NO_ACCESS if case.guest else NOT_FOUND)
    except Signed:
        return Unknown(ref, SIGNED_OUT)
    except Forbidden:
        return Unknown(ref, NO_ACCESS)
