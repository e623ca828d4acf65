"""Commands that another person gave: a mail program may have put them below somebody's answer."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from gt_convoy.commands import find
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.document import metadata
from gt_convoy.document.repeated_mails import repeats
from gt_convoy.domain.answers import Line
from gt_convoy.domain.bounds import OLDEST_COMMAND
from gt_convoy.domain.errors import NotFound
from gt_convoy.domain.github_values import Comment
from gt_convoy.handlers.command_source import Source, of_comment, of_thread
from gt_convoy.messages.reply import answers

BEFORE = timedelta(days=90)  # older mails are hardly answered, and each 100 comments are a request
MOST_HISTORIES = 100  # texts whose earlier versions are asked for, in one request


def others_marked(context: AppContext, source: Source) -> list[Line]:
    """The commands of a source; in doubt what others wrote before it in its thread, word for word.

    Only what stands below other text and changes something: for all else the thread is not read.
    """
    lines = source.commands
    open_ones = [line for line in lines if line.below and not line.doubtful and _changes(line)]
    if not open_ones or source.comment is None:
        return lines
    theirs = _of_others(open_ones, _texts(context, source))
    return [replace(line, doubtful=True) if line in theirs else line for line in lines]


def _changes(line: Line) -> bool:
    command, _ = find(line.words)
    return command is not None and command.details.changes


def _of_others(lines: Sequence[Line], texts: Iterable[str | None]) -> Sequence[Line]:
    """Those that a text repeats; all where a text is gone. No more texts are read once all are known."""
    theirs: list[Line] = []
    for text in texts:
        if text is None:
            return lines
        theirs += [line for line in lines if line not in theirs and repeats(line.text, text)]
        if len(theirs) == len(lines):
            break
    return theirs


def _texts(context: AppContext, source: Source) -> Iterator[str | None]:
    """What others said before it in its thread, the newest first, then what was edited; None: it is gone."""
    comments = context.github.comments(source.thread, source.at - BEFORE)
    said = [of_comment(comment) for comment in comments]
    with suppress(NotFound):  # it was deleted just now
        said.insert(0, of_thread(context.github.thread(source.thread)))
    before = [one for one in reversed(said) if one.at <= source.at]
    ours = {one.id for one in before if context.is_ours(one.author) and metadata.of_comment(one.text)}
    others = [one for one in before if one.author.lower() != source.author.lower() and one.id not in ours]
    yield from (one.text for one in others)
    if _is_one_gone(context, source, comments):
        yield None
    # By GitHub's times an edit within the first second does not show.
    edited = [one.node for one in sorted(others, key=lambda one: not one.edited) if one.node]
    yield from context.github.earlier_texts(source.thread, edited[:MOST_HISTORIES])


def _is_one_gone(context: AppContext, source: Source, comments: Sequence[Comment]) -> bool:
    """Whether a comment that we answered here is not there any more: what it said, nobody knows."""
    there = {f"c{comment.id}" for comment in comments}
    young = source.at - BEFORE + OLDEST_COMMAND  # what an older reply of ours answers was not read
    replies = (
        one for one in comments if context.is_ours(one.author) and young <= one.created_at <= source.at
    )
    answered = {answers(one.body) for one in replies} - {None}
    return any(str(one).startswith("c") and one not in there for one in answered)
