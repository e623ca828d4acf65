"""How the tables of an older version become today's; what is in them stays."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, text, update

from gt_convoy.domain.errors import UserError
from gt_convoy_webhooks.storage.schema import METADATA, VERSION, issue_update, job, schema, text_before

Step = str | Callable[[Connection], None]
_RENAMED = {"convoy": "sync", "cmd": "command"}


def renamed(key: str) -> str:
    """A job's key as it is today, of one up to version 4; today's own stay."""
    kind, colon, name = key.partition(":")
    return f"{_RENAMED.get(kind, kind)}{colon}{name}"


def _carry_jobs(conn: Connection) -> None:
    """A job is a key now: what was merged into its data stands in tables of its own."""
    for key, data in conn.execute(select(job.c.key, job.c.data)).all():
        kind, _, name = key.partition(":")
        told = json.loads(data)
        if kind == "convoy":
            _carry_updates(conn, told)
        elif kind == "restore":
            _carry_text(conn, int(name), told)
        kept = data if kind == "cmd" else "{}"
        conn.execute(update(job).where(job.c.key == key).values(key=renamed(key), data=kept))


def _carry_updates(conn: Connection, told: Mapping[str, str]) -> None:
    for ref, at in told.items():
        repo, _, number = ref.rpartition("#")
        where = (issue_update.c.repo_key == repo.lower(), issue_update.c.number == int(number))
        when = datetime.fromisoformat(at).timestamp()
        known = conn.execute(select(issue_update.c.at).where(*where)).scalar()
        values = {"repo": repo, "at": when, "noted": time.time()}
        if known is None:
            conn.execute(insert(issue_update).values(repo_key=repo.lower(), number=int(number), **values))
        elif known < when:
            conn.execute(update(issue_update).where(*where).values(values))


def _carry_text(conn: Connection, convoy: int, told: Mapping[str, str]) -> None:
    at, _, was = told.get("was", "").partition("\n")
    if at:
        when = datetime.fromisoformat(at).timestamp()
        conn.execute(insert(text_before).values(convoy=convoy, at=when, text=was, noted=time.time()))


# What leads to each version from the one before. SQL that both databases understand.
STEPS: Mapping[int, tuple[Step, ...]] = {
    2: ("ALTER TABLE job ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0",),
    3: (
        "ALTER TABLE job ADD COLUMN cause VARCHAR(128) NOT NULL DEFAULT ''",
        "ALTER TABLE reply ADD COLUMN source VARCHAR(64) NOT NULL DEFAULT ''",
    ),
    4: (
        "ALTER TABLE job ADD COLUMN lane INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE job ADD COLUMN person VARCHAR(200) NOT NULL DEFAULT ''",
        "ALTER TABLE job ADD COLUMN turn INTEGER NOT NULL DEFAULT 0",
        "UPDATE job SET lane = 1 WHERE key LIKE 'cmd:%'",
        "CREATE INDEX job_turn ON job (state, lane, turn)",
        "CREATE INDEX job_person ON job (person)",
    ),
    # What waits in `delivery`, with its payload, is routed when the app starts; then the table goes.
    5: (
        "INSERT INTO accepted (id, received) SELECT id, received FROM delivery WHERE state = 'done'",
        "DELETE FROM delivery WHERE state = 'done'",
        "UPDATE job SET state = 'waiting' WHERE state = 'wanted'",
        "UPDATE job SET state = 'failed' WHERE state = 'dead'",
        _carry_jobs,
    ),
    6: (),  # `links` is new, and filled by the next look at each convoy
}


def migrate(conn: Connection) -> None:
    """Make the tables, or bring them up to date.

    Raises UserError if they are of a newer version than ours.
    """
    METADATA.create_all(conn)
    version = conn.execute(select(schema.c.version)).scalar()
    if version is None:
        conn.execute(insert(schema).values(version=VERSION))
        return
    if version > VERSION:
        raise UserError(
            f"the database is of a newer gt-convoy (schema {version}, known here: {VERSION}): upgrade"
        )
    for number in range(version + 1, VERSION + 1):
        for step in STEPS[number]:
            conn.execute(text(step)) if isinstance(step, str) else step(conn)
        conn.execute(update(schema).values(version=number))
