"""Where commands stand: a comment, or an issue's opening text."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from gt_convoy.commands.parser import command_lines
from gt_convoy.document import metadata
from gt_convoy.domain.answers import Line
from gt_convoy.domain.github_values import Comment
from gt_convoy.domain.issue import Reaction, Thread
from gt_convoy.domain.job import ExecuteCommands
from gt_convoy.domain.references import Ref
from gt_convoy.messages import reply

# GitHub's times are whole seconds: an edit within the first one does not show in them.
UNTOUCHED = timedelta(seconds=1)
ReplyKey = tuple[str, Ref | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A comment, or the opening text of an issue."""

    id: str  # c<comment id> or i<issue id>
    thread: Ref
    comment: int | None
    author: str
    text: str
    at: datetime
    edited: bool | None = None  # ever; None: not known yet
    node: str = ""  # the text's id in GraphQL
    reactions: frozenset[Reaction] = frozenset()  # whoever put them

    @property
    def commands(self) -> list[Line]:
        """The commands that it holds; none in a comment of ours."""
        return [] if metadata.of_comment(self.text) else command_lines(self.text)

    @property
    def asked(self) -> ReplyKey:
        """What a reply to it is known by, as `replied_to` tells it."""
        return _reply_key(self.id, self.thread)

    @property
    def job(self) -> ExecuteCommands:
        """Doing its commands."""
        return commands_of(self.id, self.thread, self.comment, self.text, self.author)


def of_comment(comment: Comment) -> Source:
    """A comment as it stands."""
    return Source(
        f"c{comment.id}",
        comment.thread,
        comment.id,
        comment.author,
        comment.body,
        comment.created_at,
        edited=True if comment.updated_at - comment.created_at > UNTOUCHED else None,
        node=comment.node,
        reactions=comment.reactions,
    )


def of_thread(thread: Thread) -> Source:
    """An issue's opening text as it stands."""
    return Source(
        f"i{thread.id}",
        thread.ref,
        None,
        thread.author,
        thread.body,
        thread.created_at,
        node=thread.node,
        reactions=thread.reactions,
    )


def replied_to(comment: Comment) -> ReplyKey | None:
    """What a comment of ours replies to; None if it is no reply."""
    answers = reply.answers(comment.body)
    return None if answers is None else _reply_key(answers, comment.thread)


def _reply_key(source: str, thread: Ref) -> ReplyKey:
    # An issue that was transferred may have a new id, but has one opening text as before.
    return ("i", thread) if source.startswith("i") else (source, None)


def commands_of(source: str, thread: Ref, comment: int | None, text: str, by: str) -> ExecuteCommands:
    """Doing the commands of a source, given `by` this login, as long as its text is this one."""
    return ExecuteCommands(source, thread, comment, text_digest(text), by)


def text_digest(text: str) -> str:
    """Tells whether a comment is still what its event said."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
