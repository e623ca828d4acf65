"""How stranded convoys are shown: what is ready and what is stuck, and with what command it goes on."""

from collections.abc import Sequence

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.stranded import Stranded
from gt_convoy.domain.warnings import BlockedOutside, Circle
from gt_convoy.messages import warned
from gt_convoy.messages.convoy_status import convoy_title, title_json
from gt_convoy.messages.issue_lines import issue_line, tracked_json


def text(found: Sequence[Stranded], audience: Audience) -> str:
    """Each with its issues, and below what is stuck, why and what helps."""
    if not found:
        return "Stranded convoys\n\n  None."
    lines = ["Stranded convoys", ""]
    for one in found:
        lines += _of(one, audience)
    if any(one.ready for one in found):
        lines += ["", f"Use '{audience.channel.line('sling <ref> [worker]')}' to hand them out."]
    return "\n".join(lines)


def _of(one: Stranded, audience: Audience) -> list[str]:
    numbers = {"ready": len(one.ready), "stuck": len(one.stuck)}
    counted = ", ".join(f"{number} {what}" for what, number in numbers.items() if number)
    lines = [f"  🚚 {one.convoy.id}: {convoy_title(one.convoy, audience)} ({counted})"]
    lines += [f"    {issue_line(issue, audience)}" for issue in one.ready]
    for issue, whys in one.stuck.items():
        lines.append(f"    {issue_line(issue, audience)}")
        lines += [f"      {_help(one, issue, why, audience)}" for why in whys]
    return lines


def _help(one: Stranded, issue: Issue, why: Circle | BlockedOutside, audience: Audience) -> str:
    """Why it is stuck, and the one command that helps; one blocker less is for GitHub's own pages."""
    said = warned.sentence(why, audience)
    if isinstance(why, BlockedOutside) and why.blockers:
        names = " ".join(audience.names.show(ref) for ref in why.blockers[: warned.MOST_SHOWN])
        return f"{said}. To track that, too: {audience.channel.line(f'convoy add {one.convoy.id} {names}')}"
    start = audience.channel.line(f"sling {audience.names.show(issue.ref)} --anyway")
    return f"{said}. To start all the same: {start}"


def as_json(one: Stranded, audience: Audience) -> dict[str, object]:
    """One of them, as `--json` prints it."""
    return {
        "id": one.convoy.id,
        "title": title_json(one.convoy, audience),
        "url": one.convoy.thread.url,
        "ready": [tracked_json(issue, audience) for issue in one.ready],
        "stuck": [
            tracked_json(issue, audience) | {"why": "; ".join(warned.sentence(why, audience) for why in whys)}
            for issue, whys in one.stuck.items()
        ],
    }
