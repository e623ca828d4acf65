"""`sling`: give issues to a worker, and make the convoy by itself."""

from collections.abc import Mapping, Sequence

import click

from gt_convoy import hq, work
from gt_convoy.convoy import Issue
from gt_convoy.errors import Problems, Refused, Usage
from gt_convoy.refs import Ref
from gt_convoy.replies import asked
from gt_convoy.tracker import Role

from .call import Answer, Call, Command, all_refs, require


def run(call: Call, words: tuple[str, ...], anyway: bool) -> Answer:
    """Check everything, make the convoy unless an open one tracks the issues, assign, verify."""
    refs, worker = _split(call, words)
    login = _login(call, worker)
    named = all_refs(call, refs)
    _check(call, named, login)
    refused = _refused(call, named, login, anyway=anyway)
    issues = {ref: issue for ref, issue in named.items() if ref not in refused}
    if not issues:
        raise Problems(f"{result.ref}: {result.reason}" for result in refused.values())
    convoys = work.convoys_for(call.desk, issues, call.desk.config.default_subscribers(), call.id, call.since)
    given = {ref: _assign(call, ref, issue, login, made=convoys[ref].made) for ref, issue in issues.items()}
    results = [(refused | given)[ref] for ref in named]
    number = next(iter(convoys.values())).number
    convoy = hq.read(call.desk, number).convoy
    return Answer(
        text=asked.slung(login, results, sorted({found.number for found in convoys.values()})),
        data=asked.changed_json(convoy, results, call.audience),
        refs=(convoy.thread.ref, *named),
        touched=tuple({found.number for found in convoys.values() if found.made}),
        ok=all(result.outcome != "refused" for result in results),
    )


def _split(call: Call, words: Sequence[str]) -> tuple[Sequence[str], str | None]:
    """The references, and the worker: the last word, if it is no reference."""
    last = words[-1].rstrip(",")
    found = call.desk.config.names.leading(last, call.here)
    if found or "#" in last or "," in last:
        return words, None
    if len(words) == 1:
        raise Usage(f"name an issue: {call.door.line(f'sling gt-12 {last}')}")
    return words[:-1], last


def _login(call: Call, worker: str | None) -> str:
    if worker is None:
        return call.asker
    # An agent's account is a login that nothing else can be: `name[bot]`.
    mention = f"@{worker}" if worker.endswith("[bot]") else call.desk.config.address(worker)
    if "/" in mention:
        raise Refused(f"{worker}: {mention} is a team, and GitHub assigns issues to accounts alone")
    return mention.lstrip("@")


def _check(call: Call, issues: Mapping[Ref, Issue], login: str) -> None:
    """Raises Problems if the asker may not assign there, or the worker cannot be assigned."""
    problems = []
    for repo in dict.fromkeys(issue.ref.repo for issue in issues.values()):
        try:
            require(call, repo, Role.TRIAGE)
        except Refused as exc:
            problems.append(str(exc))
            continue
        if not call.desk.github.assignable(repo, login):
            problems.append(asked.not_assignable(login, repo))
    if problems:
        raise Problems(problems)


def _refused(call: Call, issues: Mapping[Ref, Issue], login: str, *, anyway: bool) -> dict[Ref, asked.Result]:
    """A result for each that is not handed out."""
    found = {ref: work.obstacle(issue, login, anyway=anyway) for ref, issue in issues.items()}
    return {
        ref: asked.Result(
            call.desk.config.names.show(ref), "refused", _why(call, issues[ref], login, obstacle)
        )
        for ref, obstacle in found.items()
        if obstacle
    }


def _why(call: Call, issue: Issue, login: str, obstacle: work.Obstacle) -> str:
    """The reason, with no more than the answer's readers may know of the issue, and what to type."""
    if obstacle is work.Obstacle.CLOSED:
        return asked.IS_CLOSED
    if not call.audience.may_see(issue):
        why = asked.BLOCKED_OR_TAKEN
    elif obstacle is work.Obstacle.TAKEN:
        why = asked.has_it(issue.assignees)
    else:
        blockers = call.desk.github.blockers(issue.ref)
        names = [call.desk.config.names.show(one.ref) for one in blockers if call.audience.may_see(one)]
        why = asked.blocked_by(names, more=len(names) < issue.blocked_by)
    return asked.unless_anyway(why, login)


def _assign(call: Call, ref: Ref, issue: Issue, login: str, *, made: bool) -> asked.Result:
    name = call.desk.config.names.show(ref)
    have = issue.assignees
    if login.lower() not in map(str.lower, have):
        have = call.desk.github.assign(issue.ref, [login])
    if login.lower() not in map(str.lower, have):
        return asked.Result(name, "refused", f"GitHub did not assign @{login}; it allows 10 assignees")
    others = [one for one in have if one.lower() != login.lower()] if call.audience.may_see(issue) else []
    return asked.Result(name, "added" if made else "already", asked.assigned(login, others))


COMMAND = Command(
    path=("sling",),
    summary="Give issues to a worker, or take them; a convoy is made unless one tracks them.",
    access="write",
    run=run,
    params=(
        click.Argument(["words"], nargs=-1, required=True, metavar="REF... [WORKER]"),
        click.Option(["--anyway"], is_flag=True, help="Also what is blocked, or what somebody else has."),
    ),
    examples=(
        "sling gt-12",
        "sling gt-12 bd-7 beads/amber",
        "sling gt-12 copilot-swe-agent[bot]",
        "sling gt-12 @joe --anyway",
    ),
    notes=(
        "Needs the role triage where the issues are; without WORKER you take them yourself.",
        "A closed issue is refused, and one that is blocked or that somebody else has; the others are given.",
    ),
)
