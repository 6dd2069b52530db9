"""What a projection remembers of the streams of a batch: read at once, written with the rows."""

from collections.abc import Collection, Iterator
from uuid import UUID

import msgspec
import psycopg
from psycopg import sql

from adapters.postgres.view_tables import Slot, table_in
from domain.recorded import Recorded
from projections.projection import Change, Drop, Memory, Open, Projection, Remembering

_encode = msgspec.msgpack.Encoder().encode


class Memories:
    """The memories of one slot, as they stand at the position that the slot has reached."""

    def __init__(self, connection: psycopg.Connection, slot: Slot) -> None:
        self._connection = connection
        self._slot = slot

    def read(self, projection: Remembering, streams: Collection[UUID]) -> dict[UUID, Memory]:
        """Those of these streams that have one."""
        table = table_in(self._slot, projection.memory_table)
        query = sql.SQL("SELECT stream, memory FROM {} WHERE stream = ANY(%b)").format(
            sql.Identifier(str(table.schema), table.name)
        )
        with self._connection.cursor(binary=True) as cursor:
            rows = cursor.execute(query, (list(streams),), prepare=True).fetchall()
        decode = msgspec.msgpack.Decoder(projection.memory).decode
        return {stream: decode(memory) for stream, memory in rows}


class Recollection:
    """One batch going through a projection, which remembers each stream or none at all."""

    def __init__(
        self, projection: Projection, memories: Memories, streams: Collection[UUID]
    ) -> None:
        # Asked once a batch: looking at a protocol's members takes as long as folding an event.
        self._remembering = projection if isinstance(projection, Remembering) else None
        self._rows = None if isinstance(projection, Remembering) else projection.rows
        self._former: dict[UUID, Memory] = {}
        if self._remembering is not None:
            self._former = memories.read(self._remembering, streams)
        self._now: dict[UUID, Memory | None] = dict(self._former)

    def changes(self, recorded: Recorded, position: int) -> list[Change]:
        """What the next event changes."""
        if self._remembering is not None:
            return self._remember(self._remembering, recorded, position)
        return self._rows(recorded, position) if self._rows else []

    def _remember(self, by: Remembering, recorded: Recorded, position: int) -> list[Change]:
        former = self._now.get(recorded.stream)
        memory, changes = by.remember(former, recorded, position)
        self._now[recorded.stream] = memory
        return changes

    def kept(self) -> Iterator[Change]:
        """What the batch changed in memory, as changes of the memory table."""
        if self._remembering is None:
            return
        table = self._remembering.memory_table
        for stream, memory in self._now.items():
            if memory is None and stream in self._former:
                yield Drop(table, (stream,))
            elif memory != self._former.get(stream):
                yield Open(table, (stream,), {"memory": _encode(memory)})
