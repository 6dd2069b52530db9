"""One chunk is one transaction; what stands in its way is judged and left out.

Long because each way of standing in the way has its test.
"""

import threading
from collections.abc import Iterator, Mapping
from uuid import UUID, uuid4

import psycopg
import pytest
from msgspec.structs import replace
from psycopg import sql

from adapters.postgres.batch import Write
from adapters.postgres.chunk_rows import FinishedChunk, ImportRows
from adapters.postgres.chunk_store import ChunkStore
from adapters.postgres.earlier_rows import KNOWN, Verdict
from adapters.postgres.operating_mode import switch
from application.event_store import RowRefused, StoreReadOnly
from database import Store
from domain.refusals import AlreadyTaken

OFFICER = uuid4()
RUN = uuid4()


@pytest.fixture
def chunks(store: Store) -> Iterator[ChunkStore]:
    with psycopg.connect(store.dsn, autocommit=True) as connection:
        ImportRows(connection).begin(RUN, OFFICER, b"source", "dc01")
    opened = ChunkStore(store.dsn)
    yield opened
    opened.close()


def write(**changes: object) -> Write:
    stream = uuid4()
    usual = Write(
        subject=OFFICER,
        command_id=uuid4(),
        request_hmac=stream.bytes,
        status=201,
        unit="00001",
        events=[(stream, 1, "citizen.captured.v1", b"\x01\x00\x00\x00\x02{}")],
        takes=[("citizen-packet", str(uuid4()).encode(), stream)],
        releases=[],
        moves=[],
        expects=[],
        streams=[stream],
        versions=[1],
    )
    return replace(usual, **changes)


class Marks:
    """What the store asked for before each attempt."""

    def __init__(self, number: int = 0, digest: bytes = b"digest") -> None:
        self.number = number
        self.digest = digest
        self.asked: list[Mapping[int, Verdict]] = []
        self.attempts: list[UUID] = []

    def __call__(self, verdicts: Mapping[int, Verdict]) -> FinishedChunk:
        self.asked.append(dict(verdicts))
        self.attempts.append(uuid4())
        return FinishedChunk(RUN, self.number, self.digest, self.attempts[-1], 9, 8, 1)


def told(verdicts: Mapping[int, Verdict]) -> dict[int, str]:
    return {
        n: "known" if one is KNOWN else getattr(one, "code", type(one).__name__)
        for n, one in verdicts.items()
    }


def count(store: Store, table: str) -> int:
    with psycopg.connect(store.dsn) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return int(row[0]) if row else 0


def done(store: Store) -> dict[int, tuple[bytes, UUID]]:
    with psycopg.connect(store.dsn, autocommit=True) as connection:
        return ImportRows(connection).done(RUN)


def test_rows_and_the_mark_are_stored_together(chunks: ChunkStore, store: Store) -> None:
    marks = Marks()

    assert chunks.store([write() for _ in range(20)], marks) == {}

    assert [count(store, table) for table in ("events", "claims", "idempotency")] == [20] * 3
    assert done(store) == {0: (b"digest", marks.attempts[0])}


def test_an_order_to_be_read_only_ends_a_load_and_a_database_that_takes_no_writes_is_awaited(
    chunks: ChunkStore, store: Store
) -> None:
    loading = threading.Thread(target=chunks.store, args=([write()], Marks()))
    with psycopg.connect(store.dsn, autocommit=True) as owner:
        switch(owner, read_only=True)
        with pytest.raises(StoreReadOnly):
            chunks.store([write()], Marks())
        switch(owner, read_only=False)
        _takes_writes(owner, False)
        loading.start()
        loading.join(1.2)
        assert loading.is_alive()
        assert count(store, "events") == 0
        _takes_writes(owner, True)
    loading.join(30)

    assert count(store, "events") == 1


def _takes_writes(owner: psycopg.Connection, takes: bool) -> None:
    """For sessions that begin from now on, as before and after a standby is promoted."""
    refuse = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
    owner.execute(refuse.format(sql.Identifier(owner.info.dbname), sql.Literal(not takes)))


def test_a_mark_that_cannot_be_stored_takes_its_rows_with_it(
    chunks: ChunkStore, store: Store
) -> None:
    def of_no_run(_: Mapping[int, Verdict]) -> FinishedChunk:
        return FinishedChunk(uuid4(), 0, b"", uuid4(), 1, 1, 0)

    assert told(chunks.store([], Marks())) == {}
    with pytest.raises(Exception, match="refuses a chunk"):
        chunks.store([write()], of_no_run)

    assert count(store, "events") == 0


def test_what_the_register_has_is_told_apart(chunks: ChunkStore, store: Store) -> None:
    there = write()
    chunks.store([there], Marks())
    stream, packet = there.streams[0], there.takes
    rows = [
        there,
        replace(there, request_hmac=b"another content"),
        write(events=there.events, streams=[stream]),
        write(takes=packet),
        write(),
    ]

    # Each by itself, since beside each other they would collide.
    found = [told(chunks.store([row], Marks(n))).get(0) for n, row in enumerate(rows, 1)]

    assert found == [
        "known",
        "row-differs-from-stored",
        "citizen-exists",
        "citizen-packet-taken",
        None,
    ]
    assert count(store, "events") == 2


def test_many_that_are_there_and_a_few_that_are_new_cost_two_attempts(
    chunks: ChunkStore, store: Store
) -> None:
    old = [write() for _ in range(30)]
    chunks.store(old, Marks())
    marks = Marks(1)

    verdicts = chunks.store([*old, write(), write()], marks)

    assert told(verdicts) == dict.fromkeys(range(30), "known")
    assert len(marks.asked) == 2
    assert done(store)[1][1] == marks.attempts[-1]
    assert count(store, "events") == 32


def test_rows_that_collide_in_a_chunk_are_judged_in_their_order(chunks: ChunkStore) -> None:
    one = write()
    rows = [
        one,
        one,
        replace(one, request_hmac=b"other"),
        write(takes=one.takes),
        write(streams=one.streams, events=one.events),
    ]

    assert told(chunks.store(rows, Marks())) == {
        1: "known",
        2: "row-differs-from-stored",
        3: "citizen-packet-taken",
        4: "citizen-exists",
    }


def test_a_row_whose_rival_fell_out_takes_its_place(chunks: ChunkStore, store: Store) -> None:
    there = write()
    chunks.store([there], Marks())
    loser = write(takes=there.takes)
    heir = write(streams=loser.streams, events=loser.events)

    assert told(chunks.store([loser, heir], Marks(1))) == {0: "citizen-packet-taken"}

    assert count(store, "events") == 2


def test_a_row_that_the_database_refuses_is_found_and_its_neighbours_are_stored(
    chunks: ChunkStore, store: Store
) -> None:
    long_key = write(takes=[("citizen-packet", uuid4().bytes * 20_000, uuid4())])
    rows = [write(), write(), long_key, write()]

    verdicts = chunks.store(rows, Marks())

    assert told(verdicts) == {2: "RowRefused"}
    assert isinstance(verdicts[2], RowRefused)
    assert count(store, "events") == 3


def test_two_who_store_the_same_rows_at_once_store_them_once(
    chunks: ChunkStore, store: Store
) -> None:
    rows = [write() for _ in range(200)]
    found: list[Mapping[int, Verdict]] = []

    def other() -> None:
        own = ChunkStore(store.dsn)
        found.append(own.store(rows, Marks(1)))
        own.close()

    threads = [threading.Thread(target=other) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(store, "events") == count(store, "claims") == 200
    assert sorted(len(one) for one in found) == [0, 200, 200]
    assert {code for one in found for code in told(one).values()} == {"known"}


def test_a_chunk_that_is_done_keeps_its_mark_unless_its_bytes_are_others(
    chunks: ChunkStore, store: Store
) -> None:
    first, again, changed = Marks(), Marks(), Marks(digest=b"other bytes")
    rows = [write()]
    chunks.store(rows, first)

    chunks.store(rows, again)
    assert done(store)[0] == (b"digest", first.attempts[0])

    chunks.store(rows, changed)
    assert done(store)[0] == (b"other bytes", changed.attempts[-1])


def test_a_look_judges_and_stores_nothing(chunks: ChunkStore, store: Store) -> None:
    there = write()
    chunks.store([there], Marks())
    fresh = write()

    assert told(chunks.look([there, fresh, fresh])) == {0: "known", 2: "known"}

    assert count(store, "events") == 1


def test_a_cut_connection_is_made_again(chunks: ChunkStore, store: Store) -> None:
    chunks.store([write()], Marks())
    with psycopg.connect(store.dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert chunks.store([write()], Marks(1)) == {}

    assert count(store, "events") == 2


def test_no_two_events_of_a_store_have_the_same_number(chunks: ChunkStore, store: Store) -> None:
    for number in range(4):
        chunks.store([write() for _ in range(50)], Marks(number))

    assert count(store, "(SELECT DISTINCT notification_id FROM events) AS numbers") == 200


def test_a_refusal_names_the_packet_and_never_a_certificate(chunks: ChunkStore) -> None:
    there = write(takes=[("birth-certificate", b"digest", uuid4())])
    packet = write()
    chunks.store([there, packet], Marks())

    certificate = chunks.store([write(takes=there.takes)], Marks(1))[0]
    taken = chunks.store([write(takes=packet.takes)], Marks(2))[0]

    assert isinstance(certificate, AlreadyTaken)
    assert isinstance(taken, AlreadyTaken)
    assert (certificate.code, certificate.params) == ("birth-certificate-taken", {})
    assert taken.params == {"value": packet.takes[0][1].decode()}
