"""Who is given a convoy's issues, and what of them is handed out to nobody."""

from gt_convoy.domain import feeding
from gt_convoy.domain.audience import Audience, Channel
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.crew import Crew
from gt_convoy.domain.feeding import Assignment
from gt_convoy.domain.issue import Issue
from gt_convoy.messages.words import plural, some


def crew(convoy: Convoy, channel: Channel) -> str:
    """`@amber @nux, at most 2 at once, paused`; "" for a convoy without a crew."""
    if not convoy.crew.workers:
        return ""
    parts = [members(convoy.crew)]
    if convoy.crew.paused:
        parts.append(f"paused ({channel.line(f'convoy resume {convoy.id}')})")
    if convoy.marker.launch is None:
        parts.append(f"not launched ({channel.line(f'convoy launch {convoy.id}')})")
    return ", ".join(parts)


def members(who: Crew) -> str:
    """`@amber @nux, at most 2 at once`."""
    return f"{' '.join(f'@{login}' for login in who.workers)}, at most {who.limit} at once"


def crew_json(convoy: Convoy, audience: Audience) -> dict[str, object] | None:
    """The same, as `--json` prints it; None without a crew, or where the readers may not look into HQ."""
    launch = convoy.marker.launch
    if not convoy.crew.workers or not audience.reads_hq:
        return None
    return {
        "workers": list(convoy.crew.workers),
        "at_most": convoy.crew.limit,
        "paused": convoy.crew.paused,
        "launched_by": launch.by if launch else None,
    }


def next_lines(convoy: Convoy, audience: Audience) -> list[str]:
    """What is given to whom with the next look, as far as the readers may know: `gt-3 → @amber`."""
    return [f"{audience.names.show(one.ref)} → @{one.login}" for one in _next(convoy, audience)]


def next_json(convoy: Convoy, audience: Audience) -> list[dict[str, object]]:
    """The same, as `--json` prints it."""
    return [{"id": audience.names.show(one.ref), "login": one.login} for one in _next(convoy, audience)]


def _next(convoy: Convoy, audience: Audience) -> list[Assignment]:
    seen = {issue.ref for issue in convoy.open_issues if audience.may_see(issue)}
    return [one for one in feeding.assignments(convoy) if one.ref in seen]


def stalled(issue: Issue, convoy: Convoy, audience: Audience) -> str:
    """Why an issue is handed out no more, as far as the readers may know."""
    name = audience.names.show(issue.ref)
    if not audience.may_see(issue):
        return f"{name} (private)"
    given = feeding.given_to(convoy, issue)
    who = some([f"@{login}" for login in dict.fromkeys(given)])
    return f"{name} was given {plural(len(given), 'time')} ({who}), and nobody has it"


def nobody(convoy: Convoy, audience: Audience) -> list[str]:
    """What a status says of those that are handed out to nobody, a sentence each."""
    launch = audience.channel.line(f"convoy launch {convoy.id}")
    left = [f"{stalled(one, convoy, audience)}: {launch}" for one in feeding.stalled(convoy)]
    others = [audience.names.show(i.ref) for i in feeding.not_fed(convoy) if audience.may_see(i)]
    return left + ([f"Not handed out before a new launch: {some(others)} ({launch})"] if others else [])
