"""What commands check before they write: references, people, roles."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence

from gt_convoy.commands.context import CommandContext, _team_listed, without_stop
from gt_convoy.convoys import repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.errors import Denied, GitHubError, NotFound, Problems, UserError
from gt_convoy.domain.github_values import Role
from gt_convoy.domain.issue import Issue, Seen, Unknown
from gt_convoy.domain.references import BadReference, Ref
from gt_convoy.domain.safe_text import invisible_named
from gt_convoy.messages import command_answers, command_refusals, convoy_status, sling_answers
from gt_convoy.messages.command_answers import UNREADABLE, Outcome, Result

log = logging.getLogger(__name__)


def split_refs(words: Sequence[str]) -> list[str]:
    """The references among words: commas between them are tolerated, and a sentence's sign behind each."""
    return [without_stop(part) for word in words for part in word.split(",") if part]


def check_refs(call: CommandContext, words: Sequence[str]) -> tuple[dict[Ref, Issue], list[str]]:
    """Read every issue that the words name: those that may be tracked, and a sentence for each other one."""
    wanted: dict[Ref, str] = {}
    problems: dict[str, str] = {}
    for word in split_refs(words):
        try:
            wanted.setdefault(call.app.config.names.parse(word, call.here), word)
        except BadReference as exc:
            problems[word] = exc.why
    seen = call.app.github.issues(list(wanted)) if wanted else {}
    readable = _readable(call, seen.values())
    good: dict[Ref, Issue] = {}
    for ref, word in wanted.items():
        found = seen[ref]
        # A missing issue and one that the asker may not read get the same answer: neither is told apart.
        if isinstance(found, Unknown) or found.ref.repo not in readable:
            problems[word] = UNREADABLE
        else:
            good[ref] = found
    return good, [f"{invisible_named(word)}: {why}" for word, why in problems.items()]


def all_refs(call: CommandContext, words: Sequence[str]) -> dict[Ref, Issue]:
    """As `check_refs`. Raises Problems if one is wrong, so that nothing is half made."""
    good, problems = check_refs(call, words)
    if problems:
        raise Problems(problems)
    return good


def may_read(call: CommandContext, repo: str, *, private: bool) -> bool:
    """Whether the asker may read a repository themselves."""
    return call.in_terminal or not private or call.role(repo) >= Role.READ


def require_role_on(call: CommandContext, repo: str, needed: Role) -> None:
    """Raises UserError if the asker's role on a repository is less than needed."""
    if call.role(repo) < needed:
        raise UserError(
            command_refusals.role_too_low(call.asker, call.role(repo).name.lower(), needed.name.lower(), repo)
        )


def require_assignable(call: CommandContext, repos: Iterable[str], logins: Sequence[str]) -> None:
    """Raises Problems where the asker may not assign, or one of these logins cannot be assigned."""
    problems = []
    for repo in dict.fromkeys(repos):
        try:
            require_role_on(call, repo, Role.TRIAGE)
        except UserError as exc:
            problems.append(str(exc))
            continue
        unable = [login for login in logins if not call.app.github.assignable(repo, login)]
        problems += [sling_answers.not_assignable(login, repo) for login in unable]
    if problems:
        raise Problems(problems)


def address(call: CommandContext, word: str) -> str:
    """The `@login` or `@org/team` that a word means, without a sentence's sign. Raises UserError."""
    config = call.app.config
    return config.who(without_stop(word)) or config.who(word) or config.address(without_stop(word))


def worker_of(call: CommandContext, word: str) -> str:
    """The login that a word means as a worker. Raises UserError for a team, and for an unknown address."""
    name = without_stop(word)
    if login := call.app.config.worker(name):
        return login
    raise UserError(sling_answers.is_team(name, address(call, word)))


def check_subscribers(call: CommandContext, mentions: Collection[str]) -> list[str]:
    """Check that each subscriber exists. Returns warnings; raises Problems for those that do not."""
    warnings, problems = [], []
    for mention in mentions:
        name = mention.removeprefix("@")
        org, _, team = name.partition("/")
        if team and not _team_listed(call, org, team):
            warnings.append(command_answers.team_not_readable(mention))
        elif not team and not call.app.github.account_exists(name):
            problems.append(command_refusals.no_such_account(mention))
    if problems:
        raise Problems(problems)
    return warnings


def why_refused(call: CommandContext, error: GitHubError) -> str:
    """Why GitHub refused, as far as the readers of the answer may know.

    Whoever is at the terminal asked by their own token, and may know all of it.
    """
    if call.in_terminal:
        return str(error)
    log.warning("%s: %s", call.id, error)
    if error.shut and _may_look_into(call, error.shut.repo):
        return command_refusals.shut(error.shut)
    return command_refusals.github_refused(call.id)


def _may_look_into(call: CommandContext, repo: str) -> bool:
    try:
        private = call.app.github.repository(repo).private
    except (Denied, NotFound):
        return False
    return call.audience.may_look_into(repo, private=private)


def shown(call: CommandContext, number: int, text: str, *, touched: tuple[int, ...] = ()) -> Answer:
    """An answer about one convoy, with the convoy as it is now for programs."""
    convoy = repository.read(call.app, number).convoy
    return Answer(text, convoy_status.convoy_json(convoy, call.audience), (convoy.thread.ref,), touched)


def _readable(call: CommandContext, seen: Collection[Seen]) -> set[str]:
    """The repositories among these issues that the asker may read: asked once for each."""
    private = {s.ref.repo: s.private for s in seen if isinstance(s, Issue)}
    return {repo for repo, hidden in private.items() if may_read(call, repo, private=hidden)}


def convoy_number(call: CommandContext, word: str) -> int:
    """The number of the convoy that a word names. Raises BadReference."""
    return call.app.config.names.convoy(without_stop(word))


def results_of(call: CommandContext, issues: Mapping[Ref, Issue], outcome: Outcome) -> list[Result]:
    """The same outcome for each, with the titles that the answer's readers may see."""
    once: dict[Ref, tuple[Ref, Issue]] = {}
    for ref, issue in issues.items():
        once.setdefault(issue.ref, (ref, issue))
    return [
        Result(call.app.config.names.show(ref), outcome, title=i.title if call.audience.may_see(i) else None)
        for ref, i in once.values()
    ]


def repeated(call: CommandContext, words: Sequence[str], issues: Mapping[Ref, Issue]) -> list[Result]:
    """`already there` for each word that names an issue which a word before it named."""
    named = (call.app.config.names.leading(word, call.here) for word in split_refs(words))
    places = [issues[leading[0]].ref for leading in named if leading and leading[0] in issues]
    return [
        Result(call.app.config.names.show(ref), "already")
        for n, ref in enumerate(places)
        if ref in places[:n]
    ]
