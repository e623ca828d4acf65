"""Which convoy tracks which issue: a hint that saves requests."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, and_, delete, func, or_, select

from gt_convoy.domain.references import Ref
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import tracks


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
        by_name = and_(tracks.c.repo_key == ref.repo.lower(), tracks.c.number == ref.number)
        by_id = and_(tracks.c.repo_id == repo_id, tracks.c.number == ref.number)
        where = by_name if repo_id is None else or_(by_name, by_id)
        query = select(tracks.c.convoy).where(where).distinct().order_by(tracks.c.convoy)
        with self._database.read() as conn:
            return list(conn.execute(query).scalars())

    def remember(self, convoy: int, tracked: Mapping[Ref, int | None]) -> None:
        """Replace what the convoy tracks."""
        with self._database.read() as conn:
            known = self._rows(conn, convoy)
        now = {ref: known.get(ref) if repo_id is None else repo_id for ref, repo_id in tracked.items()}
        if now == known:
            return
        with self._database.write() as conn:
            conn.execute(delete(tracks).where(tracks.c.convoy == convoy))
            self._add(conn, convoy, now)

    def all_track(self, tracked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Add to what each convoy tracks, and repository ids that were not known. One transaction."""
        with self._database.read() as conn:
            known = self._everything(conn)
        news = {c: _news(refs, known.get(c, {})) for c, refs in tracked.items()}
        if any(news.values()):
            with self._database.write() as conn:
                for convoy, refs in news.items():
                    self._add(conn, convoy, refs)

    def also_tracks(self, convoy: int, tracked: Collection[Ref]) -> None:
        """Add to what the convoy tracks."""
        with self._database.read() as conn:
            new = set(tracked) - self._rows(conn, convoy).keys()
        if new:
            with self._database.write() as conn:
                self._add(conn, convoy, dict.fromkeys(new))

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
            for r, i in tracked.items()
        ]
        fresh = self._database.insert(tracks)
        known = func.coalesce(fresh.excluded.repo_id, tracks.c.repo_id)
        key = ["convoy", "repo_key", "number"]
        if rows:
            conn.execute(fresh.on_conflict_do_update(index_elements=key, set_={"repo_id": known}), rows)


def _news(refs: Mapping[Ref, int | None], known: Mapping[Ref, int | None]) -> dict[Ref, int | None]:
    """What is not known of them, or not by its repository's id."""
    return {r: i for r, i in refs.items() if r not in known or (i is not None and known[r] != i)}
