"""What a command is, what it is given when it is called, and what it answers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import click

from gt_convoy import hq
from gt_convoy.config import Config
from gt_convoy.convoy import Issue, Seen, Unknown
from gt_convoy.desk import Desk
from gt_convoy.door import Door
from gt_convoy.errors import Problems, Refused
from gt_convoy.privacy import Audience
from gt_convoy.refs import BadReference, Ref
from gt_convoy.replies import asked, status
from gt_convoy.replies.asked import UNREADABLE, Outcome, Result
from gt_convoy.tracker import Role
from gt_convoy.unseen import named

Access = Literal["read", "write", "anyone"]
TEXT = "TEXT"  # how an option for free text names its value


@dataclass(frozen=True, slots=True)
class Planned:
    """What a look at one convoy planned, as `check` tells it."""

    id: str
    effects: tuple[Mapping[str, Any], ...]
    applied: bool
    error: str | None = None  # why it could not be looked at

    def json(self, *, texts: bool = True) -> dict[str, object]:
        """As `--json` prints it; without `texts` for who may not read what is written to HQ."""
        effects = [{n: v for n, v in e.items() if texts or n not in ("text", "body")} for e in self.effects]
        found: dict[str, object] = {"id": self.id, "effects": effects, "applied": self.applied}
        return found | ({"error": self.error} if self.error else {})


class Look(Protocol):
    """Looks at one convoy and makes it what it should be."""

    def __call__(self, number: int, *, dry: bool = False, closing: bool = False) -> Planned:
        """`dry`: only plan it. `closing`: land it even if a person had reopened it."""


@dataclass(frozen=True)
class Call:
    """One command given by somebody somewhere."""

    desk: Desk
    asker: str
    here: str  # the repository that `#12` is in
    audience: Audience  # of the thread that the answer stands in
    look: Look
    id: str | None = None  # of the command, where it could be met again
    since: datetime | None = None  # when it was given
    # Raises Refused where landing is another's work: its words are what to ask there.
    leave_to_runner: Callable[[str], None] = lambda _words: None
    roles: dict[str, Role] = field(default_factory=dict)  # the asker's, as far as they were asked for

    @property
    def door(self) -> Door:
        """Where the answer is read."""
        return self.desk.door

    @property
    def in_terminal(self) -> bool:
        """Whether the token is the asker's own: then GitHub itself checks what they may."""
        return self.door is Door.TERMINAL

    def role(self, repo: str) -> Role:
        """The asker's effective role on a repository, asked once for all commands of a comment."""
        if repo not in self.roles:
            own = self.in_terminal
            self.roles[repo] = self._own_role(repo) if own else self.desk.github.role(repo, self.asker)
        return self.roles[repo]

    def _own_role(self, repo: str) -> Role:
        """Of whoever owns the token; where GitHub does not tell, its own refusals must do."""
        own = self.desk.github.repository(repo).role
        return Role.ADMIN if own is None else own


@dataclass(frozen=True)
class Answer:
    """What a command has to say: text for people, data for programs."""

    text: str
    data: object
    refs: tuple[Ref, ...] = ()  # as links below the text, in a comment
    touched: tuple[int, ...] = ()  # convoys to look at again
    ok: bool = True  # False: something of it was refused
    of_words: bool = False  # it is about the words that were typed, and tells nothing of HQ


@dataclass(frozen=True)
class Command:
    """One command: everything that help, terminal, comment and Action need of it."""

    path: tuple[str, ...]
    summary: str
    access: Access
    run: Callable[..., Answer]
    params: Sequence[click.Parameter] = ()
    examples: Sequence[str] = ()
    notes: Sequence[str] = ()  # what its form does not tell
    prepare: Callable[[list[str], Config], list[str]] | None = None  # of the words, before they are parsed
    changes: bool = True  # False: it only shows

    @property
    def name(self) -> str:
        """Its words, `convoy create`."""
        return " ".join(self.path)


def split_refs(words: Sequence[str]) -> list[str]:
    """The references among words: commas between them are tolerated, and a sentence's sign behind each."""
    return [_without_stop(part) for word in words for part in word.split(",") if part]


def _without_stop(word: str) -> str:
    return word[:-1] if word[1:].endswith((",", ".", ";", ":", "!")) else word


def check_refs(call: Call, words: Sequence[str]) -> tuple[dict[Ref, Issue], list[str]]:
    """Read every issue that the words name: those that may be tracked, and a sentence for each other one."""
    wanted: dict[Ref, str] = {}
    problems: dict[str, str] = {}
    for word in split_refs(words):
        try:
            wanted.setdefault(call.desk.config.names.parse(word, call.here), word)
        except BadReference as exc:
            problems[word] = exc.why
    seen = call.desk.github.issues(list(wanted)) if wanted else {}
    readable = _readable(call, seen.values())
    good: dict[Ref, Issue] = {}
    for ref, word in wanted.items():
        found = seen[ref]
        # A missing issue and one that the asker may not read get the same answer: neither is told apart.
        if isinstance(found, Unknown) or found.ref.repo not in readable:
            problems[word] = UNREADABLE
        else:
            good[ref] = found
    return good, [f"{named(word)}: {why}" for word, why in problems.items()]


def all_refs(call: Call, words: Sequence[str]) -> dict[Ref, Issue]:
    """As `check_refs`. Raises Problems if one is wrong, so that nothing is half made."""
    good, problems = check_refs(call, words)
    if problems:
        raise Problems(problems)
    return good


def may_read(call: Call, repo: str, *, private: bool) -> bool:
    """Whether the asker may read a repository themselves."""
    return call.in_terminal or not private or call.role(repo) >= Role.READ


def require(call: Call, repo: str, needed: Role) -> None:
    """Raises Refused if the asker's role on a repository is less than needed."""
    if call.role(repo) < needed:
        raise Refused(asked.too_weak(call.asker, call.role(repo).name.lower(), needed.name.lower(), repo))


def check_subscribers(call: Call, mentions: Collection[str]) -> list[str]:
    """See that each subscriber is somebody. Returns warnings; raises Problems for those that do not exist."""
    warnings, problems = [], []
    for mention in mentions:
        name = mention.removeprefix("@")
        org, _, team = name.partition("/")
        if team and not _team_listed(call, org, team):
            warnings.append(asked.team_not_readable(mention))
        elif not team and not call.desk.github.account_exists(name):
            problems.append(asked.no_such_account(mention))
    if problems:
        raise Problems(problems)
    return warnings


def _team_listed(call: Call, org: str, slug: str) -> bool:
    """Whether a team's members may be listed; in a public thread a secret one is as one that is not there."""
    team = call.desk.github.team(org, slug)
    public = call.audience.repo is not None and not call.audience.private
    return team is not None and not (team.secret and public)


def shown(call: Call, number: int, text: str, *, touched: tuple[int, ...] = ()) -> Answer:
    """An answer about one convoy, with the convoy as it is now for programs."""
    convoy = hq.read(call.desk, number).convoy
    return Answer(text, status.convoy_json(convoy, call.audience), (convoy.thread.ref,), touched)


def _readable(call: Call, seen: Collection[Seen]) -> set[str]:
    """The repositories among these issues that the asker may read: asked once for each."""
    private = {s.ref.repo: s.private for s in seen if isinstance(s, Issue)}
    return {repo for repo, hidden in private.items() if may_read(call, repo, private=hidden)}


def convoy_number(call: Call, word: str) -> int:
    """The number of the convoy that a word names. Raises BadReference."""
    return call.desk.config.names.convoy(_without_stop(word))


def results_of(call: Call, issues: Mapping[Ref, Issue], outcome: Outcome) -> list[Result]:
    """The same outcome for each, with the titles that the answer's readers may see."""
    once: dict[Ref, tuple[Ref, Issue]] = {}
    for ref, issue in issues.items():
        once.setdefault(issue.ref, (ref, issue))
    return [
        Result(call.desk.config.names.show(ref), outcome, title=i.title if call.audience.may_see(i) else None)
        for ref, i in once.values()
    ]


def repeated(call: Call, words: Sequence[str], issues: Mapping[Ref, Issue]) -> list[Result]:
    """`already there` for each word that names an issue which a word before it named."""
    named = (call.desk.config.names.leading(word, call.here) for word in split_refs(words))
    places = [issues[leading[0]].ref for leading in named if leading and leading[0] in issues]
    return [
        Result(call.desk.config.names.show(ref), "already")
        for n, ref in enumerate(places)
        if ref in places[:n]
    ]
