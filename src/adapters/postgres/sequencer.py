"""Gives every settled event its dense position, the one order that everybody else uses.

One statement a batch reads the head, the settled events after it and inserts their positions, so
a crash at any point leaves either the whole batch or none of it. What is lost is
given again exactly so: the order of settled events never changes.

The sequencer's own transaction id makes no hole. The statement's snapshot, and with it the
horizon, is taken before the insert draws that id; and where it is drawn, it belongs to no
event, for the sequencer writes none. A poll that finds nothing draws no id at all.
"""

import logging
import time
from threading import Event

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.transaction_order import HORIZON, refuse_foreign_counter
from adapters.postgres.trouble import PostgresTrouble

BATCH = 5000
SHORTEST_PAUSE = 0.01
LONGEST_PAUSE = 0.05
RECONNECT_PAUSE = 0.5
CHECKED_AT_START = 100_000
LOCK = 0x63616E_736571
"""Advisory lock of the one sequencer; the number spells `can`, `seq`."""

_ADVANCE = f"""
WITH head AS (
    SELECT coalesce(max(position), -1) AS position, coalesce(max(notification_id), -1) AS number
    FROM positions)
INSERT INTO positions (position, notification_id)
SELECT (SELECT position FROM head) + row_number() OVER (ORDER BY settled.notification_id),
       settled.notification_id
FROM (SELECT notification_id FROM events
      WHERE notification_id > (SELECT number FROM head) AND notification_id < {HORIZON}
      ORDER BY notification_id LIMIT %s) AS settled
"""  # noqa: S608 - constants only

# Nobody may change or remove a position, so the newest ones tell whether the rule was kept.
_NEWEST = """
SELECT (SELECT min(position) FROM positions), (SELECT max(position) FROM positions),
       (SELECT count(*) FROM positions
        WHERE position > (SELECT max(position) FROM positions) - %s)
"""

# Statistics of a table that only grows are always late: the order of the index is asked for.
_OPTIONS = "-c statement_timeout=60s -c enable_seqscan=off -c enable_bitmapscan=off"

_log = logging.getLogger(__name__)


class Counters(msgspec.Struct):
    """What one sequencer has done since it was made."""

    events: int = 0
    batches: int = 0
    empty_polls: int = 0
    reconnects: int = 0
    waited_for_lock_s: float = 0.0


class Sequencer:
    """At most one works per event store; another one waits for its turn and then takes over."""

    def __init__(self, dsn: str, batch: int = BATCH) -> None:
        self._dsn = make_conninfo(dsn, application_name="cancuoc-sequencer", options=_OPTIONS)
        self._batch = batch
        self.counters = Counters()

    def run(self, stop: Event) -> Counters:
        """Work until `stop` is set, across restarts of the database. Returns the counters.

        Raises PostgresTrouble where the positions are not what a sequencer leaves behind.
        """
        while not stop.is_set():
            try:
                self._session(stop)
            except (psycopg.OperationalError, REFUSED) as lost:
                _log.warning("the sequencer begins again: %s", lost)
                self.counters.reconnects += 1
                stop.wait(RECONNECT_PAUSE)
        return self.counters

    def catch_up(self) -> int:
        """Give positions to all that is settled now, and leave; returns how many were given."""
        before = self.counters.events
        with self._connect() as connection:
            self._take_lock(connection, Event())
            verify_positions(connection)
            while self._advance(connection):
                continue
        return self.counters.events - before

    def _session(self, stop: Event) -> None:
        with self._connect() as connection:
            if not self._take_lock(connection, stop):
                return
            verify_positions(connection)
            pause = SHORTEST_PAUSE
            while not stop.is_set():
                given = self._advance(connection)
                pause = SHORTEST_PAUSE if given else min(2 * pause, LONGEST_PAUSE)
                if given < self._batch:
                    stop.wait(pause)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._dsn, autocommit=True)

    def _take_lock(self, connection: psycopg.Connection, stop: Event) -> bool:
        """Whether the lock was taken before `stop`; asks, for a waiting statement could not stop.

        The lock belongs to the database session: a new holder knows that the old one's last
        transaction is settled.
        """
        began = time.monotonic()
        while not _locked(connection):
            if stop.wait(LONGEST_PAUSE):
                return False
        self.counters.waited_for_lock_s += time.monotonic() - began
        return True

    def _advance(self, connection: psycopg.Connection) -> int:
        given = connection.execute(_ADVANCE, (self._batch,), prepare=True).rowcount
        self.counters.events += given
        self.counters.batches += given > 0
        self.counters.empty_polls += given == 0
        return given


def verify_positions(connection: psycopg.Connection) -> None:
    """Refuse positions that are not dense from 0, and a store from another cluster.

    The newest 100,000 are counted, which is quick however long history is.
    """
    refuse_foreign_counter(connection)
    row = connection.execute(_NEWEST, (CHECKED_AT_START,)).fetchone()
    lowest, highest, counted = row or (None, None, 0)
    if lowest is None:
        return
    if lowest != 0 or counted != min(highest + 1, CHECKED_AT_START):
        raise PostgresTrouble(
            f"Positions are not dense: the lowest is {lowest}, the highest {highest}, "
            f"and {counted} are found among the newest {CHECKED_AT_START}."
        )


def _locked(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    return row is not None and bool(row[0])
