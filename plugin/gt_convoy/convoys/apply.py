"""The one place that writes convoys: the effects of a plan, in their order, under a lease that is still held.

Some must be made, others may fail without anything else failing. Each leaves a mark that is looked for before
it is made again, so that what was interrupted can be planned and applied once more.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from gt_convoy.convoys import refusals
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.refusals import Outcome, try_write
from gt_convoy.convoys.runner import runner_in
from gt_convoy.domain import feeding
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.effects import Assign, Create, Effect, Notice, Remark, Update, Wait, sets
from gt_convoy.domain.errors import REFUSALS, RateLimited, Stale, Unavailable
from gt_convoy.domain.feeding import Assignment
from gt_convoy.domain.github_values import seen_as
from gt_convoy.domain.issue import Issue, Thread
from gt_convoy.domain.job import Relabel, SyncConvoy
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages import command_answers, remarks
from gt_convoy.ports.dry_run import DryRun

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Applied:
    """How far a plan got."""

    done: tuple[Effect, ...]
    settled: bool = True  # False: read the convoy again and plan anew
    refused: str | None = None  # why: GitHub takes no notice there, in our words; None: a person was faster
    dropped: tuple[Assignment, ...] = ()  # what GitHub did not assign, though nothing was in the way


def apply(context: AppContext, thread: Thread, effects: Sequence[Effect], *, newest: bool = False) -> Applied:
    """Write a plan that was made from `thread`, under the lease of that convoy.

    Before each PATCH the issue is read once more, but where `thread` is the `newest` text, read under this
    lease. Raises Stale where the plan is to wait, Unavailable if the lease ran out.
    """
    _require_a_writer(context, effects)
    done, hands = list[Effect](), _Hands(context, [one for one in effects if isinstance(one, Assign)])
    try:
        for effect in effects:
            if isinstance(effect, Assign):
                require_held(context, f"convoy:{thread.number}")
                stop = hands.give(effect)
            else:
                stop = hands.outcome or _write(context, thread, effect, newest=newest)
            if stop:
                return replace(stop, done=hands.without_dropped(done))
            done.append(effect)
            if isinstance(effect, Update):
                thread, newest = effect.change.applied_to(thread), False
    except RateLimited as limit:
        limit.notice_due = any(isinstance(effect, Notice) for effect in effects)
        raise
    return replace(hands.outcome or Applied(()), done=hands.without_dropped(done))


def _write(
    context: AppContext, thread: Thread, effect: Wait | Notice | Remark | Update | Create, *, newest: bool
) -> Applied | None:
    """Make one write; what stops the plan, if anything does."""
    match effect:
        case Wait(ref):
            raise Stale(f"{convoy_id(thread.number)}: GitHub still shows an older {ref}")
        case Notice():
            if why := _refused(context, thread, effect):
                return Applied((), settled=False, refused=why)
        case Remark():
            _remark(context, thread, effect)
        case Update():
            if not newest and not _is_unchanged(context, thread):
                return Applied((), settled=False)
            _update(context, thread, effect)
    return None


class _Hands:
    """Gives issues to workers. The assignee is the claim: each is read just before, the answer after."""

    def __init__(self, context: AppContext, effects: Sequence[Assign]) -> None:
        """Nothing is read before the first is given."""
        self._context = context
        self._now = cache(lambda: context.github.issues([effect.ref for effect in effects]))
        self._dropped: list[Assign] = []

    @property
    def outcome(self) -> Applied | None:
        """None while GitHub did all that it was asked for."""
        dropped = tuple(Assignment(one.ref, one.login) for one in self._dropped)
        return Applied((), settled=False, dropped=dropped) if dropped else None

    def give(self, effect: Assign) -> Applied | None:
        """Assign it; what stops the plan, where it is not free any more."""
        seen = self._now()[effect.ref]
        if not isinstance(seen, Issue) or not feeding.free(seen):
            return self.outcome or Applied((), settled=False)
        if self._is_assigned(effect):
            log.info("%s is assigned to %s", effect.ref, effect.login)
        else:
            self._dropped.append(effect)
        return None

    def without_dropped(self, effects: Iterable[Effect]) -> tuple[Effect, ...]:
        """Those that were done."""
        return tuple(effect for effect in effects if effect not in self._dropped)

    def _is_assigned(self, effect: Assign) -> bool:
        try:
            have = self._context.writer.assign(effect.ref, [effect.login])
        except REFUSALS as error:
            log.warning("%s cannot be assigned to %s: %s", effect.ref, effect.login, error)
            return False
        if effect.login.lower() in map(str.lower, have):
            return True
        why = "no access, or it waits there for somebody's approval"
        log.warning("GitHub did not assign %s to %s: %s", effect.ref, effect.login, why)
        return False


def create(context: AppContext, effect: Create) -> Thread:
    """Make a convoy, for a command under that command's lease."""
    _require_a_writer(context, [effect])
    _require_command(context, effect.command)
    thread = context.writer.create(context.config.hq, effect.title, effect.text, [LABEL])
    context.state.index.remember(thread.number, dict.fromkeys(effect.tracks))
    context.state.echoes.wrote(thread.number, seen_as(thread.body, thread.open))
    if runner_in(thread.label or "") is None:  # GitHub made the label anew, by its name alone
        context.state.jobs.enqueue(Relabel())
    return thread


def assign(context: AppContext, effect: Assign) -> tuple[str, ...]:
    """Assign the issue. Returns the logins assigned afterwards. Raises GitHubError."""
    _require_a_writer(context, [effect])
    _require_command(context, effect.command)
    return context.writer.assign(effect.ref, [effect.login])


def require_held(context: AppContext, key: str) -> None:
    """Check just before a write that its lease is still held. Raises Unavailable if it ran out."""
    if not context.state.locks.still_mine(key):
        raise Unavailable(f"{key}: the lease on it ran out before it was written")


def _require_a_writer(context: AppContext, effects: Sequence[Effect]) -> None:
    """In a dry run all that would be written is told. Raises DryRun."""
    if context.dry and effects:
        raise DryRun(f"dry run: would {'; '.join(map(command_answers.planned, effects))}; and stops there")


def _require_command(context: AppContext, command: str | None) -> None:
    if command:
        require_held(context, f"cmd:{command.partition('.')[0]}")


def _refused(context: AppContext, thread: Thread, notice: Notice) -> str | None:
    """Post a part of a notice; why GitHub takes none there, None if it was posted."""
    require_held(context, f"convoy:{thread.number}")
    name = convoy_id(thread.number)
    try:
        context.writer.post(thread.ref, notice.text)
    except REFUSALS as error:
        log.warning("%s: GitHub takes no notice of its closing: %s", name, error)
        if not thread.locked:  # else the thread itself tells why
            refusals.note_refusal(context, f"notice {thread.number}", error)
        return remarks.why_untold(locked=thread.locked)
    context.state.notices.note_posted(thread.number, f"{notice.key} {notice.part}")
    log.info("%s: told its subscribers, key %s part %d", name, notice.key, notice.part)
    return None


def _remark(context: AppContext, thread: Thread, remark: Remark) -> None:
    require_held(context, f"convoy:{thread.number}")
    post = partial(context.writer.post, thread.ref, remark.text)
    outcome = try_write(f"{convoy_id(thread.number)}: a remark", post)
    # Label and status line say it, too: what is refused for good is not tried at each sync.
    for name in remark.about if outcome is not Outcome.FAILED else ():
        context.state.notices.note_posted(thread.number, name)


def _is_unchanged(context: AppContext, thread: Thread) -> bool:
    now = context.github.thread(thread.ref)
    return (now.body, now.open, now.labels) == (thread.body, thread.open, thread.labels)


def _update(context: AppContext, thread: Thread, update: Update) -> None:
    number, change = thread.number, update.change
    require_held(context, f"convoy:{number}")
    if update.tracks:
        context.state.index.also_tracks(number, update.tracks)
    # Before the write: its echo may be here before its answer.
    after = change.applied_to(thread)
    context.state.echoes.wrote(number, seen_as(after.body, after.open))
    context.writer.update(thread.ref, change)
    log.info("%s: %s, set %s", convoy_id(number), update.verdict, ", ".join(sorted(sets(change))))
    # A convoy may be tracked by others, for which its closing is an issue's closing.
    for tracker in context.state.index.trackers_of(thread.ref) if change.open is not None else ():
        context.state.jobs.enqueue(SyncConvoy(tracker))
