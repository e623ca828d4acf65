"""What there is to do, as small values that a queue can keep, merge and repeat."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gt_convoy.domain.urgency import Urgency


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, named so that wanting it twice is wanting it once.

    Keys:
        `convoy:12`: look at that convoy again;
        `cmd:c<comment id>`, `cmd:i<issue id>`: do the commands of that comment or opening text;
        `merge:12`: put back an edit that our write overtook;
        `restore:12`: put back our part of its text, which an edit took away;
        `auto:owner/repo#3`: give an assigned issue its convoy;
        `label`: bring back the description of HQ's label of convoys if it is gone;
        `relabel`: HQ lost that label: bring it back, and put it on the convoys;
        `sweep`: look at everything;
        `redeliver`: ask GitHub for the deliveries that did not reach us.

    `data` maps names to strings; when a job is wanted again before it ran, the two are merged and the greater
    string of each name wins: they are times in ISO 8601, or begin with one, or never differ. `cause` is
    the delivery that wanted it last: the log tells it, nothing else depends on it.
    """

    key: str
    data: Mapping[str, str] = field(default_factory=dict)
    cause: str = field(default="", compare=False)

    @property
    def person(self) -> str:
        """Who asked for it, in lower case; "" where it is nobody's command."""
        return self.data.get("by", "").lower()

    def urgency(self, *, stranger: bool) -> Urgency:
        """When its turn is; `stranger`: whoever asked is below triage."""
        if not self.key.startswith("cmd:"):
            return Urgency.LOOK
        return Urgency.STRANGER if stranger else Urgency.COMMAND


def merged(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """The data of a job that is wanted twice."""
    return {name: max(one.get(name, ""), other.get(name, "")) for name in {**one, **other}}
