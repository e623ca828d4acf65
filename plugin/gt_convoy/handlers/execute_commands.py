"""Do the commands of one comment, or of an issue's opening text, and answer them in one comment."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gt_convoy.commands import HELP, REGISTRY, find
from gt_convoy.commands.command import Command
from gt_convoy.commands.context import CommandContext
from gt_convoy.commands.parser import parse
from gt_convoy.commands.validation import require_role_on, why_refused
from gt_convoy.commands.word_splitting import no_options
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.apply import require_held
from gt_convoy.convoys.refusals import try_write
from gt_convoy.domain.answers import (
    Answer,
    Line,
)
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import REFUSALS, GitHubError, NoDatabase, NotFound, Stale, UsageError, UserError
from gt_convoy.domain.github_values import Role
from gt_convoy.domain.issue import Reaction
from gt_convoy.domain.job import ExecuteCommands, SyncConvoy
from gt_convoy.domain.references import Ref
from gt_convoy.domain.safe_text import json_text
from gt_convoy.domain.urgency import Urgency, working
from gt_convoy.handlers.answered import is_answered, replies
from gt_convoy.handlers.command_source import ReplyKey, Source, of_comment, of_thread, text_digest
from gt_convoy.handlers.others_commands import others_marked
from gt_convoy.handlers.pending_commands import counts
from gt_convoy.messages import command_refusals, mistyped, reply
from gt_convoy.ports.state_store import Allowance

log = logging.getLogger(__name__)

# Commands of one comment that are done: some thousands fit into one, and each costs requests.
MOST, MOST_OF_A_STRANGER = 20, 5


def execute_commands(context: AppContext, asked: ExecuteCommands) -> None:
    """Read the comment once more, do its commands that have no answer of ours yet, answer.

    A comment that is gone, or no longer what its event said, is dropped. Of a stranger's above their limit
    nothing is read.
    """
    # However often it is enqueued, one does it at a time.
    with context.state.locks.lease(f"cmd:{asked.source}"):
        if _allows(context, asked.source, asked.by, asked.thread, asked.comment):
            _execute_commands(context, asked)


def _allows(context: AppContext, source: str, by: str, thread: Ref, comment: int | None) -> bool:
    """Whether a reply may be given. Above the limit the reaction is all, and soon not even that."""
    allowance = context.state.allowances.allowed(by, source)
    if allowance is Allowance.REPLY:
        return True
    log.info("%s: %s: %s", source, command_refusals.too_many(by), allowance.value)
    if allowance is Allowance.REACTION:
        context.state.allowances.count_stranger(by, source)
        with working(Urgency.STRANGER):
            try_write(f"{source}: a reaction", partial(context.writer.react, thread, comment, "eyes"))
    return False


def _execute_commands(context: AppContext, asked: ExecuteCommands) -> None:
    source = _read(context, asked.thread, asked.comment)
    if source is None or (asked.digest and text_digest(source.text) != asked.digest):
        log.info("%s: gone or changed since it was written, dropped", asked.source)
        return
    if not source.commands or is_answered(context, source, partial(_replies, context, source)):
        return
    if not counts(context, source):
        log.info("%s: too old, edited, or given where commands do not count, dropped", source.id)
        return
    call = CommandContext(
        context,
        asker=source.author,
        here=source.thread.repo,
        audience=context.audience(source.thread.repo),
        since=source.at,
    )
    if call.role(context.config.hq) >= Role.TRIAGE:
        with working(Urgency.COMMAND):
            _answer(call, source, MOST)
    elif context.state.allowances.count_stranger(source.author, source.id):
        context.state.jobs.enqueue(source.job)  # now that it is known: behind all others
    elif _allows(context, source.id, source.author, source.thread, source.comment):
        with working(Urgency.STRANGER):
            _answer(call, source, MOST_OF_A_STRANGER)


def _answer(call: CommandContext, source: Source, most: int) -> None:
    context = call.app
    _react(context, source, "eyes")
    answers = _answers(call, source.id, others_marked(context, source), most)
    require_held(context, f"cmd:{source.id}")
    _reply(context, source, reply.comment(source.id, answers, call.audience))
    _react(context, source, "rocket" if all(answer.ok for _, answer in answers) else "confused")
    for number in {number for _, answer in answers for number in answer.touched}:
        context.state.jobs.enqueue(SyncConvoy(number))


def _react(context: AppContext, source: Source, reaction: Reaction) -> None:
    try_write(
        f"{source.id}: a reaction", partial(context.writer.react, source.thread, source.comment, reaction)
    )


def _reply(context: AppContext, source: Source, text: str) -> None:
    """Answer, once. Where GitHub takes no comment the reaction that follows is the answer."""
    try:
        context.writer.post(source.thread, text)
    except REFUSALS as error:
        log.warning("%s: done, and GitHub takes no reply: %s", source.id, error)
    context.state.notices.note_reply(source.id)


def _answers(
    call: CommandContext, source: str, lines: Sequence[Line], most: int
) -> list[tuple[Line, Answer]]:
    """Each command with its answer; those beyond `most` are not done, and share one."""
    done = [(line, run(replace(call, id=f"{source}.{n}"), line)) for n, line in enumerate(lines[:most], 1)]
    left = lines[most:]
    return [*done, (left[0], _failed(command_refusals.too_many_commands(most, len(left))))] if left else done


def run(call: CommandContext, line: Line) -> Answer:
    """Do one command. What is wrong with it is its answer, so that it does not eat the others."""
    try:
        command, words = recognise(line, call.channel)
        if line.doubtful and command.details.changes:
            raise UsageError(command_refusals.perhaps_repeated(line.text))
        if "--help" in no_options(words):
            command, words = HELP, command.path
        require_role(call, command)
        params = parse(command, words, call.app.config, call.channel)
        as_json = params.pop("as_json")
        answer = command.details.run(call, **params)
    except UserError as exc:
        return Answer(str(exc), {"error": str(exc)}, ok=False, of_words=isinstance(exc, UsageError))
    except REFUSALS as exc:
        return _failed(why_refused(call, exc))
    except (GitHubError, NoDatabase, Stale):
        raise  # the same may work later
    except Exception:
        # Doing it again would fail again, and keep the asker, and in an Action all others, waiting.
        log.exception("%s: %s", call.id, line.text)
        return _failed(command_refusals.our_mistake(call.id))
    log.info(
        "%s: %s by @%s: %s", call.id, command.name, call.asker, "done" if answer.ok else "partly refused"
    )
    if not as_json:
        return answer
    return replace(answer, text=json_text(answer.data, indent=2))


def _failed(why: str) -> Answer:
    return Answer(why, {"error": why}, ok=False)


def recognise(line: Line, channel: Channel) -> tuple[Command, Sequence[str]]:
    """The command that a line names, and its arguments; `/gt` alone asks for help.

    Raises UsageError with the nearest command there is.
    """
    if line.problem:
        raise UsageError(f"{line.problem}: {line.text}")
    if not line.words:
        return HELP, ()
    command, words = find(line.words)
    if command is None:
        known = [one.name for one in REGISTRY]
        raise UsageError(mistyped.unknown_command(" ".join(line.words[:2]), known, channel))
    return command, words


def require_role(call: CommandContext, command: Command) -> None:
    """Raises UserError if the asker's role on HQ does not allow the command."""
    config = call.app.config
    access = command.details.access
    if access != "anyone":
        require_role_on(call, config.hq, config.write_role if access == "write" else config.read_role)


def _read(context: AppContext, thread: Ref, comment: int | None) -> Source | None:
    if comment is not None:
        found = context.github.comment(thread.repo, comment)
        return of_comment(found) if found else None
    try:
        return of_thread(context.github.thread(thread))
    except NotFound:
        return None


def _replies(context: AppContext, source: Source) -> frozenset[ReplyKey]:
    return replies(context, context.github.comments(source.thread, source.at))
