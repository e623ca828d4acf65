"""`sling`: give issues to a worker, and make the convoy by itself."""

from collections.abc import Mapping, Sequence

import click

from gt_convoy.commands.context import CommandContext, Details, without_stop
from gt_convoy.commands.validation import all_refs, require_assignable, why_refused, worker_of
from gt_convoy.convoys import apply, create, repository
from gt_convoy.domain import feeding
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.effects import Assign
from gt_convoy.domain.errors import REFUSALS, Problems, UsageError
from gt_convoy.domain.feeding import Obstacle
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref
from gt_convoy.messages import command_answers, sling_answers
from gt_convoy.messages.issue_lines import what_blocks


def run(call: CommandContext, words: tuple[str, ...], anyway: bool) -> Answer:
    """Check everything, make the convoy unless an open one tracks the issues, assign, verify."""
    refs, worker = _split(call, words)
    login = _login(call, worker)
    named = all_refs(call, refs)
    require_assignable(call, (issue.ref.repo for issue in named.values()), [login])
    refused = _refused(call, named, login, anyway=anyway)
    issues = {ref: issue for ref, issue in named.items() if ref not in refused}
    if not issues:
        raise Problems(f"{result.ref}: {result.reason}" for result in refused.values())
    subscribers = call.app.config.default_subscribers()
    origin = create.Origin(call.asker, call.id, call.since)
    convoys = create.convoys_for(call.app, issues, subscribers, origin)
    given = {ref: _assign(call, ref, issue, login, made=convoys[ref].made) for ref, issue in issues.items()}
    results = [(refused | given)[ref] for ref in named]
    number = next(iter(convoys.values())).number
    convoy = repository.read(call.app, number).convoy
    return Answer(
        text=sling_answers.slung(login, results, sorted({found.number for found in convoys.values()})),
        data=command_answers.changed_json(convoy, results, call.audience),
        refs=(convoy.thread.ref, *named),
        touched=tuple({found.number for found in convoys.values() if found.made}),
        ok=all(result.outcome != "refused" for result in results),
    )


def _split(call: CommandContext, words: Sequence[str]) -> tuple[Sequence[str], str | None]:
    """The references, and the worker: the last word, if it is no reference."""
    config, last = call.app.config, without_stop(words[-1])
    is_ref = config.names.leading(last, call.here) or "#" in last or "," in last
    if is_ref or (config.names.is_like_one(last) and config.who(last) is None):
        return words, None
    if len(words) == 1:
        raise UsageError(f"name an issue: {call.channel.line(f'sling gt-12 {last}')}")
    return words[:-1], last


def _login(call: CommandContext, worker: str | None) -> str:
    if worker is None:
        return call.asker
    return worker_of(call, worker)


def _refused(
    call: CommandContext, issues: Mapping[Ref, Issue], login: str, *, anyway: bool
) -> dict[Ref, command_answers.Result]:
    """A result for each that is not handed out."""
    found = {ref: feeding.obstacle(issue, login, anyway=anyway) for ref, issue in issues.items()}
    return {
        ref: command_answers.Result(
            call.app.config.names.show(ref), "refused", _why(call, issues[ref], login, obstacle)
        )
        for ref, obstacle in found.items()
        if obstacle
    }


def _why(call: CommandContext, issue: Issue, login: str, obstacle: Obstacle) -> str:
    """The reason, with no more than the answer's readers may know of the issue, and what to type."""
    if obstacle is Obstacle.CLOSED:
        return sling_answers.IS_CLOSED
    if not call.audience.may_see(issue):
        why = sling_answers.BLOCKED_OR_TAKEN
    elif obstacle is Obstacle.TAKEN:
        why = sling_answers.has_it(issue.assignees)
    elif obstacle is Obstacle.CONTAINER:
        why = sling_answers.is_container(issue.open_children)
    else:
        why = sling_answers.blocked_by(what_blocks(issue, call.audience))
    return sling_answers.unless_anyway(why, login)


def _assign(
    call: CommandContext, ref: Ref, issue: Issue, login: str, *, made: bool
) -> command_answers.Result:
    name = call.app.config.names.show(ref)
    have = issue.assignees
    if login.lower() not in map(str.lower, have):
        try:
            have = apply.assign(call.app, Assign(issue.ref, login, call.id))
        except REFUSALS as error:
            return command_answers.Result(name, "refused", why_refused(call, error))
    if login.lower() not in map(str.lower, have):
        return command_answers.Result(
            name, "refused", f"GitHub did not assign @{login}; it allows 10 assignees"
        )
    others = [one for one in have if one.lower() != login.lower()] if call.audience.may_see(issue) else []
    return command_answers.Result(name, "added" if made else "already", sling_answers.assigned(login, others))


DETAILS = Details(
    access="write",
    run=run,
    params=(
        click.Argument(["words"], nargs=-1, required=True, metavar="REF... [WORKER]"),
        click.Option(
            ["--anyway"],
            is_flag=True,
            help="Also what is blocked, has open sub-issues, or is somebody else's.",
        ),
    ),
    examples=(
        "sling gt-12",
        "sling gt-12 bd-7 beads/amber",
        "sling gt-12 copilot-swe-agent[bot]",
        "sling gt-12 @joe --anyway",
    ),
    notes=(
        "Needs the role triage where the issues are; without WORKER you take them yourself.",
        "A closed issue is refused, and one that is blocked, has open sub-issues, or is somebody else's.",
        "Of several the others are given.",
    ),
)
