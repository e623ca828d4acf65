"""Do the commands of one comment, or of an issue's opening text, and answer them in one comment."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from gt_convoy.commands import REGISTRY, Answer, Call, Command, find, help  # noqa: A004 - as people type it
from gt_convoy.commands.call import require
from gt_convoy.commands.grammar import Line, parse
from gt_convoy.commands.words import no_options
from gt_convoy.convoy import Reaction
from gt_convoy.desk import Desk
from gt_convoy.door import Door
from gt_convoy.errors import REFUSALS, GitHubError, NoDatabase, NotFound, Refused, Stale, Usage
from gt_convoy.hq import require_held
from gt_convoy.memory import Allowance
from gt_convoy.refs import Ref
from gt_convoy.replies import asked, mistyped, reply
from gt_convoy.tracker import Role
from gt_convoy.unseen import json_text
from gt_convoy.urgency import Urgency, working
from gt_convoy.writes import may

from .answered import is_answered, replies
from .look import look
from .others import others_marked
from .pending import counts, window
from .source import Asked, Source, of_comment, of_thread, text_digest

log = logging.getLogger(__name__)

# Commands of one comment that are done: some thousands fit into one, and each costs requests.
MOST, MOST_OF_A_STRANGER = 20, 5


@dataclass(frozen=True, slots=True)
class Asking:
    """Where commands stand, as the job that is to do them tells."""

    id: str  # c<comment id> or i<issue id>
    thread: Ref
    comment: int | None
    digest: str | None = None  # of the text, as its event said
    by: str = ""  # the login; "" in a job that an older version left


def obey(desk: Desk, asking: Asking) -> None:
    """Read the comment once more, do its commands that have no answer of ours yet, answer.

    A comment that is gone, or no longer what its event said, is dropped. Of a stranger's above their limit
    nothing is read.
    """
    # However often it is wanted, one does it at a time.
    with desk.memory.lease(f"cmd:{asking.id}"):
        if _allows(desk, asking.id, asking.by, asking.thread, asking.comment):
            _obey(desk, asking)


def _allows(desk: Desk, source: str, by: str, thread: Ref, comment: int | None) -> bool:
    """Whether a reply may be given. Above the limit the reaction is all, and soon not even that."""
    allowance = desk.memory.allowed(by, source)
    if allowance is Allowance.REPLY:
        return True
    log.info("%s: %s: %s", source, asked.too_many(by), allowance.value)
    if allowance is Allowance.REACTION:
        desk.memory.count_stranger(by, source)
        with working(Urgency.STRANGER):
            may(f"{source}: a reaction", partial(desk.github.react, thread, comment, "eyes"))
    return False


def _obey(desk: Desk, asking: Asking) -> None:
    source = _read(desk, asking.thread, asking.comment)
    if source is None or (asking.digest and text_digest(source.text) != asking.digest):
        log.info("%s: gone or changed since it was written, dropped", asking.id)
        return
    if not source.commands or is_answered(desk, source, partial(_replies, desk, source)):
        return
    if not counts(desk, source, window(desk.memory.moment("installed"))):
        log.info("%s: too old, edited, or given where commands do not count, dropped", source.id)
        return
    call = Call(
        desk,
        asker=source.author,
        here=source.thread.repo,
        audience=desk.audience(source.thread.repo),
        look=partial(look, desk),
        since=source.at,
    )
    if call.role(desk.config.hq) >= Role.TRIAGE:
        with working(Urgency.COMMAND):
            _answer(call, source, MOST)
    elif desk.memory.count_stranger(source.author, source.id):
        desk.memory.want(source.job.key, source.job.data)  # now that it is known: behind all others
    elif _allows(desk, source.id, source.author, source.thread, source.comment):
        with working(Urgency.STRANGER):
            _answer(call, source, MOST_OF_A_STRANGER)


def _answer(call: Call, source: Source, most: int) -> None:
    desk = call.desk
    _react(desk, source, "eyes")
    answers = _answers(call, source.id, others_marked(desk, source), most)
    require_held(desk, f"cmd:{source.id}")
    _reply(desk, source, reply.comment(source.id, answers, call.audience))
    _react(desk, source, "rocket" if all(answer.ok for _, answer in answers) else "confused")
    for number in {number for _, answer in answers for number in answer.touched}:
        desk.memory.want(f"convoy:{number}")


def _react(desk: Desk, source: Source, reaction: Reaction) -> None:
    may(f"{source.id}: a reaction", partial(desk.github.react, source.thread, source.comment, reaction))


def _reply(desk: Desk, source: Source, text: str) -> None:
    """Answer, once. Where GitHub takes no comment the reaction that follows is the answer."""
    try:
        desk.github.post(source.thread, text)
    except REFUSALS as error:
        log.warning("%s: done, and GitHub takes no reply: %s", source.id, error)
    desk.memory.answered(source.id)


def _answers(call: Call, source: str, lines: Sequence[Line], most: int) -> list[tuple[Line, Answer]]:
    """Each command with its answer; those beyond `most` are not done, and share one."""
    done = [(line, run(replace(call, id=f"{source}.{n}"), line)) for n, line in enumerate(lines[:most], 1)]
    left = lines[most:]
    return [*done, (left[0], _failed(asked.too_many_commands(most, len(left))))] if left else done


def run(call: Call, line: Line) -> Answer:
    """Do one command. What is wrong with it is its answer, so that it does not eat the others."""
    try:
        command, words = recognise(line, call.door)
        if line.doubtful and command.changes:
            raise Usage(asked.perhaps_repeated(line.text))
        if "--help" in no_options(words):
            command, words = help.COMMAND, command.path
        require_role(call, command)
        params = parse(command, words, call.desk.config, call.door)
        as_json = params.pop("as_json")
        answer = command.run(call, **params)
    except Refused as exc:
        return Answer(str(exc), {"error": str(exc)}, ok=False, of_words=isinstance(exc, Usage))
    except REFUSALS as exc:
        # What GitHub refused us may name what the readers of this thread must not know of.
        log.warning("%s: %s: %s", call.id, line.text, exc)
        return _failed(asked.github_refused(call.id))
    except (GitHubError, NoDatabase, Stale):
        raise  # the same may work later
    except Exception:
        # Doing it again would fail again, and keep the asker, and in an Action all others, waiting.
        log.exception("%s: %s", call.id, line.text)
        return _failed(asked.our_mistake(call.id))
    log.info(
        "%s: %s by @%s: %s", call.id, command.name, call.asker, "done" if answer.ok else "partly refused"
    )
    if not as_json:
        return answer
    return replace(answer, text=json_text(answer.data, indent=2))


def _failed(why: str) -> Answer:
    return Answer(why, {"error": why}, ok=False)


def recognise(line: Line, door: Door) -> tuple[Command, Sequence[str]]:
    """The command that a line names, and its arguments; `/gt` alone asks for help.

    Raises Usage with the nearest command there is.
    """
    if line.problem:
        raise Usage(f"{line.problem}: {line.text}")
    if not line.words:
        return help.COMMAND, ()
    command, words = find(line.words)
    if command is None:
        known = [one.name for one in REGISTRY]
        raise Usage(mistyped.unknown_command(" ".join(line.words[:2]), known, door))
    return command, words


def require_role(call: Call, command: Command) -> None:
    """Raises Refused if the asker's role on HQ does not allow the command."""
    config = call.desk.config
    if command.access != "anyone":
        require(call, config.hq, config.write_role if command.access == "write" else config.read_role)


def _read(desk: Desk, thread: Ref, comment: int | None) -> Source | None:
    if comment is not None:
        found = desk.github.comment(thread.repo, comment)
        return of_comment(found) if found else None
    try:
        return of_thread(desk.github.thread(thread))
    except NotFound:
        return None


def _replies(desk: Desk, source: Source) -> frozenset[Asked]:
    return replies(desk, desk.github.comments(source.thread, source.at))
