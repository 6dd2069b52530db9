"""`cancuoc relay`: publishes history in the order of the ledger, one process for each share.

The thread that calls `run` keeps the lease and looks after the one that publishes (`RelayWork`), so
that a broker that keeps the latter waiting for minutes costs neither the lease nor a stop signal.
"""

import logging
import time
from threading import Event

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.kafka.clients import KafkaAway, KafkaPlace
from adapters.kafka.event_topics import look
from adapters.kafka.publisher import fence
from adapters.kafka.relay_work import Counters, Published, RelayWork
from adapters.kafka.topics import TopicNames
from adapters.postgres.ledger_origin import ledger_origin
from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.relay_position import LEASE_S, Lease, LeaseLost, RelayLeases, Share
from adapters.postgres.trouble import PostgresTrouble
from application.feed import FeedBroken

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
"""Between two attempts while a broker or the database is away, doubled each time."""
TICK_S = 0.1
BEATS = 4
"""How often a lease is extended in its own time."""
END_PATIENCE_S = 10.0
WEDGED_S = 180.0
"""A batch that takes longer is given up: the client may wait for an answer that never comes."""

TRANSIENT = (psycopg.OperationalError, psycopg.InterfaceError, REFUSED, KafkaAway, LeaseLost)

_log = logging.getLogger(__name__)


class Relay:
    """At most one works for each share; another waits for its turn and then takes over."""

    def __init__(
        self,
        dsn: str,
        place: KafkaPlace,
        names: TopicNames,
        share: Share = Share(),  # noqa: B008 - frozen
        lease_s: float = LEASE_S,
    ) -> None:
        self._dsn = make_conninfo(
            dsn, application_name=f"cancuoc-relay-{share}", options="-c statement_timeout=60s"
        )
        self._place = place
        self._names = names
        self._leases = RelayLeases(share, lease_s)
        self._beat_s = lease_s / BEATS
        self.counters = Counters()

    def run(self, stop: Event) -> Counters:
        """Publish until `stop` is set, across absences of the database and of brokers.

        Raises KafkaTrouble and PostgresTrouble for what a person must mend.
        """
        pause = SHORTEST_PAUSE
        while not stop.is_set():
            before = self.counters.batches
            try:
                self._session(stop, until_head=False)
            except TRANSIENT as lost:
                if self.counters.batches > before:
                    pause = SHORTEST_PAUSE
                _log.warning("the relay of share %s begins again: %s", self._leases.share, lost)
                stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        return self.counters

    def catch_up(self) -> int:
        """Publish all that has a position now, and leave; returns how many events were read.

        Raises what is TRANSIENT too.
        """
        before = self.counters.events
        self._session(Event(), until_head=True)
        return self.counters.events - before

    def _session(self, stop: Event, *, until_head: bool) -> None:
        with self._connect() as connection:
            to = self._published(connection, stop)
            if to is None:
                return
            at = look(self._place, self._names)
            lease = self._take(connection, at, stop)
            if lease is None:
                return
            self._fence_former(connection)
            _log.info("relay %s goes on after position %d", self._leases.share, lease.position)
            self.counters.sessions += 1
            self.counters.position = lease.position
            work = RelayWork(self._dsn, to, self._leases, lease, self.counters)
            work.until_head = until_head
            self._look_after(connection, work, lease, stop)

    def _look_after(
        self, connection: psycopg.Connection, work: RelayWork, lease: Lease, stop: Event
    ) -> None:
        """Keep the lease while `work` lives; raises what ended it."""
        work.start()
        beat = time.monotonic() + self._beat_s
        try:
            while work.is_alive() and not stop.is_set():
                work.join(TICK_S)
                if time.monotonic() > beat:
                    _refuse_wedged(work)
                    self._leases.extend(connection, lease)
                    beat = time.monotonic() + self._beat_s
        finally:
            work.end()
            work.join(END_PATIENCE_S)
        if isinstance(work.failure, FeedBroken):
            raise PostgresTrouble(
                f"the relay stops, for {work.failure}: run `cancuoc doctor`"
            ) from work.failure
        if work.failure is not None:
            raise work.failure
        if not work.is_alive():
            self._leases.release(connection, lease)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._dsn, autocommit=True, connect_timeout=5)

    def _published(self, connection: psycopg.Connection, stop: Event) -> Published | None:
        """Whose events these are; None by `stop`. A new register has its name in a moment."""
        told = False
        while True:
            origin = ledger_origin(connection)
            if origin is not None:
                return Published(self._place, self._names, f"//{origin}")
            if not told:
                _log.warning("the ledger has no name yet: the relay waits for `cancuoc sequence`")
                told = True
            if stop.wait(SHORTEST_PAUSE):
                return None

    def _take(self, connection: psycopg.Connection, place: str, stop: Event) -> Lease | None:
        """The lease; None by `stop`."""
        while not stop.is_set():
            lease = self._leases.take(connection, place)
            if lease is not None:
                return lease
            stop.wait(self._beat_s)
        return None

    def _fence_former(self, connection: psycopg.Connection) -> None:
        """After a change of the number of shares: what their last holders still send is refused."""
        former = self._leases.former(connection)
        for share in former:
            fence(self._place, self._names, share)
        if former:
            self._leases.forget_former(connection)


def _refuse_wedged(work: RelayWork) -> None:
    since = work.busy_since
    if since is not None and time.monotonic() - since > WEDGED_S:
        work.abandon()
        raise KafkaAway(f"the brokers have not taken a batch for {WEDGED_S:.0f} s")
