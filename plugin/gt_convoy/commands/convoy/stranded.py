"""`convoy stranded`: convoys with work that somebody could start, and nobody on them."""

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.convoys import repository
from gt_convoy.domain.answers import Answer
from gt_convoy.messages import convoy_status


def run(call: CommandContext) -> Answer:
    """Read and show; a convoy with a swarm, or with nothing ready, is healthy and not listed.

    By what this thread's readers may see: being listed must not tell how the hidden issues stand.
    """
    convoys = [call.audience.visible(read.convoy) for read in repository.read_all(call.app, "open")]
    stranded = [convoy for convoy in convoys if convoy.ready and not convoy.swarm]
    return Answer(
        text=convoy_status.stranded(stranded, call.audience),
        data=[convoy_status.stranded_json(convoy, call.audience) for convoy in stranded],
        refs=tuple(ref for c in stranded for ref in (c.thread.ref, *(issue.ref for issue in c.ready))),
    )


DETAILS = Details(
    access="read",
    changes=False,
    run=run,
    examples=("convoy stranded",),
)
