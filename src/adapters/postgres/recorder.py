"""The library's application recorder over the `events` table, in transaction order."""

from collections.abc import Sequence
from threading import Event, Thread
from typing import Any

from eventsourcing.persistence import (
    ApplicationRecorder,
    ListenNotifySubscription,
    Notification,
    ProgrammingError,
    StoredEvent,
    Subscription,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.rows import DictRow
from psycopg.sql import SQL, Composed, Placeholder

from adapters.postgres.transaction_order import FIRST_ID, HORIZON, MAX_EVENTS_PER_TRANSACTION

EVENTS_TABLE = "events"
POLL_SECONDS = 0.02

# The order of columns is that of the unnested arrays; ordinals start at 1.
_INSERT = SQL(
    "INSERT INTO events (originator_id, originator_version, notification_id, topic, state)"  # noqa: S608 - constants only
    f" SELECT e.i, e.v, {FIRST_ID} + e.n - 1, e.t, e.s"
    " FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[])"
    " WITH ORDINALITY AS e(i, v, t, s, n)"
    " RETURNING notification_id"
)
_OF_STREAM = SQL("SELECT * FROM events WHERE originator_id = {}").format(Placeholder())
_SETTLED = f" FROM events WHERE notification_id < {HORIZON}"
_MAX = SQL("SELECT max(notification_id)" + _SETTLED)


class TransactionOrderRecorder(PostgresApplicationRecorder):
    """Named by `APPLICATION_RECORDER_TOPIC=adapters.postgres.recorder:TransactionOrderRecorder`.

    There is one event table, made by the migrations: the name that the library derives from an
    application's name is not used and `create_table` makes nothing. Against the library's own
    recorder: no table lock, no sequence, no NOTIFY, and no blind retry of an insert, which
    would answer a commit whose acknowledgement was lost with a false conflict.
    """

    def __init__(
        self,
        datastore: PostgresDatastore,
        *,
        events_table_name: str = EVENTS_TABLE,  # noqa: ARG002 - the library passes it by name
    ) -> None:
        super().__init__(datastore, events_table_name=EVENTS_TABLE)
        self.select_events_statement = _OF_STREAM
        self.sql_create_statements: list[Composed] = []

    def create_table(self) -> None:
        """Nothing: tables come from the migrations, and workers may not make any."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """Append in one transaction and one round trip; notification ids in the order given.

        Raises the library's IntegrityError where a version is taken, ProgrammingError above 2^20
        events and OperationalError where the connection was lost, perhaps after the commit.
        """
        if not stored_events:
            return []
        if len(stored_events) > MAX_EVENTS_PER_TRANSACTION:
            raise ProgrammingError(f"{len(stored_events)} events exceed one transaction's 2^20")
        columns = (
            [event.originator_id for event in stored_events],
            [event.originator_version for event in stored_events],
            [event.topic for event in stored_events],
            [event.state for event in stored_events],
        )
        with self.datastore.get_connection() as connection:
            rows = connection.execute(_INSERT, columns, prepare=True).fetchall()
        return sorted(row["notification_id"] for row in rows)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Settled events in order, from `start` to `stop` (both inclusive unless told)."""
        after = ">=" if inclusive_of_start else ">"
        conditions: list[tuple[str, object]] = [
            (f" AND notification_id {after} %s", start),
            (" AND notification_id <= %s", stop),
            (" AND topic = ANY(%s)", list(topics) or None),
        ]
        asked = [(words, value) for words, value in conditions if value is not None]
        query = "SELECT *" + _SETTLED + "".join(words for words, _ in asked)
        parameters = [*(value for _, value in asked), limit]
        with self.datastore.get_connection() as connection:
            statement = SQL(query + " ORDER BY notification_id LIMIT %s")
            rows = connection.execute(statement, parameters, prepare=True).fetchall()
        return [_notification(row) for row in rows]

    def max_notification_id(self) -> int | None:
        """The newest settled event's notification id, or None where there is none."""
        with self.datastore.get_connection() as connection:
            row = connection.execute(_MAX, prepare=True).fetchone()
        return None if row is None else row["max"]

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Events after `gt` as they settle; use it as a context manager."""
        return PollingSubscription(self, gt=gt, topics=topics)


class PollingSubscription(ListenNotifySubscription[TransactionOrderRecorder]):
    """Looks every 20 ms: a NOTIFY in each writing transaction would end group commit."""

    def __init__(
        self,
        recorder: TransactionOrderRecorder,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        # The library's thread starts in its initialiser and may stop the subscription at once.
        self._ended = Event()
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._ticking = Thread(target=self._tick, name="event-subscription-poll")
        self._ticking.start()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._ticking.join()

    def stop(self) -> None:
        """End the iteration."""
        self._ended.set()
        super().stop()

    def _tick(self) -> None:
        while not self._ended.wait(POLL_SECONDS):
            self._has_been_notified.set()


def _notification(row: DictRow) -> Notification:
    return Notification(
        id=row["notification_id"],
        originator_id=row["originator_id"],
        originator_version=row["originator_version"],
        topic=row["topic"],
        state=bytes(row["state"]),
    )
