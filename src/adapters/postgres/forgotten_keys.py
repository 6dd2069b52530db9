"""Idempotency rows past their time: deleted in bounded transactions that hold nobody up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg

KEPT = timedelta(days=400)
"""How long the row of an accepted command answers its repeats (formats §4)."""

MOST_AT_ONCE = 5000

_LIMIT = "SELECT clock_timestamp() - %s::interval"
_COUNT = "SELECT count(*) FROM idempotency WHERE recorded_at < %s"
_DELETE = """
DELETE FROM idempotency WHERE (subject, command_id) IN (
  SELECT subject, command_id FROM idempotency WHERE recorded_at < %s LIMIT %s)
"""


class ForgottenKeys:
    """What one run may delete: the rows stored more than `kept` before it, by the database's clock.

    Nobody repeats a command of last year, so nobody waits for these rows. Of two runs at one time
    one may end early, since the other takes what it has chosen. psycopg.Error when the database
    refuses or is away: what was deleted by then stays deleted, and another run goes on.
    """

    def __init__(self, connection: psycopg.Connection, kept: timedelta = KEPT) -> None:
        """`connection` must commit each statement by itself."""
        self._connection = connection
        self.before: datetime = self._one(_LIMIT, kept)

    def count(self) -> int:
        found: int = self._one(_COUNT, self.before)
        return found

    def delete(self, progress: Callable[[int], None], most_at_once: int = MOST_AT_ONCE) -> int:
        """Delete them all, telling after each transaction how many are gone; returns how many."""
        gone = 0
        while deleted := self._connection.execute(_DELETE, (self.before, most_at_once)).rowcount:
            gone += deleted
            progress(gone)
        return gone

    def _one(self, statement: str, parameter: timedelta | datetime) -> Any:
        row = self._connection.execute(statement.encode(), (parameter,)).fetchone()
        if row is None:
            raise AssertionError("a statement without FROM, or a count, always has its row")
        return row[0]
