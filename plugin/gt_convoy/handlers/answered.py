"""Whether commands were answered: by a reply of ours or, where GitHub takes none, by a reaction of ours."""

from collections.abc import Callable, Collection, Iterable

from gt_convoy.convoy import Reaction
from gt_convoy.desk import Desk
from gt_convoy.tracker import Comment
from gt_convoy.trust import is_us

from .source import Asked, Source, replied_to

DONE: tuple[Reaction, ...] = ("rocket", "confused")  # put after all else


def replies(desk: Desk, comments: Iterable[Comment]) -> frozenset[Asked]:
    """What the comments of ours among these reply to."""
    found = (replied_to(comment) for comment in comments if is_us(desk, comment.author))
    return frozenset(asked for asked in found if asked)


def is_answered(desk: Desk, source: Source, replied: Callable[[], Collection[Asked]]) -> bool:
    """Whether its commands are not to be done once more; `replied` is asked if we remember no answer.

    With a personal token we are that person: their own rocket or confused reaction, put by hand, answers too.
    One request for each of the two that the source bears, whoever put it; else none.
    """
    if desk.memory.was_answered(source.id):  # GitHub may not show our reply yet
        return True
    return source.asked in replied() or _reacted(desk, source)


def _reacted(desk: Desk, source: Source) -> bool:
    return any(
        is_us(desk, login)
        for reaction in DONE
        if reaction in source.reactions
        for login in desk.github.reacted(source.thread, source.comment, reaction)
    )
