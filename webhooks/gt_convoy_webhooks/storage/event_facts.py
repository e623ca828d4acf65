"""What events told lately, for reads of GitHub that lag behind them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, and_, delete, select

from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import IssueUpdate, Routed, TextBefore
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import issue_update, text_before, tracks


class EventFacts:
    """The tables `issue_update` and `text_before`. Every method raises NoDatabase."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Nothing is read yet."""
        self._database = database
        self._settings = settings
        fresh = database.insert(issue_update)
        new = fresh.excluded
        newer = {name: new[name] for name in ("repo", "repo_id", "at", "noted")}
        # Made once: it is executed for each group of requests.
        self._update = fresh.on_conflict_do_update(
            index_elements=["repo_key", "number"], set_=newer, where=new.at > issue_update.c.at
        )

    def learn(self, conn: Connection, routed: Iterable[Routed]) -> None:
        """Keep what these events told, as far as it is newer than what is known."""
        updates, before = dict[tuple[str, int], IssueUpdate](), list[TextBefore]()
        for one in routed:
            if one.update and one.update.at >= updates.get(one.update.ref.key, one.update).at:
                updates[one.update.ref.key] = one.update
            if one.before:
                before.append(one.before)
        if updates or before:
            self._note(conn, [updates[key] for key in sorted(updates)], before)

    def _note(self, conn: Connection, updates: Sequence[IssueUpdate], before: Sequence[TextBefore]) -> None:
        """Keep these, one of each issue, in the order of their keys."""
        now = self._database.now(conn)
        if updates:
            conn.execute(self._update, [_row(update) | {"noted": now} for update in updates])
        for text in before:
            at = {"at": text.at.timestamp(), "text": text.text, "noted": now}
            fresh = self._database.insert(text_before).values(convoy=text.convoy, **at)
            newer = fresh.excluded.at > text_before.c.at
            conn.execute(fresh.on_conflict_do_update(index_elements=["convoy"], set_=at, where=newer))

    def newest(self, convoy: int, own: Ref) -> Mapping[Ref, datetime]:
        """The newest update of each issue that the convoy tracks, and of its `own`, that events told of."""
        by_name = and_(issue_update.c.repo_key == tracks.c.repo_key, issue_update.c.number == tracks.c.number)
        by_id = and_(issue_update.c.repo_id == tracks.c.repo_id, issue_update.c.number == tracks.c.number)
        itself = and_(issue_update.c.repo_key == own.repo.lower(), issue_update.c.number == own.number)
        tracked = [
            _updates().join(tracks, each).where(tracks.c.convoy == convoy) for each in (by_name, by_id)
        ]
        with self._database.read() as conn:
            return {
                Ref(repo, number): datetime.fromtimestamp(at, UTC)
                for query in (*tracked, _updates().where(itself))
                for repo, number, at in conn.execute(query)
            }

    def text_before(self, convoy: int) -> str:
        """Its text before the last edit that took our part away; "" if no event told of one."""
        query = select(text_before.c.text).where(text_before.c.convoy == convoy)
        with self._database.read() as conn:
            return conn.execute(query).scalar() or ""

    def purge(self, conn: Connection) -> None:
        """Forget what every read of GitHub shows by now, and texts that nobody restored."""
        now = self._database.now(conn)
        conn.execute(delete(issue_update).where(issue_update.c.noted < now - self._settings.keep_updates))
        conn.execute(delete(text_before).where(text_before.c.noted < now - self._settings.keep_texts))


def _updates() -> Select[str, int, float]:
    return select(issue_update.c.repo, issue_update.c.number, issue_update.c.at)


def _row(update: IssueUpdate) -> dict[str, object]:
    return {
        "repo_key": update.ref.repo.lower(),
        "number": update.ref.number,
        "repo": update.ref.repo,
        "repo_id": update.repo_id,
        "at": update.at.timestamp(),
    }
