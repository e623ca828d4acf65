"""What a batch did not answer is asked again in halves, until it shows that halving is in vain."""

import re
from collections.abc import Callable
from time import monotonic

from gt_convoy.domain.references import Ref
from gt_convoy.github.api.graphql import QueryResult
from gt_convoy.github.transport.failures import Overloaded

LIMIT = 30.0  # seconds after which a failing batch is not halved any more
NOT_ANSWERED = "not answered"  # the query was carried out, without a word on this issue


class Halving:
    """One batch. Two single issues in a row that fail alike show that it is not their number that fails."""

    def __init__(self, ask: Callable[[list[Ref]], QueryResult]) -> None:
        """`ask` sends one query and raises Overloaded where GitHub carries out none of it."""
        self._ask = ask
        self._until = monotonic() + LIMIT
        self._total = QueryResult()
        self._alone: str | None = None  # why the last single one failed, if nothing was answered since

    def all_of(self, refs: list[Ref]) -> QueryResult:
        """All that GraphQL says of them, as in `rest_of`."""
        return self.rest_of(self._part(refs))

    def rest_of(self, found: QueryResult) -> QueryResult:
        """An answer, completed; `failed` are those that only REST can tell. Raises Overloaded."""
        waiting = self._add(found)
        while waiting:
            before = self._alone
            part = waiting.pop(0)
            waiting = self._add(self._part(part)) + waiting
            if before == self._alone == NOT_ANSWERED and len(part) == 1:
                self._total.failed += [ref for later in waiting for ref in later]
                break
        return self._total

    def _part(self, refs: list[Ref]) -> QueryResult:
        """One query's answer."""
        reason = NOT_ANSWERED
        try:
            found = self._ask(refs)
        except Overloaded as error:
            reason = re.sub(r"\d+", "", str(error))  # which issue it was makes no other reason
            nothing = not (self._total.seen or self._total.missing)
            if monotonic() > self._until or (len(refs) == 1 and nothing and reason == self._alone):
                raise
            found = QueryResult(failed=refs)
        if found.seen or found.missing:
            self._alone = None
        elif len(refs) == 1:
            self._alone = reason
        return found

    def _add(self, found: QueryResult) -> list[list[Ref]]:
        """Keep what was answered; return what to ask again, each part smaller than before, so this ends."""
        self._total.seen |= found.seen
        self._total.missing += found.missing
        self._total.no_repository |= found.no_repository
        failed = found.failed
        if len(failed) < 2:
            self._total.failed += failed
            return []
        if found.seen or found.missing:
            return [failed]
        half = len(failed) // 2
        return [failed[:half], failed[half:]]
