"""Gives every settled event its dense position, the one order that everybody else uses.

One transaction a batch reads the head and the settled events after it, inserts their positions
and the tiles of the ledger that they fill, so a crash at any point leaves either the whole batch
or none of it. What is lost is given again exactly so: the order of settled events never changes.
A checkpoint is signed afterwards, over what is durable.

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

from adapters.ledger.key_ring import Signer
from adapters.postgres.checkpoint_writer import CheckpointWriter
from adapters.postgres.ledger_start import ledger_at_start
from adapters.postgres.ledger_writer import LedgerWriter
from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.transaction_order import refuse_foreign_counter
from adapters.postgres.trouble import PostgresTrouble

BATCH = 5000
SHORTEST_PAUSE = 0.01
LONGEST_PAUSE = 0.05
RECONNECT_PAUSE = 0.5
CHECKED_AT_START = 100_000
CHECKPOINT_S = 0.5
LOCK = 0x63616E_736571
"""Advisory lock of the one sequencer; the number spells `can`, `seq`."""

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
    checkpoints: int = 0
    empty_polls: int = 0
    reconnects: int = 0
    waited_for_lock_s: float = 0.0


class Sequencer:
    """At most one works per event store; another one waits for its turn and then takes over.

    Without a signer it gives positions and writes tiles, and signs nothing.
    """

    def __init__(
        self,
        dsn: str,
        batch: int = BATCH,
        signer: Signer | None = None,
        checkpoint_s: float = CHECKPOINT_S,
    ) -> None:
        self._dsn = make_conninfo(dsn, application_name="cancuoc-sequencer", options=_OPTIONS)
        self._batch = batch
        self._signer = signer
        self._checkpoint_s = checkpoint_s
        self.counters = Counters()

    def run(self, stop: Event) -> Counters:
        """Work until `stop` is set, across restarts of the database. Returns the counters.

        Raises PostgresTrouble where positions and tiles are not what a sequencer leaves behind, or
        not what was signed; KeyRingTrouble where the signing keys cannot be used.
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
        """Give positions to all that is settled now, sign, and leave; returns how many events."""
        before = self.counters.events
        with self._connect() as connection:
            self._take_lock(connection, Event())
            writer, checkpoints = self._begin(connection, Event())
            while self._advance(writer):
                continue
            self._sign(checkpoints, writer, at_once=True)
        return self.counters.events - before

    def _session(self, stop: Event) -> None:
        with self._connect() as connection:
            if not self._take_lock(connection, stop):
                return
            writer, checkpoints = self._begin(connection, stop)
            if stop.is_set():
                return
            pause = SHORTEST_PAUSE
            while not stop.is_set():
                given = self._advance(writer)
                self._sign(checkpoints, writer)
                pause = SHORTEST_PAUSE if given else min(2 * pause, LONGEST_PAUSE)
                if given < self._batch:
                    stop.wait(pause)
            self._sign(checkpoints, writer, at_once=True)

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

    def _begin(
        self, connection: psycopg.Connection, stop: Event
    ) -> tuple[LedgerWriter, CheckpointWriter | None]:
        """What is there, judged, and what is missing of its tiles, written."""
        verify_positions(connection)
        tree, size = ledger_at_start(connection)
        writer, checkpoints = LedgerWriter(connection, tree), None
        if self._signer is not None:
            checkpoints = CheckpointWriter(connection, self._signer, self._checkpoint_s)
            checkpoints.begin(size)
        if writer.tree.size < size:
            _log.warning("the ledger takes in %d events", size - writer.tree.size)
        writer.integrate(size, stop)
        return writer, checkpoints

    def _advance(self, writer: LedgerWriter) -> int:
        given = writer.advance(self._batch)
        self.counters.events += given
        self.counters.batches += given > 0
        self.counters.empty_polls += given == 0
        return given

    def _sign(
        self, checkpoints: CheckpointWriter | None, writer: LedgerWriter, *, at_once: bool = False
    ) -> None:
        if checkpoints is not None:
            sign = checkpoints.write if at_once else checkpoints.write_if_due
            self.counters.checkpoints += sign(writer.tree)


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
