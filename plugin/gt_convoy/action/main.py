"""One run from its environment to its exit status, and the one boundary for what goes wrong."""

import logging
import traceback
from collections.abc import Mapping, Sequence

from gt_convoy.action import hq_run, inputs, outputs, rig_run
from gt_convoy.action.action_context import ActionContext, open_action_context
from gt_convoy.action.command import carry_out
from gt_convoy.action.inputs import Inputs
from gt_convoy.action.log import Log
from gt_convoy.commands.parser import command_lines
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.errors import Denied, GitHubError, NotFound, Stale, UserError
from gt_convoy.domain.safe_text import secrets_in
from gt_convoy.events.payloads import EVENTS, CommandsPosted, Event, Malformed, read_event
from gt_convoy.ports.dry_run import DryRun

# No workflow starts by these, and one of a fork's pull request only by its second name:
# https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
NO_TRIGGERS = ("repository", "issue_dependencies")
ABOUT_THINGS = (*(name for name in EVENTS if name not in NO_TRIGGERS), "pull_request_target")
RIGHTS = (
    "The job's own token reaches this repository alone, as far as its `permissions:` say "
    "(HQ: `issues: write`); for other repositories give the action an App's `app-id` and `private-key`. "
    "See docs/action.md"
)
OTHERS = (*hq_run.SWEEPS, "repository_dispatch")


def main(environ: Mapping[str, str]) -> int:
    """Run the Action. Returns 0 when all was done, else 1, with one annotation that says what to do."""
    log = Log()
    logging.getLogger("gt_convoy").setLevel(logging.INFO)
    logging.getLogger().addHandler(log)
    try:
        _run(environ, log)
    except Exception as error:  # noqa: BLE001 - the one boundary: nothing leaves as a traceback
        log.error(_told(error, log))
        return 1
    finally:
        logging.getLogger().removeHandler(log)
    return 0


def _run(environ: Mapping[str, str], log: Log) -> None:
    run = inputs.read(environ)
    log.mask(secrets_in(run.account))
    events = _events(run)
    if not events and not run.command and run.event in ABOUT_THINGS:
        log.say("Nothing here concerns convoys.")
        return
    if not run.command and run.event not in (*ABOUT_THINGS, *OTHERS):
        raise UserError(
            f"the event `{run.event}` is none of gt-convoy's: see docs/action.md, or give `command`"
        )
    action = open_action_context(run)
    try:
        answer = _work(action, events)
    finally:
        log.say("\n".join(action.done.lines) or "Nothing was to be done.")
    if answer:
        log.say(answer.text)
    outputs.write(action, answer, environ)
    log.say(f"{sum(action.app.github.requests.values())} requests to GitHub")
    if answer and not answer.ok:
        raise UserError(answer.text)


def _events(run: Inputs) -> tuple[Event, ...]:
    """What the event tells; commands that stand in code or a quote are none."""
    if run.command or run.event not in ABOUT_THINGS:
        return ()
    name = "pull_request" if run.event == "pull_request_target" else run.event
    try:
        found = read_event(name, run.payload)
    except Malformed as exc:
        raise UserError(f"GITHUB_EVENT_PATH: {exc}") from None
    return tuple(one for one in found if not isinstance(one, CommandsPosted) or command_lines(one.text))


def _work(action: ActionContext, events: Sequence[Event]) -> Answer | None:
    if not action.in_hq:
        rig_run.tell(action, events)
        return None
    answer = None
    if action.inputs.command:
        try:
            answer = carry_out(action)
        except DryRun as exc:
            action.done.note(str(exc))
        hq_run.finish(action)
    else:
        hq_run.work(action, events)
    return answer


def _told(error: Exception, log: Log) -> str:
    """What happened, and what to do about it."""
    errors = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
    lines = [_line(each, log) for each in errors]
    if any(isinstance(each, Denied | NotFound) for each in errors):
        lines.append(RIGHTS)
    return "\n".join(dict.fromkeys(lines))


def _line(error: Exception, log: Log) -> str:
    if isinstance(error, UserError | GitHubError | Stale):
        return str(error)
    log.say("".join(traceback.format_exception(error)))
    return f"unexpected {type(error).__name__}: {error}. Please report it, with the lines above"
