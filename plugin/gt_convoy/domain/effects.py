"""What a plan writes to GitHub: a closed set of values, applied in their order."""

from dataclasses import dataclass

from gt_convoy.domain.github_values import Change
from gt_convoy.domain.landing import Verdict
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Wait:
    """GitHub showed something older than the event that told us of it: look again shortly."""

    ref: Ref
    kind: str = "wait"


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell the subscribers: one comment."""

    key: str
    part: int
    text: str
    kind: str = "notice"


@dataclass(frozen=True, slots=True)
class Remark:
    """Say once what somebody should see to: one comment."""

    about: tuple[str, ...]
    text: str
    kind: str = "remark"


@dataclass(frozen=True, slots=True)
class Update:
    """One PATCH of the convoy."""

    change: Change
    verdict: Verdict
    kind: str = "update"


Effect = Wait | Notice | Remark | Update


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
            values = {
                "body": change.body,
                "labels": sorted(change.labels) if change.labels is not None else None,
            }
            state = None if change.open is None else "open" if change.open else "closed"
            sets = {name: value for name, value in (values | {"state": state}).items() if value is not None}
            return {"kind": effect.kind, "verdict": verdict.value, "sets": sorted(sets), **sets}
