"""Which counts changed since a position, read from the live slot of the view of progress.

A slot is emptied in the transaction that makes the other one live. The tables are therefore locked
before the snapshot is taken, and whoever finds his slot live in it has found the rows too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from adapters.postgres.view_tables import Slot, table_in
from projections.progress import Progress
from projections.progress_state import Groups, StateKey

_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_LOCK = "LOCK TABLE {changes}, {progress} IN ACCESS SHARE MODE"
_LIVE = """
SELECT live_slot, version, CASE live_slot WHEN 'a' THEN position_a ELSE position_b END
FROM projections WHERE name = %s
"""
_CHANGED = """
SELECT basis, counter, day, unit, position FROM {changes}
WHERE position > %s ORDER BY position LIMIT %s
"""
_PAGE = """
SELECT * FROM (
    (SELECT basis, counter, day, unit FROM {changes}
     WHERE (basis, counter, day, unit) > (%(basis)s, %(counter)s, %(day)s::date, %(unit)s)
     ORDER BY 1, 2, 3, 4 LIMIT %(limit)s)
    UNION
    (SELECT basis, counter, day, unit FROM progress_state
     WHERE (basis, counter, day, unit) > (%(basis)s, %(counter)s, %(day)s::date, %(unit)s)
     ORDER BY 1, 2, 3, 4 LIMIT %(limit)s)
) AS keys ORDER BY 1, 2, 3, 4 LIMIT %(limit)s
"""
_GROUPS = """
SELECT basis, counter, day, unit, sex, age_band, sum(count)::bigint FROM {progress}
JOIN unnest(%s::text[], %s::text[], %s::date[], %s::text[]) AS wanted (basis, counter, day, unit)
USING (basis, counter, day, unit) GROUP BY 1, 2, 3, 4, 5, 6
"""
FIRST_DAY = "-infinity"


class LiveView(msgspec.Struct, frozen=True):
    """The slot that serves, the program that filled it, and the position it has reached."""

    slot: Slot
    version: int
    position: int


class Changed(msgspec.Struct, frozen=True):
    """Keys of which every change up to `position` is in `groups`; all there are, unless `more`."""

    keys: tuple[StateKey, ...]
    groups: Mapping[StateKey, Groups]
    position: int
    more: bool


class ProgressChanges:
    """Reads over one autocommit connection; within `snapshot()` all answers are of one moment."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._slot: Slot = "a"

    def begin(self) -> LiveView | None:
        """The live view, its tables locked; within a transaction of its own.

        None where the view is not there, is of another program, or changed its slot just now.
        """
        self._connection.execute(_SNAPSHOT)
        self._connection.execute(self._composed(_LOCK))
        row = self._connection.execute(_LIVE, (Progress.name,)).fetchone()
        if row is None or row[1] != Progress.version:
            return None
        if row[0] != self._slot:
            self._slot = row[0]
            return None
        return LiveView(*row)

    def since(self, position: int, live: LiveView, limit: int) -> Changed:
        """What changed after a position, oldest changes first.

        `limit` must be more than one event can change, which is fewer than a hundred keys.
        """
        rows = self._connection.execute(self._composed(_CHANGED), (position, limit)).fetchall()
        more = len(rows) == limit
        # The last event may have changed more keys than were read.
        whole = [row for row in rows if row[4] < rows[-1][4]] if more else rows
        reached = min(live.position, whole[-1][4]) if more else live.position
        return self._with_groups([StateKey(*row[:4]) for row in whole], reached, more)

    def page(self, after: StateKey | None, limit: int) -> Changed:
        """Keys in their order, of the view and of what was published; `position` says nothing."""
        key = after or StateKey("", "", FIRST_DAY, "")  # type: ignore[arg-type]
        named = {**msgspec.structs.asdict(key), "limit": limit}
        rows = self._connection.execute(self._composed(_PAGE), named).fetchall()
        return self._with_groups([StateKey(*row) for row in rows], -1, len(rows) == limit)

    def _with_groups(self, keys: list[StateKey], position: int, more: bool) -> Changed:
        groups: dict[StateKey, dict[tuple[str, str], int]] = {key: {} for key in keys}
        if keys:
            found = self._connection.execute(self._composed(_GROUPS), columns_of(keys))
            for *key, sex, age_band, count in found:
                groups[StateKey(*key)][sex, age_band] = count
        return Changed(tuple(keys), groups, position, more)

    def _composed(self, statement: Any) -> sql.Composed:
        names = {"changes": "progress_changes", "progress": "progress"}
        tables = {word: table_in(self._slot, name) for word, name in names.items()}
        return sql.SQL(statement).format(
            **{
                word: sql.Identifier(str(table.schema), table.name)
                for word, table in tables.items()
            }
        )


def columns_of(keys: Iterable[StateKey]) -> Sequence[list[Any]]:
    """One array for each part of the keys."""
    listed = list(keys)
    return [[getattr(key, name) for key in listed] for name in StateKey.__struct_fields__]
