"""Answers to commands: what was done, and why something was not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.door import Door
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages.convoy_status import convoy_json, convoy_title, issue_line
from gt_convoy.messages.words import bar, clean, cut, plural

Outcome = Literal["added", "already", "removed", "refused"]
UNREADABLE = "not found, or you may not read it"

_SAID = {"added": "added", "already": "already there", "removed": "removed", "refused": "refused"}
_SIGN = {"added": "+", "already": "=", "removed": "-", "refused": "✗"}


class Looked(Protocol):
    """What a look at one convoy planned."""

    @property
    def id(self) -> str:
        """`hq-cv-12`."""

    @property
    def effects(self) -> Sequence[Mapping[str, Any]]:
        """What it wrote or would write, as `check --json` prints it."""

    @property
    def error(self) -> str | None:
        """Why it could not be looked at."""


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


def created(convoy: Convoy, results: Sequence[Result], door: Door, *, again: bool = False) -> str:
    """A convoy was made."""
    what = "was made by this command already" if again else "created"
    lines = [f"🚚 {convoy.id} {what}: {clean(convoy.thread.title)}", ""]
    lines += [result.line() for result in results]
    nobody = f"nobody. Use `{door.line(f'convoy watch {convoy.id}')}` to be told"
    return "\n".join([*lines, "", f"  Tells: {', '.join(convoy.subscribers) or nobody}"])


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


def no_such_convoy(number: int, door: Door) -> str:
    """Nothing is there, or nothing we can read."""
    return f"{convoy_id(number)}: there is no such convoy. See `{door.line('convoy list --all')}`"


def left_hq(number: int, hq: str, door: Door) -> str:
    """It was a convoy; where its issue was moved to is not for all to know."""
    all_of_them = door.line("convoy list --all")
    return f"{convoy_id(number)}: its issue is not in {hq} any more. See `{all_of_them}`"


def not_a_convoy(number: int, labelled: bool, door: Door) -> str:
    """An issue of HQ that is none."""
    why = "whoever opened it has no write role on HQ" if labelled else "it has no label `convoy`"
    all_of_them = door.line("convoy list --all")
    return f"{convoy_id(number)}: that issue is not a convoy, because {why}. See `{all_of_them}`"


def too_long(length: int, largest: int, count: int) -> str:
    """A body that GitHub would refuse."""
    return (
        f"the convoy's text would have {length:,} characters with {plural(count, 'issue')}, "
        f"and GitHub allows {largest:,}. Make it two convoys"
    )


def no_title(door: Door) -> str:
    """A convoy without a name."""
    line = door.line('convoy create "TITLE" REF...')
    return f"the title is missing. Write it first, in quotes: {line}"


def title_needs_quotes(words: str, door: Door) -> str:
    """The words behind the first one are no references."""
    return f"a title of several words needs quotes: {door.line(f'convoy create {words}')}"


def no_issue(title: str, door: Door) -> str:
    """A convoy of nothing."""
    line = door.line(f'convoy create "{clean(title)}" gt-12 bd-7')
    return f"name at least one issue to track behind the title: {line}"


def role_too_low(login: str, role: str, needed: str, hq: str) -> str:
    """The asker's role does not allow it."""
    return f"@{login} has the role {role} on {hq}, and this command needs {needed}"


def checked(looked: Sequence[Looked], *, dry_run: bool) -> str:
    """What looking at convoys did, or would do."""
    if not looked:
        return "No active convoys."
    lines = []
    for one in looked:
        effects = [_effect(effect) for effect in one.effects] or [one.error or "nothing to do"]
        lines += [f"{one.id}: {effect}" for effect in effects]
    return "\n".join(["Plan (nothing was changed):", "", *lines] if dry_run else lines)


def _effect(effect: Mapping[str, Any]) -> str:
    match effect.get("kind"):
        case "notice":
            return f"tell subscribers that it landed (part {effect['part']})"
        case "remark":
            return f"remark on {', '.join(effect['about'])}"
        case "update":
            return f"{effect['verdict']}: set {', '.join(map(str, effect['sets']))}"
        case _:
            return f"wait: GitHub still shows an older {effect['ref']}"


def watches(mention: str, number: int, *, no_longer: bool = False) -> str:
    """Somebody is told of a convoy's landing from now on, or no longer."""
    return f"{mention} {'no longer watches' if no_longer else 'watches'} {convoy_id(number)}"


def reopened(number: int, *, already: bool) -> str:
    """A convoy is open again."""
    return f"{convoy_id(number)} {'is open already' if already else 'is open again'}"


def stays_closed(number: int, door: Door) -> str:
    """A closed convoy gets nothing to wait for."""
    name = convoy_id(number)
    reopen = door.line(f"convoy reopen {name}")
    return f"{name} stays closed: nothing new or open was named. To open it: `{reopen}`"


def closed_already(convoy: Convoy) -> str:
    """Nothing is left to close."""
    return f"{convoy.id} {'has landed' if convoy.landed else 'is closed'} already"


UNTOLD = "GitHub takes no comment there, so nobody is told"


def landed(number: int, *, told: bool) -> str:
    """It was complete."""
    return f"🚚 {convoy_id(number)} has landed; {'its subscribers are told' if told else UNTOLD}"


def abandoned(number: int, *, told: bool) -> str:
    """It was given up."""
    return f"{convoy_id(number)} is closed without landing; {'its subscribers are told' if told else UNTOLD}"


def still_open(convoy: Convoy, audience: Audience) -> str:
    """A convoy that cannot be closed yet, and by what."""
    waiting = [f"  {issue_line(seen, audience)}" for seen in convoy.tracked if seen.state != "closed"]
    waiting += [f"  ☐ {clean(text) if audience.reads_hq else '(private)'}" for text in convoy.unticked_tasks]
    what = "\n".join(cut(waiting, 4000)) if waiting else "  nothing is tracked"
    give_up = audience.door.line(f"convoy close {convoy.id} --force")
    return f"{convoy.id} is not complete:\n{what}\nTo give it up: `{give_up}`"


def slung(login: str, results: Sequence[Result], convoys: Sequence[int]) -> str:
    """Issues were given to a worker."""
    ids = ", ".join(map(convoy_id, convoys))
    return "\n".join([f"🚚 {ids}: work for @{login}", "", *(result.line() for result in results)])


IS_CLOSED = "it is closed. Reopen it first"
BLOCKED_OR_TAKEN = "it is blocked, or somebody else has it"


def has_it(logins: Sequence[str]) -> str:
    """Somebody else works on an issue."""
    return f"{_all_of([f'@{login}' for login in logins])} {'has' if len(logins) == 1 else 'have'} it"


def blocked_by(names: Sequence[str], more: bool) -> str:
    """What has to be closed first; `more`: something that the readers may not see is among it."""
    return f"blocked by {_all_of([*names, *(['something private'] if more else [])])}"


def unless_anyway(why: str, login: str) -> str:
    """A reason that the asker may set aside."""
    return f"{why}. To give it to @{login} all the same, add --anyway"


def assigned(login: str, others: Sequence[str]) -> str:
    """An issue is given to a worker; `others` have it, too."""
    beside = f", beside {_all_of([f'@{other}' for other in others])}" if others else ""
    return f"assigned to @{login}{beside}"


def _all_of(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def not_assignable(login: str, repo: str) -> str:
    """GitHub would drop the assignment without a word."""
    return f"@{login} cannot be assigned in {repo}: GitHub asks for write access there"


def team_not_readable(mention: str) -> str:
    """A team whose members this account may not list."""
    return (
        f"  ⚠ {mention}: this account may not list its members, so the team is mentioned as it is, "
        "and GitHub may tell nobody. Give it the permission `members: read`"
    )


def no_such_account(mention: str) -> str:
    """Nobody to tell."""
    return f"{mention}: GitHub has no such account"


def no_sub_issues(word: str) -> str:
    """An epic with nothing below it."""
    return f"{word}: it has no sub-issues that could be tracked"


def skipped(name: str, why: str) -> str:
    """An issue below an epic that is not tracked."""
    return f"  – {name}: skipped, {why}"


def cycle(name: str, number: int) -> str:
    """A convoy must not wait for itself."""
    return f"{name}: {convoy_id(number)} would track itself"


def other_runner(hq: str, now: str, wanted: str) -> str:
    """One HQ has one runner."""
    return (
        f"{hq} is worked for by the {now} (see the description of its label `convoy`). "
        f"Stop that one, or have this {wanted} take over with --take-over"
    )


def other_account(hq: str, now: str, me: str) -> str:
    """What another account answered is not known as ours: it would be done again."""
    return (
        f"{hq} is worked for by @{now} (see the description of its label `convoy`), and this is @{me}. "
        f"Put `writers: [{now}]` into the configuration, so that what it made and answered still counts; "
        "or begin anew with --take-over: then nothing that was commanded before is done"
    )


def runners_work(hq: str, now: str, words: str) -> str:
    """What the terminal leaves to the runner."""
    return (
        f"{hq} has a runner, the {now}: it alone lands and closes convoys. Ask it by a comment in {hq}, "
        f"`{Door.THREAD.line(words)}`, or see its plan with `{Door.TERMINAL.line('convoy check --dry-run')}`"
    )


def too_many_commands(obeyed: int, left: int) -> str:
    """A comment holds more commands than are done at once."""
    return (
        f"only the first {obeyed} commands of a comment are done; this one and what follows it "
        f"({plural(left, 'command')}) are not. Give them in another comment"
    )


def too_many(login: str) -> str:
    """Only logged: whoever asks too often gets a reaction and no reply."""
    return f"@{login} has had as many replies as one gets in ten minutes"


def perhaps_repeated(line: str) -> str:
    """A command that may be another person's, which a mail program repeated."""
    return (
        f"{clean(line)}: not done, because it stands below other text and may only be repeated from a mail. "
        "If you want it, give it alone in a new comment"
    )


def our_mistake(command: str | None) -> str:
    """Something that neither the asker nor GitHub did wrong."""
    return (
        "gt-convoy failed at that by a mistake of its own. Look what came of it before you give the command "
        f"again; whoever runs gt-convoy finds the reason in its log under {command}"
    )


def github_refused(command: str | None) -> str:
    """Something that the asker cannot mend; the log tells more under the same id."""
    return (
        f"GitHub did not let gt-convoy do that. Whoever runs it finds the reason in its log under {command}"
    )
