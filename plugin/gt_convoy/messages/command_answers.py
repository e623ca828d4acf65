"""Answers to commands that were done: what became of each convoy and each reference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gt_convoy.domain.audience import Audience, Channel
from gt_convoy.domain.convoy import Convoy, Lands
from gt_convoy.domain.effects import Assign, Create, Effect, Notice, Planned, Remark, Update, Wait, sets
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages import crew_words, landing_words
from gt_convoy.messages.convoy_status import convoy_json, convoy_title, why_open
from gt_convoy.messages.issue_lines import issue_line
from gt_convoy.messages.landing_notice import is_of_closing
from gt_convoy.messages.words import bar, branches, clean, cut

Outcome = Literal["added", "already", "removed", "refused"]
UNREADABLE = "not found, or you may not read it"

_SAID = {"added": "added", "already": "already there", "removed": "removed", "refused": "refused"}
_SIGN = {"added": "+", "already": "=", "removed": "-", "refused": "✗"}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one reference of a command."""

    ref: str  # as it is shown
    outcome: Outcome
    reason: str | None = None
    title: str | None = None  # where the audience may see it

    def json(self) -> dict[str, str | None]:
        """As `--json` prints it."""
        return {"ref": self.ref, "outcome": self.outcome, "reason": self.reason}

    def line(self) -> str:
        """As text shows it."""
        why = f": {self.reason}" if self.reason else f" ({clean(self.title)})" if self.title else ""
        return f"  {_SIGN[self.outcome]} {self.ref}: {_SAID[self.outcome]}{why}"


def created(convoy: Convoy, results: Sequence[Result], audience: Audience, *, again: bool = False) -> str:
    """A convoy was made."""
    what = "was made by this command already" if again else "created"
    lines = [f"🚚 {convoy.id} {what}: {clean(convoy.thread.title)}", ""]
    lines += [result.line() for result in results]
    nobody = f"nobody. Use `{audience.channel.line(f'convoy watch {convoy.id}')}` to be told"
    lines += ["", f"  Tells: {', '.join(convoy.subscribers) or nobody}"]
    lines += [] if convoy.lands is Lands.CLOSED else [f"  Lands: {_when(convoy, audience)}"]
    return "\n".join(lines)


def changed(convoy: Convoy, results: Sequence[Result], audience: Audience) -> str:
    """Issues were added to a convoy or removed from it."""
    done, total = convoy.completed, convoy.total
    head = f"🚚 {convoy.id}: {convoy_title(convoy, audience)} {bar(done, total)} {done}/{total}"
    return "\n".join([head, "", *(result.line() for result in results)])


def changed_json(convoy: Convoy, results: Sequence[Result], audience: Audience) -> dict[str, object]:
    """The convoy and the outcome of each reference."""
    return {**convoy_json(convoy, audience), "results": [result.json() for result in results]}


def refused(problems: Iterable[str]) -> list[Result]:
    """Results for `name: why` sentences."""
    return [Result(name, "refused", why) for name, _, why in (p.partition(": ") for p in problems)]


def first_status(total: int) -> str:
    """The status line of a convoy whose number GitHub has not told yet."""
    return f"🚚 ● open · 0/{total} completed `{bar(0, total)}` 0%"


def checked(synced: Sequence[Planned], audience: Audience | None = None, *, dry_run: bool) -> str:
    """What syncing convoys did, or would do; for an audience also what holds those with nothing to do."""
    if not synced:
        return "No active convoys."
    lines = []
    for one in synced:
        effects = [planned(effect) for effect in one.effects] or [one.error or _nothing(one, audience)]
        lines += [f"{one.id}: {effect}" for effect in effects]
    return "\n".join(["Plan (nothing was changed):", "", *lines] if dry_run else lines)


def _nothing(one: Planned, audience: Audience | None) -> str:
    why = why_open(one.convoy, audience) if one.convoy and audience else ""
    return f"nothing to do. {why}" if why else "nothing to do"


def planned(effect: Effect) -> str:
    """One write, in a few words."""
    match effect:
        case Notice(key, part):
            what = "was given up" if is_of_closing(key) else "landed"
            return f"tell subscribers that it {what} (part {part})"
        case Remark(about):
            return f"remark on {', '.join(about)}"
        case Update(change, verdict):
            return f"{verdict}: set {', '.join(sorted(sets(change)))}"
        case Create(title):
            return f"make the convoy {clean(title)}"
        case Assign(ref, login):
            return f"assign {ref} to {login}"
        case Wait(ref):
            return f"wait: GitHub still shows an older {ref}"


def watches(mention: str, number: int, *, no_longer: bool = False) -> str:
    """Somebody is told of a convoy's landing from now on, or no longer."""
    return f"{mention} {'no longer watches' if no_longer else 'watches'} {convoy_id(number)}"


def reopened(number: int, *, already: bool) -> str:
    """A convoy is open again."""
    return f"{convoy_id(number)} {'is open already' if already else 'is open again'}"


def stays_closed(number: int, channel: Channel) -> str:
    """A closed convoy gets nothing to wait for."""
    name = convoy_id(number)
    reopen = channel.line(f"convoy reopen {name}")
    return f"{name} stays closed: nothing new or open was named. To open it: `{reopen}`"


def closed_already(convoy: Convoy) -> str:
    """Nothing is left to close."""
    return f"{convoy.id} {'has landed' if convoy.landed else 'is closed'} already"


UNTOLD = "GitHub takes no comment there, so nobody is told"


def lands(convoy: Convoy, audience: Audience, *, already: bool) -> str:
    """When it lands, from now on or as before."""
    closed = "" if convoy.thread.open else ". It is closed: that counts when it is opened again"
    return f"{convoy.id} lands {'as before' if already else 'from now on'}: {_when(convoy, audience)}{closed}"


def _when(convoy: Convoy, audience: Audience) -> str:
    when = landing_words.when(convoy.lands, landing_words.owner_of(convoy, audience))
    land = audience.channel.line(f"convoy land {convoy.id}")
    return f"{when} (`{land}`)" if convoy.lands is Lands.BY_HAND else when


def launched(convoy: Convoy, audience: Audience) -> str:
    """From now on its issues are handed out, and what comes first."""
    who = crew_words.members(convoy.crew) if audience.reads_hq else "its crew"
    lines = [f"🚚 {convoy.id} is launched: its issues go to {who}."]
    if first := crew_words.next_lines(convoy, audience):
        return "\n".join([*lines, "", "Handed out now:", *branches(first)])
    stage = audience.channel.line(f"convoy stage {convoy.id}")
    return "\n".join([*lines, f"Nothing is handed out now. Why, tells {stage}"])


def paused(convoy: Convoy, *, already: bool) -> str:
    """Nothing is handed out for a while."""
    return f"{convoy.id} {'was paused already' if already else 'is paused: nothing is handed out'}"


def resumed(convoy: Convoy, *, already: bool) -> str:
    """Its issues are handed out again."""
    return f"{convoy.id} {'was not paused' if already else 'goes on: what is ready is handed out'}"


def landed(number: int, *, told: bool) -> str:
    """It was complete."""
    return f"🚚 {convoy_id(number)} has landed; {'its subscribers are told' if told else UNTOLD}"


def abandoned(number: int, *, told: bool) -> str:
    """It was given up."""
    return f"{convoy_id(number)} is closed without landing; {'its subscribers are told' if told else UNTOLD}"


def still_open(convoy: Convoy, audience: Audience) -> str:
    """A convoy that cannot be closed yet, and by what."""
    waiting = [f"  {issue_line(seen, audience)}" for seen in convoy.tracked if seen.state != "closed"]
    waiting += [
        f"  {landing_words.unmerged(one, audience, audience.names.show)}" for one in convoy.held_unmerged
    ]
    waiting += [f"  ☐ {clean(text) if audience.reads_hq else '(private)'}" for text in convoy.unticked_tasks]
    what = "\n".join(cut(waiting, 4000)) if waiting else "  nothing is tracked"
    give_up = audience.channel.line(f"convoy close {convoy.id} --force")
    return f"{convoy.id} is not complete:\n{what}\nTo give it up: `{give_up}`"


def team_not_readable(mention: str) -> str:
    """A team whose members this account may not list."""
    return (
        f"  ⚠ {mention}: this account may not list its members, so the team is mentioned as it is, "
        "and GitHub may tell nobody. Give it the permission `members: read`"
    )
