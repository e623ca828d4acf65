"""What `gt-convoy doctor` looks at. Each check is a line: it is well, or what to do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.runner import runner_in_label
from gt_convoy.document import body_parser as bodies
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import Denied, GitHubError, NotFound, UserError
from gt_convoy.domain.github_values import Hook, Role
from gt_convoy.events.payloads import ENDPOINT, EVENTS, NEWER_EVENTS
from gt_convoy.github.permissions import PERMISSIONS, lacking
from gt_convoy.handlers.redelivery import KEPT, failed, leads_here
from gt_convoy.messages.words import plural
from gt_convoy_webhooks.cli.start_checks import Finding, Start

LATELY = timedelta(days=90)
MOST_SKEW = 60.0  # seconds; GitHub refuses an App's signature from a minute ahead of it
LEAST_LEFT = 500  # requests in this hour


def findings(start: Start) -> Iterator[Finding]:
    """All that can be looked at; one that fails does not keep the others from it. Raises UserError."""
    context = start.context
    checks: tuple[tuple[str, Callable[[AppContext], Iterator[Finding]]], ...] = (
        ("account", account),
        ("permissions", permissions),
        ("repositories", repositories),
        ("label", label),
        *((("webhook", webhook),) if start.receives else ()),
        ("clock", clock),
        ("rate limit", rate_limit),
    )
    for about, check in checks:
        try:
            yield from check(context)
        except (GitHubError, UserError) as error:
            yield Finding(about, False, str(error))


def account(context: AppContext) -> Iterator[Finding]:
    """Who we are."""
    me = context.github.me()
    note = "" if me.endswith("[bot]") else (
        ", by a personal token: GitHub notifies nobody of what they did themselves,"
        f" so @{me} hears of no landing"
    )  # fmt: skip
    yield Finding("account", True, f"@{me}{note}")


def permissions(context: AppContext) -> Iterator[Finding]:
    """What the App was granted for each owner, or the token's roles."""
    grants = context.github.grants()
    if grants is None:
        for repo in context.config.repositories:
            yield _role(context, repo)
        return
    missing_events = sorted(set(EVENTS) - set(grants.events))
    said = f"the App {grants.slug} does not get {_to_tick(missing_events, ' in its settings')}"
    yield Finding("events", not missing_events, said if missing_events else "all that are used")
    for owner in sorted({repo.partition("/")[0].lower() for repo in context.config.repositories}):
        yield _granted(
            owner, {login.lower(): given for login, given in grants.installations.items()}.get(owner)
        )


def _granted(owner: str, given: Mapping[str, str] | None) -> Finding:
    if given is None:
        return Finding("permissions", False, f"the App is not installed on {owner}: install it there")
    missing = [f"{name}: {level}" for name, level in lacking(given, PERMISSIONS).items()]
    said = f"{owner}: {', '.join(missing)} missing: accept them in the installation's settings"
    return Finding("permissions", not missing, said if missing else f"{owner}: all that are used")


def _role(context: AppContext, repo: str) -> Finding:
    """Only who may write there may ask what a person's role is, which we must before we obey."""
    me = context.github.me()
    try:
        role = context.github.role(repo, me)
    except (NotFound, Denied):
        role = Role.NONE
    if role >= Role.WRITE:
        return Finding("permissions", True, f"{repo}: {role.name.lower()}")
    return Finding("permissions", False, f"@{me} needs the role write on {repo}: have it given")


def repositories(context: AppContext) -> Iterator[Finding]:
    """HQ and each rig."""
    for repo in context.config.repositories:
        try:
            found = context.github.repository(repo)
        except (NotFound, Denied) as error:
            yield Finding("repository", False, f"{repo} cannot be read ({error})")
            continue
        renamed = found.full_name.lower() != repo.lower()
        said = f"{repo} is {found.full_name} now: write that in the configuration"
        yield Finding("repository", not renamed, said if renamed else f"{repo} can be read")
        if found.archived:
            do = "nothing can be written there: unarchive it in its settings"
            yield Finding("repository", False, f"{repo} is archived, {do}")
        if not found.has_issues:
            yield Finding("repository", False, f"the issues of {repo} are switched off: switch them on")


def label(context: AppContext) -> Iterator[Finding]:
    """Whether HQ lost the label of convoys, or who works for HQ in it, which a new HQ has not yet."""
    hq = context.config.hq
    there = context.github.label(hq, LABEL)
    if runner_in_label(context) is not None or not _has_convoys(context):
        return
    lost = there is None or there.name != LABEL
    what = f"was renamed or deleted in {hq}" if lost else f"of {hq} tells no runner, though there are convoys"
    yield Finding("label", False, f"{LABEL} {what}: the app brings it back with its next sweep or start")


def _has_convoys(context: AppContext) -> bool:
    lately = context.github.new_threads(context.config.hq, datetime.now(UTC) - LATELY)
    return any(bodies.parse(thread.body, context.config.names).marker for thread in lately)


def webhook(context: AppContext) -> Iterator[Finding]:
    """The App's own hook, or those of HQ and each rig."""
    app = context.github.app_hook()
    if app is None:
        for repo in context.config.repositories:
            yield from _hooks_of(context, repo)
    elif leads_here(app):
        yield _hook("the App's", list(_failures(context, app)))
    else:
        leads = f"leads to {app.url}" if app.url else "has no webhook"
        do = f"set its webhook's address to URL{ENDPOINT} in its settings, or run `work --poll 60`"
        yield Finding("webhook", False, f"the App {leads}: {do}")


def _hooks_of(context: AppContext, repo: str) -> Iterator[Finding]:
    try:
        found = [hook for hook in context.github.hooks(repo) if leads_here(hook)]
    except (NotFound, Denied):
        said = "only its admins see its hooks and have lost deliveries sent again: use a token of theirs"
        yield Finding("webhook", False, f"{repo}: {said}, or have one of them look")
        return
    if not found:
        do = f"`gt-convoy rig add {repo} --url URL` makes one, and `work --poll 60` needs none"
        yield Finding("webhook", False, f"{repo}: no hook leads here: {do}")
    for hook in found:
        yield _hook(f"{repo}, {hook.url}", [*wrong_settings(hook), *_failures(context, hook)])


def _hook(name: str, wrong: list[str]) -> Finding:
    return Finding("webhook", not wrong, f"{name}: {'; '.join(wrong) or 'nothing failed'}")


def wrong_settings(hook: Hook) -> Iterator[str]:
    """What must be changed in a hook's settings, so that it tells of all that is read."""
    missing = [] if "*" in hook.events else [event for event in EVENTS if event not in hook.events]
    if not hook.active:
        yield "it is switched off: set it active"
    if not hook.json:
        yield "it sends forms: set its content type to application/json"
    if missing:
        yield f"it does not tell of {_to_tick(missing)}"


def _to_tick(events: Sequence[str], where: str = "") -> str:
    newer = " (Enterprise Server has it from 3.19 on)" if set(events) <= set(NEWER_EVENTS) else ""
    return f"{', '.join(events)}{newer}: tick {'it' if len(events) == 1 else 'them'}{where}"


def _failures(context: AppContext, hook: Hook) -> Iterator[str]:
    lost = failed(context, hook, datetime.now(UTC) - KEPT)
    if lost:
        count = plural(len(lost), "delivery", "deliveries")
        do = "is the app running and reachable? It asks for them again by itself"
        yield f"{count} failed, the last with status {lost[-1].status}: {do}"


def clock(context: AppContext) -> Iterator[Finding]:
    """This machine's, by GitHub's."""
    skew = context.github.clock_skew
    if skew is not None:
        wrong = abs(skew) > MOST_SKEW
        said = f"this machine's clock is {abs(skew):.0f} s {'behind' if skew > 0 else 'ahead'}: set it (NTP)"
        yield Finding("clock", not wrong, said if wrong else "as GitHub's")


def rate_limit(context: AppContext) -> Iterator[Finding]:
    """What is left this hour."""
    left = {name: count for name, count in context.github.limits().items() if name in ("core", "graphql")}
    low = [name for name, count in left.items() if count < LEAST_LEFT]
    said = ", ".join(f"{name}: {count} left" for name, count in left.items())
    yield Finding("rate limit", not low, f"{said}: who else uses this account?" if low else said)
