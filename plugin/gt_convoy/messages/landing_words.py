"""When a convoy lands, and what it still waits for though all is closed: a merge, or its owner's word."""

from collections.abc import Callable, Sequence

from gt_convoy.domain.audience import Audience, Channel
from gt_convoy.domain.convoy import Convoy, Lands
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref

SOMEBODY = "somebody who may write to HQ"  # to land a convoy by hand that has no owner

MOST = 3  # pull requests of one issue that are named


def when(lands: Lands, owner: str | None) -> str:
    """`merged`, `by-hand, by @joe`."""
    return f"{lands.value}, by @{owner}" if lands is Lands.BY_HAND and owner else lands.value


def owner_of(convoy: Convoy, audience: Audience) -> str | None:
    """The owner, where the readers may look into HQ."""
    return convoy.owner if audience.reads_hq else None


def waits_for_owner(
    convoy: Convoy, channel: Channel, owner: str | None, mark: Callable[[str], str] = str
) -> str:
    """It is complete; `mark` is put around what must be no live mention."""
    who = mark(f"@{owner}") if owner else SOMEBODY
    return f"complete, waits for {who} ({mark(channel.line(f'convoy land {convoy.id}'))})"


def unmerged(
    issue: Issue, audience: Audience, show: Callable[[Ref], str], mark: Callable[[str], str] = str
) -> str:
    """`gt-5 is closed, but its pull request gt-31 is not merged`; no more than the audience may see."""
    name = show(issue.ref)
    if not audience.may_see(issue):
        return f"{name} (private)"
    if issue.is_pull:
        return f"{name} is closed, but not merged"
    seen = [p for p in issue.unmerged_pulls if audience.may_look_into(p.ref.repo, private=p.private)]
    if not seen:
        return f"{name} is closed, but a pull request that closes it is not merged"
    names = [mark(show(pull.ref)) for pull in seen]
    return f"{name} is closed, but its pull {_are_not_merged(names)}"


def _are_not_merged(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"request {names[0]} is not merged"
    if len(names) > MOST:
        return f"requests {', '.join(names[:MOST])} and {len(names) - MOST} more are not merged"
    return f"requests {', '.join(names[:-1])} and {names[-1]} are not merged"


def not_merged(convoy: Convoy, audience: Audience) -> list[str]:
    """What a notice says of those that landed without a merge: a line each, none of what is private."""
    return [
        f"  {unmerged(issue, audience, audience.names.show)}"
        for issue in convoy.unmerged
        if audience.may_see(issue)
    ]
