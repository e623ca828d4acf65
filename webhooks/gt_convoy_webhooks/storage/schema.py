"""The tables. All of it can be deleted; what matters is read from GitHub again."""

from sqlalchemy import BigInteger, Column, Double, Index, Integer, MetaData, String, Table, Text

VERSION = 6
LONGEST_KEY = 200  # characters of what was told

METADATA = MetaData()

schema = Table("schema", METADATA, Column("version", Integer, nullable=False))

# The ids of deliveries that were accepted: what they wanted stands in `job`, their payloads nowhere.
accepted = Table(
    "accepted",
    METADATA,
    Column("id", String(128), primary_key=True),
    Column("received", Double, nullable=False, index=True),
)

# state: waiting, running, failed. One that is running and has a first_wanted is wanted once more.
job = Table(
    "job",
    METADATA,
    Column("key", String(300), primary_key=True),
    Column("data", Text, nullable=False),  # JSON object of strings, of a job's key always the same
    Column("state", String(8), nullable=False),
    Column("due", Double, nullable=False),
    Column("first_wanted", Double),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(200)),
    Column("lease", Double),
    Column("error", Text),
    Column("urgent", Integer, nullable=False, server_default="0"),  # 1: goes first
    Column("cause", String(128), nullable=False, server_default=""),  # the delivery that wanted it last
    Column("lane", Integer, nullable=False, server_default="0"),  # `Urgency`: the smaller goes first
    Column("person", String(200), nullable=False, server_default=""),  # who asked, in lower case
    Column("turn", Integer, nullable=False, server_default="0"),  # in a lane people take turns
    Index("job_due", "state", "due"),
    Index("job_turn", "state", "lane", "turn"),
    Index("job_person", "person"),
)

lease = Table(
    "lease",
    METADATA,
    Column("key", String(300), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("lease", Double, nullable=False),
)

# Names for moments that all processes share: pause (until when), sweep (the next), probe (last written).
timestamp = Table(
    "moment",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("at", Double, nullable=False),
)

tracks = Table(
    "tracks",
    METADATA,
    Column("convoy", Integer, primary_key=True, autoincrement=False),
    Column("repo_key", String(200), primary_key=True),  # lower case
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("repo", String(200), nullable=False),  # as written
    Column("repo_id", BigInteger),
    Index("tracks_by_name", "repo_key", "number"),
    Index("tracks_by_id", "repo_id", "number"),
)

# As `tracks`, of what blocks or closes the issues that a convoy tracks, when it was last read.
links = Table(
    "links",
    METADATA,
    Column("convoy", Integer, primary_key=True, autoincrement=False),
    Column("repo_key", String(200), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("repo", String(200), nullable=False),
    Column("repo_id", BigInteger),
    Index("links_by_name", "repo_key", "number"),
    Index("links_by_id", "repo_id", "number"),
)

# What events told lately; a read of GitHub that is older is not acted on.
issue_update = Table(
    "issue_update",
    METADATA,
    Column("repo_key", String(200), primary_key=True),  # lower case
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("repo", String(200), nullable=False),  # as told
    Column("repo_id", BigInteger),
    Column("at", Double, nullable=False),  # by GitHub's clock
    Column("noted", Double, nullable=False, index=True),  # by ours
    Index("issue_update_by_id", "repo_id", "number"),
)

# The text of a convoy before the last edit that took our part away.
text_before = Table(
    "text_before",
    METADATA,
    Column("convoy", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),  # of the edit, by GitHub's clock
    Column("text", Text, nullable=False),
    Column("noted", Double, nullable=False),  # by ours
)

told = Table(
    "told",
    METADATA,
    Column("convoy", Integer, primary_key=True, autoincrement=False),
    Column("key", String(LONGEST_KEY), primary_key=True),  # a digest of one that is longer
)

wrote = Table(
    "wrote",
    METADATA,
    Column("convoy", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),  # of what was written
)

reply = Table(
    "reply",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("login", String(200), nullable=False, index=True),  # lower case
    Column("at", Double, nullable=False),
    Column("source", String(64), nullable=False, server_default=""),  # the comment or text that it answers
)
