"""A job is a key: what is stored of it gives it back, whichever it is."""

import pytest

from gt_convoy.domain.job import (
    AutoConvoy,
    BringLabelBack,
    ExecuteCommands,
    Job,
    MergeEdit,
    Redeliver,
    Relabel,
    RestoreText,
    Sweep,
    SyncConvoy,
    data_of,
    job_of,
    person_of,
    urgency_of,
)
from gt_convoy.domain.references import Ref
from gt_convoy.domain.urgency import Urgency

HERE = Ref("acme/hq", 3)
COMMENT = ExecuteCommands("c77", HERE, 77, "0123456789abcdef", "Joe")

JOBS: list[tuple[Job, str]] = [
    (SyncConvoy(12), "sync:12"),
    (MergeEdit(12), "merge:12"),
    (RestoreText(12), "restore:12"),
    (COMMENT, "command:c77"),
    (ExecuteCommands("i9", HERE), "command:i9"),
    (AutoConvoy(Ref("Acme/x.y", 3)), "auto:Acme/x.y#3"),
    (BringLabelBack(), "label"),
    (Relabel(), "relabel"),
    (Sweep(), "sweep"),
    (Redeliver(), "redeliver"),
]


@pytest.mark.parametrize(("job", "key"), JOBS, ids=[key for _, key in JOBS])
def test_what_is_stored_of_a_job_is_the_job(job: Job, key: str) -> None:
    assert job.key == key
    assert job_of(key, data_of(job)) == job


@pytest.mark.parametrize(
    "key", ["", "nonsense", "sweep:1", "convoy:12", "sync:", "sync:x", "auto:x", "command:c1", "label:x"]
)
def test_what_is_no_job_is_said(key: str) -> None:
    with pytest.raises(ValueError, match=f"^{key}: "):
        job_of(key, {})


def test_only_a_command_has_a_person_and_waits_for_looks() -> None:
    assert person_of(COMMENT) == "joe"
    assert (urgency_of(COMMENT, stranger=False), urgency_of(COMMENT, stranger=True)) == (
        Urgency.COMMAND,
        Urgency.STRANGER,
    )
    for job, _ in JOBS:
        if not isinstance(job, ExecuteCommands):
            assert (person_of(job), urgency_of(job, stranger=False)) == ("", Urgency.LOOK)
