"""Whether a write took: GitHub drops some things without a word, and answers 2xx all the same."""

from collections.abc import Collection

from gt_convoy.domain.errors import Rejected
from gt_convoy.domain.github_values import Change, Comment, Label
from gt_convoy.domain.issue import Thread


def created(thread: Thread, title: str, body: str, labels: Collection[str]) -> Thread:
    """The issue just made. Raises Rejected if it is not as wanted: without push access labels are dropped."""
    wrong = [
        *(["title"] if thread.title.strip() != title.strip() else []),
        *(["body"] if not same_text(thread.body, body) else []),
        *_missing(labels, thread.labels),
    ]
    return _unless(wrong, thread)


def updated(thread: Thread, change: Change) -> Thread:
    """The issue just changed. Raises Rejected naming what did not take."""
    wrong = []
    if change.open is not None and change.open is not thread.open:
        wrong.append(f"state ({'open' if change.open else 'closed'})")
    if change.body is not None and not same_text(thread.body, change.body):
        wrong.append("body")
    return _unless([*wrong, *_missing(change.labels or (), thread.labels)], thread)


def posted(comment: Comment, text: str) -> Comment:
    """The comment just written. Raises Rejected if its text is another."""
    if not same_text(comment.body, text):
        raise Rejected(f"GitHub did not take the comment as it was written: see {comment.url}")
    return comment


def labelled(repo: str, now: Label, wanted: Label) -> None:
    """Raise Rejected if the label is not as wanted."""
    if (now.name, now.color.lower(), now.description) != (
        wanted.name,
        wanted.color.lower(),
        wanted.description,
    ):
        raise Rejected(f"GitHub did not take the label {wanted.name} of {repo} as it was wanted")


def same_text(one: str, other: str) -> bool:
    """Equal, whichever line ends GitHub made of them."""
    return one == other or _lines(one) == _lines(other)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _missing(wanted: Collection[str], there: Collection[str]) -> list[str]:
    """The labels that are wanted and not there; GitHub compares them without case."""
    known = {name.lower() for name in there}
    return [f"label {name}" for name in sorted(wanted) if name.lower() not in known]


def _unless(wrong: list[str], thread: Thread) -> Thread:
    if wrong:
        raise Rejected(f"GitHub did not take what was written to {thread.ref}: {', '.join(wrong)}")
    return thread
