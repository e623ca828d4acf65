"""How the tables of an older version become today's; what is in them stays."""

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, text, update

from gt_convoy.domain.errors import UserError
from gt_convoy_webhooks.storage.schema import METADATA, VERSION, schema

# What leads to each version from the one before. SQL that both databases understand.
STEPS: Mapping[int, tuple[str, ...]] = {
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
    for step in range(version + 1, VERSION + 1):
        for statement in STEPS[step]:
            conn.execute(text(statement))
        conn.execute(update(schema).values(version=step))
