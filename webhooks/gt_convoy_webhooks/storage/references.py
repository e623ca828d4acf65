"""A table of references of convoys, and how they are found again: a hint that saves requests."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, bindparam, delete, func, or_, select, tuple_

from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import Subject
from gt_convoy_webhooks.storage.database import Database

_KEY = "tracks"  # of the lock that a lookup shares
Ids = Mapping[Ref, int | None]  # reference -> its repository's id, where known


class References:
    """References of convoys, by the repository's name and id. Every method raises NoDatabase."""

    def __init__(self, database: Database, table: Table) -> None:
        """Nothing is read yet."""
        self._database = database
        self._table = rows = table
        named = tuple_(rows.c.repo_key, rows.c.number).in_(bindparam("named", expanding=True))
        known = tuple_(rows.c.repo_id, rows.c.number).in_(bindparam("known", expanding=True))
        columns = (rows.c.convoy, rows.c.repo_key, rows.c.number, rows.c.repo_id)
        # Made once: it is executed for each group of requests.
        self._having = select(*columns).where(or_(named, known))

    def look_up(self, conn: Connection) -> None:
        """The caller's transaction is going to ask for convoys, and to store what the answer is for."""
        self._database.beside_each_other(conn, _KEY)

    def convoys(self, conn: Connection, subjects: Collection[Subject]) -> dict[Subject, Sequence[int]]:
        """The convoys that have each of these, by the repository's name or id. Call `look_up` before."""
        if not subjects:
            return {}
        named = [one.ref.key for one in subjects]
        known = [(one.repo_id, one.ref.number) for one in subjects if one.repo_id is not None]
        found = defaultdict[tuple[str | int | None, int], set[int]](set)
        for convoy, repo_key, number, repo_id in conn.execute(self._having, {"named": named, "known": known}):
            found[repo_key, number].add(convoy)
            if repo_id is not None:  # two issues whose repositories' ids are not known are not the same
                found[repo_id, number].add(convoy)
        return {one: sorted(found[one.ref.key] | found[one.repo_id, one.ref.number]) for one in subjects}

    def add(self, conn: Connection, references: Mapping[int, Ids]) -> None:
        """Add to what each convoy has, in the caller's transaction."""
        for convoy in sorted(references):
            self._add(conn, convoy, references[convoy])

    def replace(self, convoy: int, references: Ids) -> bool:
        """Replace what the convoy has; whether any of it is new."""
        with self._database.read() as conn:
            known = self._rows(conn, convoy)
        now = {ref: known.get(ref) if repo_id is None else repo_id for ref, repo_id in references.items()}
        if now != known:
            with self._writing() as conn:
                conn.execute(delete(self._table).where(self._table.c.convoy == convoy))
                self._add(conn, convoy, now)
        return bool(now.keys() - known.keys())

    def add_all(self, references: Mapping[int, Ids]) -> None:
        """Add to what each convoy has, and repository ids that were not known. One transaction."""
        with self._database.read() as conn:
            known = self._everything(conn)
        news = {convoy: _news(refs, known.get(convoy, {})) for convoy, refs in references.items()}
        if any(news.values()):
            with self._writing() as conn:
                self.add(conn, news)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Not beside a transaction that looks up convoys: what it stores is then there, or it sees this."""
        with self._database.write() as conn:
            self._database.one_by_one(conn, _KEY)
            yield conn

    def _everything(self, conn: Connection) -> dict[int, dict[Ref, int | None]]:
        found: dict[int, dict[Ref, int | None]] = {}
        rows = self._table.c
        for convoy, repo, number, repo_id in conn.execute(
            select(rows.convoy, rows.repo, rows.number, rows.repo_id)
        ):
            found.setdefault(convoy, {})[Ref(repo, number)] = repo_id
        return found

    def _rows(self, conn: Connection, convoy: int) -> dict[Ref, int | None]:
        rows = self._table.c
        query = select(rows.repo, rows.number, rows.repo_id).where(rows.convoy == convoy)
        return {Ref(repo, number): repo_id for repo, number, repo_id in conn.execute(query)}

    def _add(self, conn: Connection, convoy: int, references: Ids) -> None:
        rows = [
            {"convoy": convoy, "repo_key": r.repo.lower(), "number": r.number, "repo": r.repo, "repo_id": i}
            for r, i in sorted(references.items(), key=lambda item: item[0].key)
        ]
        fresh = self._database.insert(self._table)
        known = func.coalesce(fresh.excluded.repo_id, self._table.c.repo_id)
        key = ["convoy", "repo_key", "number"]
        if rows:
            conn.execute(fresh.on_conflict_do_update(index_elements=key, set_={"repo_id": known}), rows)


def _news(refs: Ids, known: Ids) -> dict[Ref, int | None]:
    """What is not known of them, or not by its repository's id."""
    return {r: i for r, i in refs.items() if r not in known or (i is not None and known[r] != i)}
