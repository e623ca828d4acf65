"""How many of a convoy's issues stand how, as far as the readers of a thread may know.

Of an issue that they may not look into they are told that it is there, and whether it is closed: no more by a
count than by its line. So a closed one counts as done, and an open one as private.
"""

from collections import Counter

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Issue, Seen, State
from gt_convoy.domain.progress import Progress, progress

PRIVATE = "private"


def shown_progress(seen: Seen, audience: Audience) -> Progress | None:
    """The progress that these readers may see; None for an open issue that they may not look into."""
    if not isinstance(seen, Issue) or audience.may_see(seen):
        return progress(seen)
    return Progress.DONE if seen.state is State.CLOSED else None


def counts(convoy: Convoy, audience: Audience) -> dict[str, int]:
    """How many stand how, by value of Progress or PRIVATE, zeros left out; together all that it tracks."""
    found = Counter(shown_progress(seen, audience) for seen in convoy.tracked)
    return {value.value if value else PRIVATE: found[value] for value in (*Progress, None) if found[value]}
