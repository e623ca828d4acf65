"""Whether commands were answered: by a reply of ours or, where GitHub takes none, by a reaction of ours."""

from collections.abc import Callable, Collection, Iterable

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.github_values import Comment
from gt_convoy.domain.issue import Reaction
from gt_convoy.handlers.command_source import ReplyKey, Source, replied_to

DONE: tuple[Reaction, ...] = ("rocket", "confused")  # put after all else


def replies(context: AppContext, comments: Iterable[Comment]) -> frozenset[ReplyKey]:
    """What the comments of ours among these reply to."""
    found = (replied_to(comment) for comment in comments if context.is_ours(comment.author))
    return frozenset(asked for asked in found if asked)


def is_answered(context: AppContext, source: Source, replied: Callable[[], Collection[ReplyKey]]) -> bool:
    """Whether its commands are not to be done once more; `replied` is asked if we remember no answer.

    With a personal token we are that person: their own rocket or confused reaction, put by hand, answers too.
    One request for each of the two that the source bears, whoever put it; else none.
    """
    if context.state.notices.has_reply(source.id):  # GitHub may not show our reply yet
        return True
    return source.asked in replied() or _reacted(context, source)


def _reacted(context: AppContext, source: Source) -> bool:
    return any(
        context.is_ours(login)
        for reaction in DONE
        if reaction in source.reactions
        for login in context.github.reacted(source.thread, source.comment, reaction)
    )
