"""Every citizen of the store in the order of ids, with the whole history of each, page by page.

Each page is a transaction of its own, so that a long export holds nothing back. All pages see the
same past: what lies above the position that was fixed at the beginning does not count.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from adapters.keys.sync_vault import SyncVault
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import key_id_of
from domain.recorded import Recorded

Connection = psycopg.Connection[tuple[Any, ...]]
FIRST = UUID(int=0)
PAGE = 4000

_PAGE = """
SELECT originator_id, originator_version, topic, state FROM events
WHERE originator_id > %b AND notification_id <= %b AND topic LIKE 'citizen.%%'
ORDER BY originator_id, originator_version LIMIT %b
"""


class Bound(NamedTuple):
    """The last position that counts, and its number inside the store."""

    position: int
    notification_id: int


class CitizenScan:
    """Reads over one connection that commits each statement by itself."""

    def __init__(self, connection: Connection, mapper: SealingMapper, vault: SyncVault) -> None:
        self._connection = connection
        self._mapper = mapper
        self._vault = vault

    def bound(self, position: int | None = None) -> Bound | None:
        """That of the position, or of the last one; None where there is none (yet)."""
        row = self._connection.execute(
            "SELECT position, notification_id FROM positions"
            " WHERE position = coalesce(%s, (SELECT max(position) FROM positions))",
            (position,),
        ).fetchone()
        return Bound(*row) if row else None

    def expected(self) -> int:
        """About how many citizens there are, for a progress bar."""
        row = self._connection.execute(
            "SELECT count(*) FROM claims WHERE kind = 'citizen-packet'"
        ).fetchone()
        return int(row[0]) if row else 0

    def pages(
        self, bound: Bound, after: UUID = FIRST, page: int = PAGE
    ) -> Iterator[list[tuple[UUID, Sequence[Recorded]]]]:
        """Whole histories up to the bound, some hundreds at a time, those after the id."""
        size = page
        while True:
            rows = self._connection.execute(
                _PAGE, (after, bound.notification_id, size), prepare=True, binary=True
            ).fetchall()
            whole = _whole(rows, size)
            if rows and not whole:
                # One history is longer than a page.
                size *= 2
                continue
            if not rows:
                return
            yield self._histories(whole)
            after, size = whole[-1][0], page
            if len(rows) < size:
                return

    def _histories(self, rows: list[Any]) -> list[tuple[UUID, Sequence[Recorded]]]:
        keys = self._vault.load({key for *_, state in rows if (key := key_id_of(state))})
        found: dict[UUID, list[Recorded]] = {}
        for stream, version, topic, state in rows:
            recorded = self._mapper.decode(stream, version, topic, state, keys)
            found.setdefault(stream, []).append(recorded)
        return list(found.items())


def _whole(rows: list[Any], size: int) -> list[Any]:
    """The rows without those of the last stream, where the page may have cut it."""
    if len(rows) < size:
        return rows
    last = rows[-1][0]
    return [row for row in rows if row[0] != last]
