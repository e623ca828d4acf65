"""What the tests of the rules are made of: values with defaults, and how a plan is carried out in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from gt_convoy.config.model import Config
from gt_convoy.convoys.plan import PlanInputs, plan
from gt_convoy.document.body_parser import parse
from gt_convoy.document.metadata import for_convoy
from gt_convoy.document.snapshot import ConvoySnapshot, assemble
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import LABEL, Convoy, Lands, Marker
from gt_convoy.domain.effects import Effect, Update
from gt_convoy.domain.issue import Issue, LinkedPull, Seen, State, Thread, Unknown
from gt_convoy.domain.references import Names, Ref, Rig

HQ = "acme/hq"
GASTOWN = Rig("gastown", "acme/gastown", "gt")
BEADS = Rig("beads", "acme/beads", "bd")
APP = Rig("app", "acme/app", "my-app")
CONFIG = Config(
    hq=HQ,
    rigs=(GASTOWN, BEADS, APP),
    addresses={"overseer": "@alice", "mayor/": "@acme/maintainers", "beads/amber": "@amber"},
    human="@alice",
    notify=("overseer",),
)
NAMES = CONFIG.names
NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
IN_HQ = CONFIG.audience(HQ, private=True, hq_private=True)


def at(minutes: float) -> datetime:
    """So many minutes past noon."""
    return NOON + timedelta(minutes=minutes)


def ref(text: str, names: Names = NAMES) -> Ref:
    return names.parse(text)


def issue(
    where: str | Ref = "gt-1",
    state: State = State.OPEN,
    *,
    title: str = "Update docs",
    closed: float | None = None,
    updated: float = 0,
    repo_id: int | None = None,
    state_reason: str | None = None,
    kind: str | None = None,
    assignees: Sequence[str] = (),
    is_pull: bool = False,
    private: bool = False,
) -> Issue:
    """An issue; `closed` is a minute past noon, 60 for a closed one that does not say."""
    place = ref(where) if isinstance(where, str) else where
    minute = closed if closed is not None else 60
    return Issue(
        ref=place,
        repo_id=sum(place.repo.lower().encode()) if repo_id is None else repo_id,
        title=title,
        url=f"https://github.com/{place.repo}/issues/{place.number}",
        state=state,
        created_at=NOON,
        updated_at=at(updated),
        closed_at=at(minute) if state is State.CLOSED else None,
        state_reason=state_reason,
        type=kind,
        assignees=tuple(assignees),
        is_pull=is_pull,
        private=private,
    )


def done(where: str | Ref = "gt-1", closed: float = 60, *, title: str = "Update docs") -> Issue:
    return issue(where, State.CLOSED, closed=closed, state_reason="completed", title=title)


def pull(where: str | Ref = "gt-31", how: str = "closed", *, private: bool = False) -> LinkedPull:
    """A pull request that closes an issue; `how`: `open`, `closed` without a merge, `merged`."""
    place = ref(where) if isinstance(where, str) else where
    url = f"https://github.com/{place.repo}/pull/{place.number}"
    return LinkedPull(place, url, open=how == "open", merged=how == "merged", private=private)


def unmerged(where: str = "gt-1", *pulls: LinkedPull, closed: float = 60) -> Issue:
    """An issue that was closed though a pull request that closes it is not merged."""
    return replace(done(where, closed), pulls=pulls or (pull(),))


def unknown(where: str = "gt-1", reason: str = "not found") -> Unknown:
    return Unknown(ref(where), reason)


def thread(
    number: int = 12,
    *,
    title: str = "Deploy v2.0",
    body: str = "",
    is_open: bool = True,
    labels: Collection[str] = (LABEL,),
    updated: float = 0,
) -> Thread:
    return Thread(
        ref=Ref(HQ, number),
        id=1000 + number,
        title=title,
        body=body,
        url=f"https://github.com/{HQ}/issues/{number}",
        open=is_open,
        author="gt-convoy[bot]",
        created_at=NOON,
        updated_at=at(updated),
        closed_at=None if is_open else at(90),
        labels=frozenset(labels),
    )


def convoy(
    *tracked: Seen,
    number: int = 12,
    title: str = "Deploy v2.0",
    is_open: bool = True,
    marker: Marker | None = None,
    unticked_tasks: Sequence[str] = (),
    subscribers: Sequence[str] = ("@joe", "@alice"),
    lands: Lands = Lands.CLOSED,
) -> Convoy:
    return Convoy(
        thread(number, title=title, is_open=is_open),
        marker or Marker(),
        tracked,
        tuple(unticked_tasks),
        tuple(subscribers),
        lands=lands,
    )


def text_of(
    lines: Sequence[str], *, marker: Marker | None = None, subscribers: Sequence[str] = ("@joe",)
) -> str:
    """A convoy's body with these lines under `Tracked issues`, and no status yet."""
    told = [f"- `{name}`" for name in subscribers]
    parts = [for_convoy(marker or Marker()), "", "### Tracked issues", *lines, "", "### Subscribers", *told]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True)
class Said:
    """A command as it was typed, or what it has to say."""

    text: str
    refs: tuple[Ref, ...] = ()
    ok: bool = True
    of_words: bool = False


def read_of(
    where: Thread, seen: Mapping[Ref, Seen] | Sequence[Seen], audience: Audience = IN_HQ
) -> ConvoySnapshot:
    """A convoy as it is read; what `seen` does not tell of cannot be read."""
    known = seen if isinstance(seen, Mapping) else {one.ref: one for one in seen}
    body = parse(where.body, audience.names)
    states = {ref: known.get(ref, Unknown(ref, "not found")) for ref in body.refs}
    return assemble(CONFIG, where, body, states, audience)


def planned(read: ConvoySnapshot, **known: object) -> tuple[Effect, ...]:
    """The plan where the convoy's own subscribers are mentioned and no remark is new."""
    concerns = [f"? {s.ref.key[0]}#{s.ref.number}" for s in read.convoy.unknown]
    nobody = [f"@ {name.lower()}" for name in read.unknown_subscribers]
    settled = PlanInputs(mentions=read.convoy.subscribers, said=[*concerns, *nobody])
    return plan(read, replace(settled, **known))  # type: ignore[arg-type]  # names are Known's fields


def after(where: Thread, effects: Sequence[Effect]) -> Thread:
    """The convoy's issue when a plan has been carried out."""
    for effect in effects:
        if isinstance(effect, Update):
            where = effect.change.applied_to(where)
    return where
