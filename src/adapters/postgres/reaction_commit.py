"""Stores a batch of reactions: writes, outcomes and position in one transaction, or none of it."""

import psycopg

from adapters.postgres.batch import EXPECTING, Write, expecting_parameters
from adapters.postgres.reaction_batch import Batch
from adapters.postgres.reaction_rows import ReactionRows
from adapters.postgres.write_refusals import is_of_a_row
from application.event_store import Conflict, RowRefused
from application.feed import Positioned


class Overtaken(Exception):
    """Another runner has moved the position; this one has stored nothing."""


class ReactionCommit:
    """Writes on the connection of `rows`; knows how far the reactors have come."""

    def __init__(self, connection: psycopg.Connection, rows: ReactionRows) -> None:
        self._connection = connection
        self._rows = rows
        self.position = rows.position()

    def store(self, batch: Batch, to: int) -> None:
        """Raises Conflict, RowRefused or Overtaken: then nothing is stored.

        `to` is the present position again while only a portion of an event is stored.
        """
        with self._connection.transaction():
            self._advance(batch, to)
            for one in batch.parked:
                self._rows.park(one.event, one.fault)
        self.position = to

    def store_parked(self, batch: Batch, event: Positioned) -> None:
        """The same for a parked event that is tried again: it is parked no more."""
        with self._connection.transaction():
            self._advance(batch, self.position)
            if not batch.is_portion:
                self._rows.unpark(event.stream, event.version)

    def _advance(self, batch: Batch, to: int) -> None:
        if not self._rows.advance(self.position, to):
            raise Overtaken
        if batch.writes:
            _execute(self._connection, batch.writes)
        self._rows.note([(one.unaccepted, one.position) for one in batch.noted])


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
