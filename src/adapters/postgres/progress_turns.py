"""Who publishes progress: one at a time, for as long as he says that he is there.

The turn is a row and not a lock of a session, which a process that is halted would keep. Each
taking raises `epoch`, and every later statement names it.
"""

from uuid import UUID

import psycopg

LEASE_S = 10.0
"""How long a publisher that says nothing keeps its turn."""

_TAKE = """
UPDATE progress_publisher
SET holder = %s, epoch = epoch + 1, until = clock_timestamp() + make_interval(secs => %s)
WHERE until <= clock_timestamp() RETURNING epoch
"""
_RENEW = """
UPDATE progress_publisher SET until = clock_timestamp() + make_interval(secs => %s)
WHERE epoch = %s
"""
_RELEASE = "UPDATE progress_publisher SET until = '-infinity' WHERE epoch = %s"
_AGAIN = "UPDATE progress_publisher SET pass_after = '{}', pass_again = true"
# The right sides see the row as it was.
_AT = """
UPDATE progress_publisher SET place = %(place)s,
    pass_after = CASE WHEN place <> %(place)s THEN '{}' ELSE pass_after END,
    pass_again = pass_again OR coalesce(place <> %(place)s, false)
WHERE epoch = %(epoch)s
"""


class TurnLost(Exception):
    """Another publisher has taken over."""


class ProgressTurns:
    """The row of `progress_publisher` over one autocommit connection."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def take(self, holder: UUID) -> int | None:
        """The epoch of this turn; None while another publisher has his."""
        row = self._connection.execute(_TAKE, (holder, LEASE_S)).fetchone()
        return None if row is None else int(row[0])

    def keep(self, epoch: int) -> None:
        """Raises TurnLost."""
        if self._connection.execute(_RENEW, (LEASE_S, epoch)).rowcount != 1:
            raise TurnLost

    def give_up(self, epoch: int) -> None:
        self._connection.execute(_RELEASE, (epoch,))

    def publish_at(self, epoch: int, place: str) -> None:
        """Where the topic is; in a new place every value is sent again. Raises TurnLost."""
        if self._connection.execute(_AT, {"epoch": epoch, "place": place}).rowcount != 1:
            raise TurnLost

    def begin_again(self) -> None:
        """Ask for a pass in which every value is sent, also those that were sent."""
        self._connection.execute(_AGAIN)
