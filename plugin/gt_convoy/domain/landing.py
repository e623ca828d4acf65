"""When a convoy lands: the decision table, and nothing beside it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from gt_convoy.domain.convoy import Convoy, Lands, Marker, landed_count, landing_key


class Verdict(StrEnum):
    """What a convoy's state, marker and tracked issues call for."""

    LAND = "land"  # tell its subscribers once, close it
    WAIT_FOR_OWNER = "wait_for_owner"  # complete, and somebody is to land it by hand: say so
    REST = "rest"  # a person reopened what had landed and nothing changed: leave it open, say so
    UPDATE = "update"  # boxes and status only
    REOPEN = "reopen"  # it had landed, and is no longer done
    ABANDON = "abandon"  # a person closed it before it was done
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LandingFacts:
    """What the table decides by."""

    open: bool
    landed: bool  # the marker holds a landing
    same: bool  # ... and it is the landing of just what is tracked now
    grown: bool  # ... and more is tracked now than landed then
    abandoned: bool
    complete: bool
    unknown: bool  # some tracked issue cannot be read
    open_seen: bool  # some tracked issue was seen open
    held: bool  # a plain task item is not ticked
    unmerged: bool  # some tracked issue was closed without the merge of a pull request that closes it
    lands: Lands

    @classmethod
    def of(cls, convoy: Convoy, *, moved: bool = False) -> "LandingFacts":
        """`moved`: an issue was followed to a new place in this read, so keys by id do not compare."""
        landed = convoy.marker.landed
        grown = landed is not None and convoy.total > landed_count(landed)
        same = landed is not None and (landed == landing_key(convoy.tracked) or (moved and not grown))
        return cls(
            open=convoy.thread.open,
            landed=landed is not None,
            same=same,
            grown=grown,
            abandoned=convoy.marker.abandoned,
            complete=convoy.complete,
            unknown=bool(convoy.unknown or convoy.waiting),
            open_seen=bool(convoy.open_issues),
            held=bool(convoy.unticked_tasks),
            unmerged=bool(convoy.held_unmerged),  # looked for only where it decides
            lands=convoy.lands,
        )


def _held_unmerged(case: LandingFacts) -> bool:
    return case.lands is Lands.MERGED and case.unmerged


# The first row that holds decides. An unknown issue never changes a convoy's state, and a landing stands: a
# pull request that comes later, or is reverted, undoes none.
TABLE: tuple[tuple[Callable[[LandingFacts], bool], Verdict], ...] = (
    (lambda c: c.open and not c.complete, Verdict.UPDATE),
    (lambda c: c.open and _held_unmerged(c), Verdict.UPDATE),
    (lambda c: c.open and c.same, Verdict.REST),
    (lambda c: c.open and c.lands is Lands.BY_HAND, Verdict.WAIT_FOR_OWNER),
    (lambda c: c.open, Verdict.LAND),
    (lambda c: c.abandoned, Verdict.NOTHING),
    (lambda c: c.landed and (c.open_seen or c.held), Verdict.REOPEN),
    (lambda c: c.landed and c.unknown, Verdict.NOTHING),
    (lambda c: c.landed and c.grown, Verdict.REOPEN),
    (lambda c: c.landed, Verdict.UPDATE),
    (lambda c: c.complete and _held_unmerged(c), Verdict.ABANDON),
    (lambda c: c.complete, Verdict.LAND),  # where it lands by hand, this is the hand
    (lambda c: c.unknown and not c.open_seen, Verdict.NOTHING),
    (lambda _: True, Verdict.ABANDON),
)


def decide(case: LandingFacts) -> Verdict:
    """The verdict of the table."""
    return next(verdict for applies, verdict in TABLE if applies(case))


def marker_of_an_open(convoy: Convoy, *, moved: bool = False) -> Marker:
    """What the marker says while a convoy is open: a landing only where just that was reopened by a person.

    The marker says what is, never what was: else whoever closes the convoy later is taken for our landing,
    and their closing is undone. `moved` as in `LandingFacts.of`.
    """
    case = replace(LandingFacts.of(convoy, moved=moved), open=True)
    kept = convoy.marker.landed if decide(case) is Verdict.REST else None
    return replace(convoy.marker, landed=kept, abandoned=False)
