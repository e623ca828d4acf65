"""Which convoy tracks which issue, and what these are linked to: hints that save requests."""

from collections.abc import Collection, Mapping

from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import Subject
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.references import Ids, References
from gt_convoy_webhooks.storage.schema import links, tracks


class TrackIndex(References):
    """The table `tracks`. Every method raises NoDatabase."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        super().__init__(database, tracks)

    def tracked_by(self, convoy: int) -> list[Ref]:
        """What the convoy tracked when it was last read."""
        with self._database.read() as conn:
            return list(self._rows(conn, convoy))

    def trackers_of(self, ref: Ref, repo_id: int | None = None) -> list[int]:
        """The convoys that track it, by the repository's name or id."""
        one = Subject(ref, repo_id)
        with self._database.read() as conn:
            return list(self.convoys(conn, [one])[one])

    def remember(self, convoy: int, tracked: Ids) -> None:
        """Replace what the convoy tracks."""
        self.replace(convoy, tracked)

    def all_track(self, tracked: Mapping[int, Ids]) -> None:
        """Add to what each convoy tracks, and repository ids that were not known. One transaction."""
        self.add_all(tracked)

    def also_tracks(self, convoy: int, tracked: Collection[Ref]) -> None:
        """Add to what the convoy tracks."""
        with self._database.read() as conn:
            new = set(tracked) - self._rows(conn, convoy).keys()
        if new:
            with self._writing() as conn:
                self._add(conn, convoy, dict.fromkeys(new))


class LinkIndex(References):
    """The table `links`. Every method raises NoDatabase."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        super().__init__(database, links)

    def remember(self, convoy: int, linked: Ids) -> bool:
        """Replace what the convoy's tracked issues are linked to; whether any of it is new."""
        return self.replace(convoy, linked)

    def also_links(self, linked: Mapping[int, Ids]) -> None:
        """Add to what the tracked issues of each convoy are linked to. One transaction."""
        self.add_all(linked)
