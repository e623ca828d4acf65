"""What there is to do, as a closed set of small values: a key, and nothing that would have to be merged.

A key that is enqueued twice is done once. What events told beside it (the newest update of an issue, the text
before an edit) stands in the state store; what is stored with a job never differs for one key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from gt_convoy.domain.references import Ref
from gt_convoy.domain.urgency import Urgency


@dataclass(frozen=True, slots=True)
class SyncConvoy:
    """Read a convoy, plan, and write what differs."""

    number: int

    @property
    def key(self) -> str:
        """`sync:12`."""
        return f"sync:{self.number}"


@dataclass(frozen=True, slots=True)
class MergeEdit:
    """Put back a person's edit that our write overtook."""

    number: int

    @property
    def key(self) -> str:
        """`merge:12`."""
        return f"merge:{self.number}"


@dataclass(frozen=True, slots=True)
class RestoreText:
    """Put back our part of a convoy's text, which an edit took away."""

    number: int

    @property
    def key(self) -> str:
        """`restore:12`."""
        return f"restore:{self.number}"


@dataclass(frozen=True, slots=True)
class ExecuteCommands:
    """Do the commands of a comment, or of an issue's opening text."""

    source: str  # c<comment id> or i<issue id>
    thread: Ref
    comment: int | None = None
    digest: str = ""  # of the text as its event said; "": whatever it is
    by: str = ""  # the login; "" in a job that an older version left

    @property
    def key(self) -> str:
        """`command:c7`."""
        return f"command:{self.source}"


@dataclass(frozen=True, slots=True)
class AutoConvoy:
    """Give an assigned issue its convoy."""

    ref: Ref

    @property
    def key(self) -> str:
        """`auto:owner/repo#3`."""
        return f"auto:{self.ref}"


@dataclass(frozen=True, slots=True)
class BringLabelBack:
    """Bring back the description of HQ's label of convoys if it is gone."""

    key: ClassVar[str] = "label"


@dataclass(frozen=True, slots=True)
class Relabel:
    """HQ lost the label of convoys: bring it back, and put it on the convoys."""

    key: ClassVar[str] = "relabel"


@dataclass(frozen=True, slots=True)
class Sweep:
    """Read all convoys and waiting commands, and enqueue what is to be done."""

    key: ClassVar[str] = "sweep"


@dataclass(frozen=True, slots=True)
class Redeliver:
    """Ask GitHub for the deliveries that did not reach us."""

    key: ClassVar[str] = "redeliver"


Job = (
    SyncConvoy
    | MergeEdit
    | RestoreText
    | ExecuteCommands
    | AutoConvoy
    | BringLabelBack
    | Relabel
    | Sweep
    | Redeliver
)


def person_of(job: Job) -> str:
    """Who asked for it, in lower case; "" where it is nobody's command."""
    return job.by.lower() if isinstance(job, ExecuteCommands) else ""


def urgency_of(job: Job, *, stranger: bool) -> Urgency:
    """When its turn is; `stranger`: whoever asked is below triage."""
    if not isinstance(job, ExecuteCommands):
        return Urgency.LOOK
    return Urgency.STRANGER if stranger else Urgency.COMMAND


def data_of(job: Job) -> dict[str, str]:
    """What is stored of it beside its key."""
    if not isinstance(job, ExecuteCommands):
        return {}
    comment = {"comment": str(job.comment)} if job.comment else {}
    return {"thread": str(job.thread), "text": job.digest, "by": job.by} | comment


def job_of(key: str, data: Mapping[str, str]) -> Job:
    """The job that was stored so. Raises ValueError if this version knows none of that kind."""
    kind, _, name = key.partition(":")
    try:
        match kind:
            case "sync":
                return SyncConvoy(int(name))
            case "merge":
                return MergeEdit(int(name))
            case "restore":
                return RestoreText(int(name))
            case "command":
                return _commands(name, data)
            case "auto":
                return AutoConvoy(_ref(name))
    except (KeyError, ValueError) as error:
        raise ValueError(f"{key}: not all of this job was stored: {error!r}") from error
    alone = (BringLabelBack(), Relabel(), Sweep(), Redeliver())
    if found := next((job for job in alone if job.key == key), None):
        return found
    raise ValueError(f"{key}: there is no such job")


def _commands(source: str, data: Mapping[str, str]) -> ExecuteCommands:
    comment = data.get("comment")
    return ExecuteCommands(
        source,
        _ref(data["thread"]),
        int(comment) if comment else None,
        data.get("text", ""),
        data.get("by", ""),
    )


def _ref(text: str) -> Ref:
    repo, _, number = text.rpartition("#")
    return Ref(repo, int(number))
