"""What PostgreSQL keeps of a view that is fed from Kafka: a mark for each partition, in its slot.

Marks are written in the transaction of the rows that they speak of. A lane belongs to whoever has
its newest `generation`: claiming raises it, so that a consumer that has lost a partition and does
not know it yet moves no mark and writes no row. Writers of one view queue at its row of
`projections`, which is held first: they cannot dead-lock, nor write past each other what triggers
keep of several rows.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

import msgspec
from psycopg import sql

from adapters.postgres.dead_letter_rows import Letter, parked_streams, set_aside
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.ledger_origin import ledger_origin
from adapters.postgres.projection_slots import hold
from adapters.postgres.view_registration import Place
from application.feed import Lane, Mark, Positioned

_ENTER = """
INSERT INTO projection_offsets (projection, slot, topic, partition, topic_id)
SELECT %(name)s, %(slot)s, t.topic, p.partition, t.topic_id
FROM unnest(%(topics)s::text[], %(ids)s::uuid[], %(counts)s::int[]) AS t (topic, topic_id, parts),
    generate_series(0, t.parts - 1) AS p (partition)
ON CONFLICT DO NOTHING
"""
_IDS = """
SELECT DISTINCT topic, topic_id FROM projection_offsets
WHERE projection = %(name)s AND slot = %(slot)s
"""
# Rows are locked in one order, whoever claims which of them.
_CLAIM = """
WITH own AS (
    SELECT o.ctid FROM projection_offsets AS o
    JOIN unnest(%(topics)s::text[], %(partitions)s::int[]) AS w (topic, partition)
        USING (topic, partition)
    WHERE o.projection = %(name)s AND o.slot = %(slot)s
    ORDER BY o.topic, o.partition FOR UPDATE OF o)
UPDATE projection_offsets AS o SET generation = generation + 1 FROM own WHERE o.ctid = own.ctid
RETURNING o.topic, o.partition, o.next_offset, o.seen_position, o.low_water, o.generation
"""
_MARK = """
UPDATE projection_offsets AS o
SET next_offset = n.next_offset, seen_position = n.seen,
    low_water = greatest(o.low_water, n.low_water)
FROM unnest(%(topics)s::text[], %(partitions)s::int[], %(formers)s::bigint[], %(nexts)s::bigint[],
        %(seen)s::bigint[], %(low)s::bigint[], %(generations)s::bigint[])
    AS n (topic, partition, former, next_offset, seen, low_water, generation)
WHERE o.projection = %(name)s AND o.slot = %(slot)s
    AND o.topic = n.topic AND o.partition = n.partition
    AND o.next_offset = n.former AND o.generation = n.generation
"""
_RAISE = """
UPDATE projections SET {position} = greatest({position}, (
    SELECT min(low_water) FROM projection_offsets
    WHERE projection = %(name)s AND slot = %(slot)s))
WHERE name = %(name)s RETURNING {position}
"""
# Each division of the topics into shares covers all of them; the one furthest on counts.
_PUBLISHED = """
SELECT coalesce(max(low), -1)
FROM (SELECT min(position) AS low FROM relays GROUP BY shards HAVING count(*) = shards) AS whole
"""
_STATES = """
SELECT e.originator_id, e.originator_version, e.topic, e.state, p.position
FROM unnest(%b::uuid[], %b::bigint[]) AS w (stream, version)
JOIN events AS e ON e.originator_id = w.stream AND e.originator_version = w.version
JOIN positions AS p USING (notification_id)
"""
_DISCARDED = """
SELECT topic, partition, s.record_offset FROM settled_letters AS s
JOIN projection_offsets AS o USING (projection, topic, partition, topic_id)
WHERE projection = %(name)s AND o.slot = %(slot)s AND s.outcome = 'discarded'
"""


class TopicReplaced(Exception):
    """Marks speak of a topic that is there no more; `topic` is its name, which another has now."""

    def __init__(self, topic: str) -> None:
        super().__init__(topic)
        self.topic = topic


class Claimed(msgspec.Struct, frozen=True):
    """A lane as it was saved last, and the generation under which it is ours."""

    next_offset: int
    seen_position: int
    low_water: int
    generation: int


class TopicAt(msgspec.Struct, frozen=True):
    """A topic as the broker has it: its own id, and how many partitions."""

    topic_id: UUID
    partitions: int


class PartitionBook:
    """The marks of one slot, on the connection that its rows are written with."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._connection = place.connection

    def enter(self, topics: Mapping[str, TopicAt]) -> None:
        """A mark at the beginning of each partition that has none; raises TopicReplaced."""
        given = {
            "topics": list(topics),
            "ids": [topic.topic_id for topic in topics.values()],
            "counts": [topic.partitions for topic in topics.values()],
        }
        self._connection.execute(_ENTER, self._place.named | given)
        for topic, topic_id in self._connection.execute(_IDS, self._place.named).fetchall():
            if topic in topics and topics[topic].topic_id != topic_id:
                raise TopicReplaced(topic)

    def claim(self, lanes: Collection[Lane]) -> dict[Lane, Claimed]:
        """Make these lanes ours, and nobody else's."""
        given = {
            "topics": [lane.topic for lane in lanes],
            "partitions": [lane.partition for lane in lanes],
        }
        rows = self._connection.execute(_CLAIM, self._place.named | given).fetchall()
        return {Lane(topic, partition): Claimed(*rest) for topic, partition, *rest in rows}

    def position(self) -> int:
        return self._place.position()

    def published(self) -> int:
        """Every record of a position up to here is acknowledged; -1 while no relay has run."""
        return self._number(_PUBLISHED)

    def head(self) -> int:
        return LedgerFeed(self._connection).head()

    def source(self) -> str | None:
        """`ce_source` of our own records; None before the ledger has a name."""
        origin = ledger_origin(self._connection)
        return None if origin is None else f"//{origin}"

    def states(self, wanted: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], Positioned]:
        """The events themselves, by stream and version; those that are not there are left out."""
        streams = [stream for stream, _ in wanted]
        versions = [version for _, version in wanted]
        with self._connection.cursor(binary=True) as cursor:
            rows = cursor.execute(_STATES, (streams, versions), prepare=True).fetchall()
        return {
            (stream, version): Positioned(position, stream, version, topic, state)
            for stream, version, topic, state, position in rows
        }

    def parked(self) -> frozenset[UUID]:
        """Streams of which a dead letter waits in this slot."""
        return parked_streams(self._place)

    def discarded(self) -> frozenset[tuple[str, int, int]]:
        """Records that somebody has put aside for ever: topic, partition and offset."""
        rows = self._connection.execute(_DISCARDED, self._place.named).fetchall()
        return frozenset((topic, partition, offset) for topic, partition, offset in rows)

    def save(
        self,
        marks: Sequence[Mark],
        letters: Sequence[Letter],
        still: Callable[[frozenset[UUID]], bool],
    ) -> int | None:
        """Move the marks in the open transaction; the new low-water mark of the view.

        None where the view or a lane is not ours any more, or where `still` says of the parked
        streams that the batch was judged by others: the transaction must then be rolled back.
        """
        if not hold(self._place) or not still(self.parked()) or not self._moved(marks):
            return None
        set_aside(self._place, letters)
        query = sql.SQL(_RAISE).format(**self._place.words)
        row = self._connection.execute(query, self._place.named, prepare=True).fetchone()
        return int(row[0]) if row else None

    def _moved(self, marks: Sequence[Mark]) -> bool:
        given = {
            "topics": [mark.lane.topic for mark in marks],
            "partitions": [mark.lane.partition for mark in marks],
            "formers": [mark.former for mark in marks],
            "nexts": [mark.next_offset for mark in marks],
            "seen": [mark.seen_position for mark in marks],
            "low": [mark.low_water for mark in marks],
            "generations": [mark.generation for mark in marks],
        }
        moved = self._connection.execute(_MARK, self._place.named | given, prepare=True)
        return moved.rowcount == len(marks)

    def _number(self, query: str) -> int:
        row = self._connection.execute(query.encode(), prepare=True).fetchone()
        return -1 if row is None else int(row[0])
