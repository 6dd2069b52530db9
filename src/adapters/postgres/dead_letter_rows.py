"""The rows of records that a view has set aside, and of what became of each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import psycopg
from psycopg.rows import class_row

from adapters.postgres.view_registration import Place
from application.feed import DeadLetter

_SET_ASIDE = """
INSERT INTO dead_letters (projection, slot, topic, partition, record_offset, stream, position,
    reason, letter_partition, letter_offset)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_PARKED = """
SELECT DISTINCT stream FROM dead_letters
WHERE projection = %s AND slot = %s AND stream IS NOT NULL
"""

_WAITING = """
SELECT projection, slot, topic, partition, record_offset, stream, position, reason, attempts,
    letter_partition, letter_offset, failed_at
FROM dead_letters JOIN projections ON (name, live_slot) = (projection, slot)
WHERE %(view)s::text IS NULL OR projection = %(view)s
ORDER BY projection, stream NULLS FIRST, topic, partition, record_offset
"""
_SETTLE = """
WITH gone AS (
    DELETE FROM dead_letters AS l
    USING unnest(%(topics)s::text[], %(partitions)s::int[], %(offsets)s::bigint[])
        AS w (topic, partition, record_offset)
    WHERE (l.topic, l.partition, l.record_offset) = (w.topic, w.partition, w.record_offset)
        AND l.projection = %(name)s AND l.slot = %(slot)s
    RETURNING l.*)
INSERT INTO settled_letters
    (projection, topic, topic_id, partition, record_offset, stream, position, outcome, was,
     reason, account)
SELECT gone.projection, gone.topic, o.topic_id, gone.partition, gone.record_offset, gone.stream,
    gone.position, %(outcome)s, gone.reason, %(reason)s, %(account)s
FROM gone JOIN projection_offsets AS o USING (projection, slot, topic, partition)
"""
_TRIED = """
UPDATE dead_letters SET attempts = attempts + 1, reason = %(reason)s
WHERE projection = %(name)s AND slot = %(slot)s
    AND (topic, partition, record_offset) = (%(topic)s, %(partition)s, %(offset)s)
"""
_STANDING = """
SELECT projection, count(*), count(DISTINCT stream) FROM dead_letters JOIN projections
    ON (name, live_slot) = (projection, slot)
GROUP BY projection ORDER BY projection
"""


class Letter(msgspec.Struct, frozen=True):
    """A dead letter, and where in the topic of dead letters it was acknowledged."""

    letter: DeadLetter
    partition: int
    offset: int


def parked_streams(place: Place) -> frozenset[UUID]:
    """Streams of which a dead letter waits in this slot."""
    named = (place.projection.name, place.slot)
    rows = place.connection.execute(_PARKED, named, prepare=True).fetchall()
    return frozenset(stream for (stream,) in rows)


def set_aside(place: Place, letters: Sequence[Letter]) -> None:
    """In the transaction that moves the marks past them."""
    if not letters:
        return
    rows = [
        (
            place.projection.name,
            place.slot,
            *one.letter.lane,
            one.letter.offset,
            one.letter.stream,
            one.letter.position,
            one.letter.reason,
            one.partition,
            one.offset,
        )
        for one in letters
    ]
    with place.connection.cursor() as cursor:
        cursor.executemany(_SET_ASIDE, rows)


class Waiting(msgspec.Struct, frozen=True):
    """A dead letter of a live view that nobody has settled."""

    projection: str
    slot: str
    topic: str
    partition: int
    record_offset: int
    stream: UUID | None
    position: int | None
    reason: str
    attempts: int
    letter_partition: int
    letter_offset: int
    failed_at: datetime

    @property
    def name(self) -> str:
        """By which a person names it."""
        return f"{self.topic}/{self.partition}/{self.record_offset}"


class Outcome(msgspec.Struct, frozen=True):
    """What becomes of letters, by whose account, and why (of those that are discarded)."""

    outcome: str
    account: str
    reason: str | None = None


class Standing(msgspec.Struct, frozen=True):
    """How many dead letters of a live view wait, and how many streams with them."""

    projection: str
    letters: int
    streams: int


def waiting(connection: psycopg.Connection, view: str | None = None) -> list[Waiting]:
    """Those of the live slot of a view, or of all views; of a stream in their order."""
    with connection.cursor(row_factory=class_row(Waiting)) as cursor:
        return cursor.execute(_WAITING, {"view": view}).fetchall()


def settle(place: Place, letters: Collection[Waiting], became: Outcome) -> None:
    """Take them off the list, on record, in the transaction of what they came to."""
    given = {
        "topics": [one.topic for one in letters],
        "partitions": [one.partition for one in letters],
        "offsets": [one.record_offset for one in letters],
        **msgspec.structs.asdict(became),
    }
    place.connection.execute(_SETTLE, place.named | given)


def tried_again(place: Place, letter: Waiting, reason: str) -> None:
    """Take note that it is still what it was, for this reason."""
    where = {"topic": letter.topic, "partition": letter.partition, "offset": letter.record_offset}
    place.connection.execute(_TRIED, place.named | where | {"reason": reason})


def standings(connection: psycopg.Connection) -> list[Standing]:
    """Of each live view that has any."""
    return [Standing(*row) for row in connection.execute(_STANDING)]


async def standings_async(connection: psycopg.AsyncConnection) -> list[Standing]:
    """The same on an asyncio connection."""
    cursor = await connection.execute(_STANDING)
    return [Standing(*row) for row in await cursor.fetchall()]
