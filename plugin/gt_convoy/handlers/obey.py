"""Do the commands of one comment, or of an issue's opening text, and answer them in one comment."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gt_convoy.commands import REGISTRY, Answer, Call, Command, find, help  # noqa: A004 - as people type it
from gt_convoy.commands.call import require
from gt_convoy.commands.grammar import Line, parse
from gt_convoy.commands.words import no_options
from gt_convoy.desk import Desk
from gt_convoy.door import Door
from gt_convoy.errors import REFUSALS, GitHubError, NoDatabase, NotFound, Refused, Stale, Usage
from gt_convoy.hq import require_held
from gt_convoy.refs import Ref
from gt_convoy.replies import asked, mistyped, reply
from gt_convoy.tracker import Reaction, Role
from gt_convoy.trust import is_us
from gt_convoy.unseen import json_text
from gt_convoy.writes import may

from .look import look
from .others import others_marked
from .source import Source, of_comment, of_thread, replied_to, text_digest

log = logging.getLogger(__name__)

# Commands of one comment that are done: some thousands fit into one, and each costs requests.
MOST, MOST_OF_A_STRANGER = 20, 5


def obey(desk: Desk, source_id: str, thread: Ref, comment: int | None, digest: str | None = None) -> None:
    """Read the comment once more, do its commands that have no answer of ours yet, answer.

    A comment that is gone, or no longer what its event said (`digest`), is dropped.
    """
    # However often it is wanted, one does it at a time.
    with desk.memory.lease(f"cmd:{source_id}"):
        _obey(desk, source_id, thread, comment, digest)


def _obey(desk: Desk, source_id: str, thread: Ref, comment: int | None, digest: str | None) -> None:
    source = _read(desk, thread, comment)
    if source is None or (digest and text_digest(source.text) != digest):
        log.info("%s: gone or changed since it was written, dropped", source_id)
        return
    lines = source.commands
    if not lines or _answered(desk, source):
        return
    _react(desk, source, "eyes")
    call = Call(
        desk,
        asker=source.author,
        here=thread.repo,
        audience=desk.audience(thread.repo),
        look=partial(look, desk),
        since=source.at,
    )
    weak = call.role(desk.config.hq) < Role.TRIAGE
    if weak and not desk.memory.may_reply(source.author, source.id):
        log.info("%s: %s", source_id, asked.too_many(source.author))
        return
    lines = others_marked(desk, source)
    answers = _answers(call, source.id, lines, MOST_OF_A_STRANGER if weak else MOST)
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


def _answered(desk: Desk, source: Source) -> bool:
    if desk.memory.was_answered(source.id):  # GitHub may not show our reply yet
        return True
    comments = desk.github.comments(source.thread, source.at)
    return any(replied_to(c) == source.asked for c in comments if is_us(desk, c.author))
