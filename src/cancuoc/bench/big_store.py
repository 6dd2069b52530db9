"""A store that has a long past: the same histories over and over, under ids of many days."""

import os
import random
from collections.abc import Iterator, Sequence
from uuid import UUID

import psycopg

from adapters.keys.data_key import SECRET_BYTES, DataKey
from adapters.postgres.sealing_mapper import SealingMapper
from cancuoc.bench.copies import TRANSACTION_ROWS, Row, copy_events
from cancuoc.bench.models import STREAM_EVENTS, Model
from domain.values.identifiers import uuid7

_FIRST_MS = 1_609_459_200_000  # 2021-01-01T00:00:00Z, the programme's first year
_YEAR_MS = 365 * 86_400_000

# One row a command, as each left one; the hash is of the right length and of nothing.
_IDEMPOTENCY = """
INSERT INTO idempotency (subject, command_id, request_hmac, status, streams, versions)
SELECT gen_random_uuid(), gen_random_uuid(), sha256(originator_id::text::bytea), 200,
       ARRAY[originator_id], ARRAY[originator_version]
FROM events WHERE notification_id >= %s
"""
_EMPTY = "TRUNCATE events, positions, ledger_tiles, idempotency, claims"


def fill(
    store: psycopg.Connection, people: Sequence[Model], mapper: SealingMapper, events: int
) -> Iterator[int]:
    """Add this many events that nobody will read, in bounded transactions, with their commands.

    Yields how many there are so far. Their sealed parts are sealed for other streams: size and
    shape are real, and nothing else of them is looked at.
    """
    templates = _stored(people, mapper)
    done = 0
    while done < events:
        streams = [_old_id() for _ in range(min(events - done, TRANSACTION_ROWS) // STREAM_EVENTS)]
        before = _newest(store)
        done += copy_events(store, _rows(templates, streams))
        store.execute(_IDEMPOTENCY, (before + 1,))
        yield done


def settle(store: psycopg.Connection) -> None:
    """Do now what autovacuum and the checkpointer would do during the measurement."""
    store.execute("VACUUM (FREEZE, ANALYZE)")
    store.execute("CHECKPOINT")


def empty(store: psycopg.Connection) -> None:
    store.execute(_EMPTY)


def _rows(templates: Sequence[Sequence[tuple[str, bytes]]], streams: list[UUID]) -> Iterator[Row]:
    for n, stream in enumerate(streams):
        for version, (topic, state) in enumerate(templates[n % len(templates)], start=1):
            yield stream, version, topic, state


def _stored(people: Sequence[Model], mapper: SealingMapper) -> list[list[tuple[str, bytes]]]:
    """The state bytes of one copy of each history."""
    key_id, key = UUID(int=0), DataKey(bytes(SECRET_BYTES))
    return [
        [mapper.encode(recorded, {key_id: key}, key_id) for recorded in one.history[:STREAM_EVENTS]]
        for one in people
    ]


def _newest(store: psycopg.Connection) -> int:
    row = store.execute("SELECT coalesce(max(notification_id), -1) FROM events").fetchone()
    return int(row[0]) if row else -1


def _old_id() -> UUID:
    return uuid7(_FIRST_MS + random.randrange(_YEAR_MS), os.urandom(10))  # noqa: S311 - filling
