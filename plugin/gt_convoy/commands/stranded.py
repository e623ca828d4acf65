"""`convoy stranded`: convoys with work that somebody could start, and nobody on them."""

from gt_convoy import hq
from gt_convoy.replies import status

from .call import Answer, Call, Command


def run(call: Call) -> Answer:
    """Read and show; a convoy with a swarm, or with nothing ready, is healthy and not listed.

    By what this thread's readers may see: being listed must not tell how the hidden issues stand.
    """
    convoys = [call.audience.visible(read.convoy) for read in hq.read_all(call.desk, "open")]
    stranded = [convoy for convoy in convoys if convoy.ready and not convoy.swarm]
    return Answer(
        text=status.stranded(stranded, call.audience),
        data=[status.stranded_json(convoy, call.audience) for convoy in stranded],
        refs=tuple(ref for c in stranded for ref in (c.thread.ref, *(issue.ref for issue in c.ready))),
    )


COMMAND = Command(
    path=("convoy", "stranded"),
    summary="List convoys with ready work (open, unassigned, unblocked) and nobody on them.",
    access="read",
    changes=False,
    run=run,
    examples=("convoy stranded",),
)
