"""What a plan writes to GitHub: a closed set of values, applied in their order."""

from dataclasses import dataclass
from enum import StrEnum

from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.landing import Verdict
from gt_convoy.domain.references import Ref


class Cause(StrEnum):
    """Why a convoy is written where it is not the decision table that calls for it."""

    ADD = "add"
    REMOVE = "remove"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    UNTIL = "until"
    LAUNCH = "launch"
    PAUSE = "pause"
    RESUME = "resume"
    REOPEN = "reopen"  # a person asked for it
    RESTORE = "restore"  # an edit had taken our part of its text away
    MERGE = "merge"  # a write of ours had overtaken a person's edit
    LABEL = "label"  # it had lost the label of convoys, or needs attention


@dataclass(frozen=True, slots=True)
class Wait:
    """GitHub showed something older than the event that told us of it: sync again shortly."""

    ref: Ref
    kind: str = "wait"


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell the subscribers that it landed or was given up: one comment."""

    key: str
    part: int
    text: str
    kind: str = "notice"


@dataclass(frozen=True, slots=True)
class Remark:
    """Say once what somebody should see to: one comment, which may fail."""

    about: tuple[str, ...]
    text: str
    kind: str = "remark"


@dataclass(frozen=True, slots=True)
class Update:
    """One PATCH of the convoy."""

    change: Change
    verdict: Verdict | Cause
    tracks: tuple[Ref, ...] = ()  # what the index must know before it is written
    kind: str = "update"


@dataclass(frozen=True, slots=True)
class Create:
    """Make a convoy: one issue in HQ."""

    title: str
    text: str
    tracks: tuple[Ref, ...]
    command: str | None = None  # the id of the command that makes it
    kind: str = "create"


@dataclass(frozen=True, slots=True)
class Assign:
    """Give an issue to somebody."""

    ref: Ref
    login: str
    command: str | None = None
    kind: str = "assign"


Effect = Wait | Notice | Remark | Update | Create | Assign


@dataclass(frozen=True, slots=True)
class Planned:
    """What a sync of one convoy planned, and wrote if it was applied."""

    id: str
    effects: tuple[Effect, ...]
    applied: bool
    error: str | None = None  # why it could not be synced
    untold: str | None = None  # why GitHub took no notice
    convoy: Convoy | None = None  # as it was read; None where it could not be

    def json(self, *, texts: bool = True) -> dict[str, object]:
        """As `--json` prints it; without `texts` for who may not read what is written to HQ."""
        shown = map(effect_json, self.effects)
        effects = [{n: v for n, v in one.items() if texts or n not in ("text", "body")} for one in shown]
        found: dict[str, object] = {"id": self.id, "effects": effects, "applied": self.applied}
        return found | ({"error": self.error} if self.error else {})


def effect_json(effect: Effect) -> dict[str, object]:
    """An effect, as `check --json` prints it."""
    match effect:
        case Wait(ref):
            return {"kind": effect.kind, "ref": str(ref)}
        case Notice(key, part, text):
            return {"kind": effect.kind, "key": key, "part": part, "text": text}
        case Remark(about, text):
            return {"kind": effect.kind, "about": list(about), "text": text}
        case Update(change, verdict):
            values = sets(change)
            return {"kind": effect.kind, "verdict": verdict.value, "sets": sorted(values), **values}
        case Create(title, text, tracks):
            refs = [str(ref) for ref in tracks]
            return {"kind": effect.kind, "title": title, "body": text, "tracks": refs}
        case Assign(ref, login):
            return {"kind": effect.kind, "ref": str(ref), "login": login}


def sets(change: Change) -> dict[str, object]:
    """What a PATCH sets, by the names that GitHub has for it."""
    state = None if change.open is None else "open" if change.open else "closed"
    labels = None if change.labels is None else sorted(change.labels)
    values = {"body": change.body, "labels": labels, "state": state}
    return {name: value for name, value in values.items() if value is not None}
