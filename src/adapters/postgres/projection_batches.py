"""From stored events to the changes of a view: a batch read, opened and projected in memory."""

import logging
from collections.abc import Iterable, Mapping
from traceback import format_tb
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

import msgspec
import psycopg

from adapters.postgres.operating_mode import REFUSED
from adapters.postgres.policy_history import PolicyBehind
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import key_id_of
from adapters.postgres.view_memory import Memories, Recollection
from adapters.postgres.view_rows import PendingRows
from adapters.postgres.view_tables import Slot
from application.feed import Delivered, FeedAway, Positioned
from application.vault import SealingKey, VaultUnavailable
from domain.recorded import Recorded, StateUnreadable
from projections.projection import Projection

TRANSIENT = (psycopg.OperationalError, REFUSED, VaultUnavailable, PolicyBehind, FeedAway)
"""What passes by itself: a database, a vault or a broker that is away, a view of rules that is
behind."""
PARKED = "an earlier event of its stream is a dead letter"

_log = logging.getLogger(__name__)


class KeyReader(Protocol):
    """Where the keys of a batch come from, such as SyncVault."""

    def load(self, key_ids: Iterable[UUID]) -> Mapping[UUID, SealingKey | None]:
        """Every key asked for, None for a destroyed one; raises VaultUnavailable."""


class ProjectionStopped(Exception):
    """The projection met what it does not understand, and never skips (architecture §6)."""


class Batch(msgspec.Struct, frozen=True):
    """What was delivered, how many of its events were wanted, and what they come to."""

    delivered: Delivered
    projected: int
    rows: PendingRows

    def write(self, connection: psycopg.Connection, slot: Slot) -> None:
        """The rows, in the caller's transaction; ProjectionStopped where the tables refuse them."""
        try:
            self.rows.write(connection, slot)
        except (psycopg.DataError, psycopg.IntegrityError) as refused:
            last = max(event.position for event in self.delivered.events)
            # Without the cause: the database quotes the row that it refuses.
            raise ProjectionStopped(
                f"the {self.delivered.read} events up to position {last} make rows that the "
                f"database refuses: {type(refused).__name__} {refused.sqlstate}"
            ) from None


class Batches:
    """Projects what a feed delivers."""

    def __init__(
        self, projection: Projection, mapper: SealingMapper, keys: KeyReader | None, size: int
    ) -> None:
        if projection.needs_sealed and keys is None:
            raise ValueError(f"{projection.name} opens sealed parts and was given no keys")
        self.size = size
        self._projection = projection
        self._mapper = mapper
        self._keys = keys if projection.needs_sealed else None

    def of(self, delivered: Delivered, memories: Memories) -> Batch:
        """`memories` are those of the slot that the feed was opened for.

        Raises ProjectionStopped, naming the event at fault, and what is TRANSIENT.
        """
        topics = self._projection.topics
        wanted = [event for event in delivered.events if event.topic in topics]
        rows = PendingRows()
        projected = self._project(wanted, delivered, rows, memories) if wanted else 0
        return Batch(delivered, projected, rows)

    def _project(
        self,
        wanted: list[Positioned],
        delivered: Delivered,
        rows: PendingRows,
        memories: Memories,
    ) -> int:
        with _Place(self._projection.name, wanted[0]) as place:
            read = self._decoded(wanted, delivered, place)
            batch = Recollection(self._projection, memories, {at.stream for at, _ in read})
            for at, recorded in read:
                place.at = at
                rows.add(batch.changes(recorded, at.position))
            rows.add(batch.kept())
        return len(read)

    def _decoded(
        self, wanted: list[Positioned], delivered: Delivered, place: "_Place"
    ) -> list[tuple[Positioned, Recorded]]:
        """What a feed is to blame for goes back to it, with all that follows in the stream."""
        decode, keys = self._mapper.decode, self._load(wanted)
        read: list[tuple[Positioned, Recorded]] = []
        parked: set[UUID] = set()
        for at in wanted:
            place.at = at
            if delivered.refuse is not None and at.stream in parked:
                delivered.refuse(at, PARKED)
                continue
            try:
                read.append((at, decode(at.stream, at.version, at.topic, at.state, keys)))
            except StateUnreadable as unreadable:
                if delivered.refuse is None or not delivered.refuse(at, unreadable.reason):
                    raise
                parked.add(at.stream)
        return read

    def _load(self, wanted: list[Positioned]) -> Mapping[UUID, SealingKey | None]:
        ids = {key_id for event in wanted if (key_id := key_id_of(event.state))}
        if self._keys is None or not ids:
            return dict.fromkeys(ids)
        return self._keys.load(ids)


class _Place:
    """Names the event at which an error came up, and quotes nothing of the event."""

    def __init__(self, projection: str, at: Positioned) -> None:
        self.projection = projection
        self.at = at

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, TRANSIENT):
            return
        reason = error.reason if isinstance(error, StateUnreadable) else type(error).__name__
        at = self.at
        sentence = (
            f"{self.projection} stops at position {at.position}: "
            f"stream {at.stream} version {at.version} topic {at.topic}: {reason}"
        )
        # The place in the code, and no message of an error that may quote a person's data.
        _log.error("%s\n%s", sentence, "".join(format_tb(trace)))
        raise ProjectionStopped(sentence) from None
