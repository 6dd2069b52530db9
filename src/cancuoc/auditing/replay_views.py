"""Every view rebuilt from the events of a bundle, each table compared with the register's."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec
import psycopg

from adapters.keys.keyed_digests import Digest
from adapters.postgres.projector import Projector
from adapters.postgres.scratch_store import append
from adapters.postgres.view_digests import digests, live_slots
from application.feed import Positioned
from cancuoc.auditing.view_report import ViewRow, view_rows
from projections.projection import Projection

STEP = 20_000
"""Events that are loaded before the views follow."""
FIRST_VIEW = "confirmed_rules"
"""Others look into it for the rules by which an event was decided, so it is always ahead."""


class Compared(msgspec.Struct, frozen=True):
    """A table of the register beside that of the replay; `why_not` where they are not compared."""

    there: ViewRow
    here: ViewRow | None
    why_not: str = ""

    @property
    def is_same(self) -> bool:
        here, there = self.here, self.there
        return here is not None and (here.rows, here.digest) == (there.rows, there.digest)


class Replay:
    """`projectors` by the names of their views; `keyed` makes digests of personal rows."""

    def __init__(
        self,
        dsn: str,
        projections: Iterable[Projection],
        projector: Callable[[Projection], Projector],
        keyed: Digest,
    ) -> None:
        self._dsn = dsn
        self._projections = {one.name: one for one in projections}
        self._projectors = {name: projector(one) for name, one in self._projections.items()}
        self._keyed = keyed

    def run(
        self, events: Iterator[Positioned], there: list[ViewRow], shown: Callable[[int], None]
    ) -> list[Compared]:
        """Load and project; each view is looked at when it stands where the register's stood.

        Raises ProjectionStopped, and what is TRANSIENT for a projection.
        """
        wanted = [one for one in there if not self._why_not(one)]
        found = dict[str, ViewRow]()
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            for end in _stops(wanted):
                append(connection, [*islice(events, end + 1 - self._loaded(connection))])
                self._catch_up(end, wanted)
                found |= self._looked_at({one.view for one in wanted if one.position == end})
                shown(end + 1)
        return [Compared(one, found.get(one.table), self._why_not(one)) for one in there]

    def _why_not(self, there: ViewRow) -> str:
        ours = self._projections.get(there.view)
        if not there.is_comparable:
            return "it held events that were not signed yet"
        if ours is None or ours.version != there.version:
            return f"version {there.version} of this view is unknown to this program"
        return ""

    @staticmethod
    def _loaded(connection: psycopg.Connection) -> int:
        row = connection.execute("SELECT count(*) FROM events").fetchone()
        return int(row[0]) if row else 0

    def _catch_up(self, end: int, wanted: list[ViewRow]) -> None:
        """Views that are to come to `end` or further."""
        names = {one.view for one in wanted if one.position >= end} | {FIRST_VIEW}
        for name in sorted(names, key=lambda name: name != FIRST_VIEW):
            self._projectors[name].catch_up()

    def _looked_at(self, names: set[str]) -> dict[str, ViewRow]:
        chosen = [self._projections[name] for name in names]
        with psycopg.connect(self._dsn) as connection:
            slots = live_slots(connection)
            rows = view_rows(digests(connection, chosen, slots), 1 << 62, self._keyed)
        return {one.table: one for one in rows}


def _stops(wanted: list[ViewRow]) -> list[int]:
    """The positions at which loading pauses: where a view is looked at, and often enough."""
    ends = {one.position for one in wanted}
    return sorted({*ends, *range(STEP - 1, max(ends, default=-1), STEP)})
