"""Stores a batch of reactions: writes, outcomes and position in one transaction, or none of it."""

import msgspec
import psycopg

from adapters.postgres.batch import EXPECTING, Write, expecting_parameters
from adapters.postgres.reaction_batch import Batch
from adapters.postgres.reaction_rows import ReactionRows
from adapters.postgres.write_refusals import is_of_a_row
from application.event_store import Conflict, RowRefused
from application.feed import Positioned


class Overtaken(Exception):
    """Another runner has moved the position; this one has stored nothing."""


class Counters(msgspec.Struct):
    """What one runner has done since it was made."""

    events: int = 0
    commands: int = 0
    refused: int = 0
    parked: int = 0
    batches: int = 0
    alone: int = 0
    position: int = -1


class ReactionCommit:
    """Each method raises Conflict, RowRefused or Overtaken, and then nothing is stored."""

    def __init__(
        self, connection: psycopg.Connection, rows: ReactionRows, counters: Counters
    ) -> None:
        self._connection = connection
        self._rows = rows
        self._counters = counters
        rows.begin()
        counters.position = rows.position()

    @property
    def position(self) -> int:
        """How far the reactors have come, as far as this runner knows."""
        return self._counters.position

    def require_own_position(self) -> None:
        """For one that has nothing to store: a rewind would otherwise be noticed with the next."""
        if self._rows.position() != self.position:
            raise Overtaken

    def store(self, batch: Batch, to: int) -> None:
        """The batch, and that the reactors have come to the position `to`."""
        with self._connection.transaction():
            self._write(batch, to)
            for one in batch.parked:
                self._rows.park(one.event, one.fault)
        self._count(batch)
        self._counters.parked += len(batch.parked)
        self._counters.position = to

    def store_portion(self, batch: Batch) -> None:
        """A part of what follows from the event in hand: the reactors have not come further."""
        with self._connection.transaction():
            self._write(batch, self.position)
        self._count(batch)

    def store_parked(self, batch: Batch, event: Positioned) -> None:
        """What follows from an event that was parked, which is so no more."""
        with self._connection.transaction():
            self._write(batch, self.position)
            self._rows.unpark(event.stream, event.version)
        self._count(batch)

    def _write(self, batch: Batch, to: int) -> None:
        if not self._rows.advance(self.position, to):
            raise Overtaken
        if batch.writes:
            _execute(self._connection, batch.writes)
        self._rows.note(batch.noted)

    def _count(self, batch: Batch) -> None:
        self._counters.batches += 1
        self._counters.commands += len(batch.writes)
        self._counters.refused += sum(one.unaccepted.outcome == "refused" for one in batch.noted)


def _execute(connection: psycopg.Connection, writes: list[Write]) -> None:
    try:
        refused = connection.execute(EXPECTING, expecting_parameters(writes)).fetchall()
    except (psycopg.errors.UniqueViolation, psycopg.errors.SerializationFailure) as lost:
        raise Conflict from lost
    except (psycopg.Error, UnicodeError) as error:
        if not is_of_a_row(error):
            raise
        raise RowRefused from error
    if refused:
        raise Conflict
