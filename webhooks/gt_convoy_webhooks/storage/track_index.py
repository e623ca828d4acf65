"""Which convoy tracks which issue: a hint that saves requests."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, delete, func, or_, select, tuple_

from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import IssueUpdate
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import tracks

_KEY = "tracks"  # of the lock that a lookup shares
# Made once: it is executed for each group of requests.
_TRACKERS = select(tracks.c.convoy, tracks.c.repo_key, tracks.c.number, tracks.c.repo_id).where(
    or_(
        tuple_(tracks.c.repo_key, tracks.c.number).in_(bindparam("named", expanding=True)),
        tuple_(tracks.c.repo_id, tracks.c.number).in_(bindparam("known", expanding=True)),
    )
)


class TrackIndex:
    """The table `tracks`. Every method raises NoDatabase."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self._database = database

    def tracked_by(self, convoy: int) -> list[Ref]:
        """What the convoy tracked when it was last read."""
        with self._database.read() as conn:
            return list(self._rows(conn, convoy))

    def trackers_of(self, ref: Ref, repo_id: int | None = None) -> list[int]:
        """The convoys that track it, by the repository's name or id."""
        with self._database.read() as conn:
            (found,) = _trackers(conn, [(ref, repo_id)])
            return found

    def look_up(self, conn: Connection) -> None:
        """The caller's transaction is going to ask for trackers, and to store what the answer is for."""
        self._database.beside_each_other(conn, _KEY)

    def trackers(
        self, conn: Connection, updates: Collection[IssueUpdate]
    ) -> dict[IssueUpdate, Sequence[int]]:
        """The convoys that track each of these, by the repository's name or id. Call `look_up` before."""
        if not updates:
            return {}
        found = _trackers(conn, [(update.ref, update.repo_id) for update in updates])
        return dict(zip(updates, found, strict=True))

    def remember(self, convoy: int, tracked: Mapping[Ref, int | None]) -> None:
        """Replace what the convoy tracks."""
        with self._database.read() as conn:
            known = self._rows(conn, convoy)
        now = {ref: known.get(ref) if repo_id is None else repo_id for ref, repo_id in tracked.items()}
        if now == known:
            return
        with self._writing() as conn:
            conn.execute(delete(tracks).where(tracks.c.convoy == convoy))
            self._add(conn, convoy, now)

    def all_track(self, tracked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Add to what each convoy tracks, and repository ids that were not known. One transaction."""
        with self._database.read() as conn:
            known = self._everything(conn)
        news = {c: _news(refs, known.get(c, {})) for c, refs in tracked.items()}
        if any(news.values()):
            with self._writing() as conn:
                for convoy, refs in news.items():
                    self._add(conn, convoy, refs)

    def add(self, conn: Connection, tracked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Add to what each convoy tracks, in the caller's transaction."""
        for convoy in sorted(tracked):
            self._add(conn, convoy, tracked[convoy])

    def also_tracks(self, convoy: int, tracked: Collection[Ref]) -> None:
        """Add to what the convoy tracks."""
        with self._database.read() as conn:
            new = set(tracked) - self._rows(conn, convoy).keys()
        if new:
            with self._writing() as conn:
                self._add(conn, convoy, dict.fromkeys(new))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Not beside a transaction that looks up trackers: what it stores is then there, or it sees this."""
        with self._database.write() as conn:
            self._database.one_by_one(conn, _KEY)
            yield conn

    def _everything(self, conn: Connection) -> dict[int, dict[Ref, int | None]]:
        found: dict[int, dict[Ref, int | None]] = {}
        for convoy, repo, number, repo_id in conn.execute(
            select(tracks.c.convoy, tracks.c.repo, tracks.c.number, tracks.c.repo_id)
        ):
            found.setdefault(convoy, {})[Ref(repo, number)] = repo_id
        return found

    def _rows(self, conn: Connection, convoy: int) -> dict[Ref, int | None]:
        query = select(tracks.c.repo, tracks.c.number, tracks.c.repo_id).where(tracks.c.convoy == convoy)
        return {Ref(repo, number): repo_id for repo, number, repo_id in conn.execute(query)}

    def _add(self, conn: Connection, convoy: int, tracked: Mapping[Ref, int | None]) -> None:
        rows = [
            {"convoy": convoy, "repo_key": r.repo.lower(), "number": r.number, "repo": r.repo, "repo_id": i}
            for r, i in sorted(tracked.items(), key=lambda item: item[0].key)
        ]
        fresh = self._database.insert(tracks)
        known = func.coalesce(fresh.excluded.repo_id, tracks.c.repo_id)
        key = ["convoy", "repo_key", "number"]
        if rows:
            conn.execute(fresh.on_conflict_do_update(index_elements=key, set_={"repo_id": known}), rows)


def _news(refs: Mapping[Ref, int | None], known: Mapping[Ref, int | None]) -> dict[Ref, int | None]:
    """What is not known of them, or not by its repository's id."""
    return {r: i for r, i in refs.items() if r not in known or (i is not None and known[r] != i)}


def _trackers(conn: Connection, issues: Sequence[tuple[Ref, int | None]]) -> list[list[int]]:
    """The convoys that track each of these, by its repository's name, or id if it is given."""
    named = [ref.key for ref, _ in issues]
    known = [(repo_id, ref.number) for ref, repo_id in issues if repo_id is not None]
    found = defaultdict[tuple[str | int | None, int], set[int]](set)
    for convoy, repo_key, number, repo_id in conn.execute(_TRACKERS, {"named": named, "known": known}):
        found[repo_key, number].add(convoy)
        if repo_id is not None:  # two issues whose repositories' ids are not known are not the same
            found[repo_id, number].add(convoy)
    return [sorted(found[ref.key] | found[repo_id, ref.number]) for ref, repo_id in issues]
