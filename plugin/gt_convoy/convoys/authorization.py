"""Whose marks count: ours, the runner's, and those of people who may write to HQ."""

from collections.abc import Iterable

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.runner import runner_in_label
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import Denied, UserError
from gt_convoy.domain.github_values import Role
from gt_convoy.domain.issue import Thread
from gt_convoy.messages import command_refusals


def is_convoy(context: AppContext, thread: Thread) -> bool:
    """Whether an issue of HQ is a convoy: labelled, and opened by us or by one with the write role on HQ."""
    return bool(convoys_among(context, [thread]))


def convoys_among(context: AppContext, threads: Iterable[Thread]) -> list[Thread]:
    """Those that are convoys; each author is asked for once."""
    labelled = [thread for thread in threads if LABEL in thread.labels and not thread.is_pull]
    believed = {login: trusted(context, login) for login in {thread.author for thread in labelled}}
    return [thread for thread in labelled if believed[thread.author]]


def trusted(context: AppContext, login: str) -> bool:
    """Whether markers of this account count: ours, the runner's, and those of who may write to HQ.

    An App's account has no role that GitHub would tell (404 "is not a user").
    """
    if context.is_ours(login):
        return True
    at_work = runner_in_label(context) if login.endswith("[bot]") else None
    if at_work and at_work.login.lower() == login.lower():
        return True
    try:
        return context.github.role(context.config.hq, login) >= Role.WRITE
    except Denied:
        return _only_reads(context)


def _only_reads(context: AppContext) -> bool:
    """Whether we are a person who may read HQ and not write there.

    Such a one may not ask for roles, and cannot act: for their own eyes the label must do. Where a runner is
    refused the question, nobody's label is believed.
    """
    if context.github.me().endswith("[bot]"):
        return False
    own = context.github.repository(context.config.hq).role
    return own is not None and Role.READ <= own < Role.WRITE


def writes_for_us(context: AppContext, login: str) -> bool:
    """Whether what stands in a text of this account's was vouched for as ours is.

    In the terminal also the runner's: there nothing is shown but what its own token may read.
    """
    if context.is_ours(login):
        return True
    at_work = runner_in_label(context) if context.channel is Channel.TERMINAL else None
    return at_work is not None and at_work.login.lower() == login.lower()


def require_convoy(context: AppContext, thread: Thread) -> None:
    """Raises UserError if the issue is no convoy."""
    if not is_convoy(context, thread):
        raise UserError(command_refusals.not_a_convoy(thread.number, LABEL in thread.labels, context.channel))
