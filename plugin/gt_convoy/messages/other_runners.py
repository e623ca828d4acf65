"""What is said where another runner or account works for the same HQ."""

from gt_convoy.domain.audience import Channel


def other_runner(hq: str, now: str, wanted: str) -> str:
    """One HQ has one runner."""
    return (
        f"{hq} is worked for by the {now} (see the description of its label `convoy`). "
        f"Stop that one, or have this {wanted} take over with --take-over"
    )


def other_account(hq: str, now: str, me: str) -> str:
    """What another account answered is not known as ours: it would be done again."""
    return (
        f"{hq} is worked for by @{now} (see the description of its label `convoy`), and this is @{me}. "
        f"Put `writers: [{now}]` into the configuration, so that what it made and answered still counts; "
        "or begin anew with --take-over: then nothing that was commanded before is done"
    )


def runners_work(hq: str, now: str, words: str) -> str:
    """What the terminal leaves to the runner."""
    comment, plan = Channel.GITHUB.line(words), Channel.TERMINAL.line("convoy check --dry-run")
    return (
        f"{hq} has a runner, the {now}: it alone lands and closes convoys. Ask it by a comment in {hq}, "
        f"`{comment}`, or see its plan with `{plan}`"
    )
