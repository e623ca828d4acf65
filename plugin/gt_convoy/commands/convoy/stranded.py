"""`convoy stranded`: convoys with work that nobody has, or with issues that are stuck."""

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.convoys import repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.stranded import stranded
from gt_convoy.messages import stranded as replies


def run(call: CommandContext) -> Answer:
    """List the stranded convoys, with no more than the readers of this thread may see."""
    convoys = [read.convoy for read in repository.read_all(call.app, "open")]
    found = [one for convoy in convoys if (one := stranded(convoy, call.audience))]
    refs = [
        ref for one in found for ref in (one.convoy.thread.ref, *(i.ref for i in (*one.ready, *one.stuck)))
    ]
    return Answer(
        text=replies.text(found, call.audience),
        data=[replies.as_json(one, call.audience) for one in found],
        refs=tuple(dict.fromkeys(refs)),
    )


DETAILS = Details(
    access="read",
    changes=False,
    run=run,
    examples=("convoy stranded",),
    notes=("Stuck is what waits in a circle, or for something that the convoy does not track.",),
)
