"""Commands that another person gave: a mail program may have put them below somebody's answer."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from gt_convoy.commands import find
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import is_us
from gt_convoy.document import metadata
from gt_convoy.document.repeated_mails import repeats
from gt_convoy.domain.answers import Line
from gt_convoy.domain.errors import NotFound
from gt_convoy.handlers.command_source import Source, of_comment, of_thread

BEFORE = timedelta(days=90)  # older mails are hardly answered, and each 100 comments are a request


def others_marked(context: AppContext, source: Source) -> list[Line]:
    """The commands of a source; in doubt what others wrote before it in its thread, word for word.

    Only what stands below other text and changes something: for all else the thread is not read.
    """
    lines = source.commands
    open_ones = [line for line in lines if line.below and not line.doubtful and _changes(line)]
    if not open_ones or source.comment is None:
        return lines
    texts = list(_of_others(context, source))
    theirs = [line for line in open_ones if any(repeats(line.text, text) for text in texts)]
    return [replace(line, doubtful=True) if line in theirs else line for line in lines]


def _changes(line: Line) -> bool:
    command, _ = find(line.words)
    return command is not None and command.changes


def _of_others(context: AppContext, source: Source) -> Iterator[str]:
    """What others said before it in its thread, the newest first; not what we answered."""
    said = [of_comment(c) for c in context.github.comments(source.thread, source.at - BEFORE)]
    with suppress(NotFound):  # it was deleted just now
        said.insert(0, of_thread(context.github.thread(source.thread)))
    for one in reversed(said):
        own = one.author.lower() == source.author.lower()
        ours = is_us(context, one.author) and metadata.of_comment(one.text)
        if one.at <= source.at and not own and not ours:
            yield one.text
