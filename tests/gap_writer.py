"""One writer of the gap test, a process of its own: `gap_writer.py KIND DSN SEED TRANSACTIONS`.

It says `ready`, waits for a line, and appends batches of mixed size, one transaction each.
"""

import random
import sys
from collections.abc import Callable
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder

from adapters.postgres.recorder import TransactionOrderRecorder
from database import datastore_of

SIZES = (1, 1, 2, 100)
STATE = b"x" * 200
STOCK_TABLE = "stock_events"
NAIVE_TABLE = """
CREATE TABLE naive (notification_id bigserial PRIMARY KEY, originator_id uuid NOT NULL,
    originator_version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL)
"""
_NAIVE = (
    "INSERT INTO naive (originator_id, originator_version, topic, state)"
    " SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[])"
)

Append = Callable[[list[StoredEvent]], object]


def append_in_transaction_order(dsn: str) -> Append:
    return TransactionOrderRecorder(datastore_of(dsn)).insert_events


def append_with_the_stock_recorder(dsn: str) -> Append:
    datastore = datastore_of(dsn, user="postgres")
    return PostgresApplicationRecorder(datastore, events_table_name=STOCK_TABLE).insert_events


def append_naively(dsn: str) -> Append:
    connection = psycopg.connect(dsn, autocommit=True)

    def append(batch: list[StoredEvent]) -> None:
        columns = (
            [event.originator_id for event in batch],
            [event.originator_version for event in batch],
            [event.topic for event in batch],
            [event.state for event in batch],
        )
        connection.execute(_NAIVE, columns, prepare=True)

    return append


KINDS = {
    "ours": append_in_transaction_order,
    "stock": append_with_the_stock_recorder,
    "naive": append_naively,
}


def main(kind: str, dsn: str, seed: int, transactions: int) -> None:
    append, chance = KINDS[kind](dsn), random.Random(seed)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(transactions):
        stream = UUID(int=chance.getrandbits(128))
        size = chance.choice(SIZES)
        append([StoredEvent(stream, version, "gap", STATE) for version in range(1, size + 1)])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
