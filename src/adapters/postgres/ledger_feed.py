"""The feed that needs no broker: positions and events read side by side from the event store."""

import psycopg

from application.feed import FeedBroken, Positioned

_POSITIONS = (
    "SELECT position, notification_id FROM positions WHERE position > %b ORDER BY position LIMIT %b"
)
# A range over the plain index, merged over the partitions: no probe of 16 partitions a row.
_EVENTS = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM events"
    " WHERE notification_id BETWEEN %b AND %b ORDER BY notification_id"
)
_HEAD = "SELECT coalesce(max(position), -1) FROM positions"


class LedgerFeed:
    """`Feed` over one connection, which may be in a transaction of the reader's own."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def read(self, after: int, limit: int) -> list[Positioned]:
        """See `Feed`. Raises FeedBroken where positions and events are not one to one."""
        with self._connection.cursor(binary=True) as cursor:
            positions = cursor.execute(_POSITIONS, (after, limit), prepare=True).fetchall()
            if not positions:
                return []
            span = (positions[0][1], positions[-1][1])
            events = cursor.execute(_EVENTS, span, prepare=True).fetchall()
        _require_dense(after, [position for position, _ in positions])
        _require_same([number for _, number in positions], [event[0] for event in events])
        return [
            Positioned(position, stream, version, topic, state)
            for (position, _), (_, stream, version, topic, state) in zip(
                positions, events, strict=True
            )
        ]

    def head(self) -> int:
        """See `Feed`."""
        row = self._connection.execute(_HEAD, prepare=True).fetchone()
        return -1 if row is None else int(row[0])


def _require_dense(after: int, positions: list[int]) -> None:
    if positions[0] != after + 1 or positions[-1] != after + len(positions):
        raise FeedBroken(f"positions after {after} have a hole before {positions[-1]}")


def _require_same(positioned: list[int], stored: list[int]) -> None:
    if positioned != stored:
        odd = sorted(set(positioned) ^ set(stored))[:3]
        raise FeedBroken(f"{len(positioned)} positions name {len(stored)} events, first odd: {odd}")
