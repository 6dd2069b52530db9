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
from application.feed import Feed, Positioned
from application.vault import SealingKey, VaultUnavailable
from domain.recorded import StateUnreadable
from projections.projection import Projection

TRANSIENT = (psycopg.OperationalError, REFUSED, VaultUnavailable, PolicyBehind)
"""What passes by itself: a database or a vault that is away, or a view of rules that is behind."""

_log = logging.getLogger(__name__)


class KeyReader(Protocol):
    """Where the keys of a batch come from, such as SyncVault."""

    def load(self, key_ids: Iterable[UUID]) -> Mapping[UUID, SealingKey | None]:
        """Every key asked for, None for a destroyed one; raises VaultUnavailable."""


class ProjectionStopped(Exception):
    """The projection met what it does not understand, and never skips (architecture §6)."""


class Batch(msgspec.Struct, frozen=True):
    """`read` events up to position `last`, `projected` of them wanted, and what they come to."""

    last: int
    read: int
    projected: int
    rows: PendingRows

    def write(self, connection: psycopg.Connection, slot: Slot) -> None:
        """The rows, in the caller's transaction; ProjectionStopped where the tables refuse them."""
        try:
            self.rows.write(connection, slot)
        except (psycopg.DataError, psycopg.IntegrityError) as refused:
            # Without the cause: the database quotes the row that it refuses.
            raise ProjectionStopped(
                f"the {self.read} events up to position {self.last} make rows that the database "
                f"refuses: {type(refused).__name__} {refused.sqlstate}"
            ) from None


class Batches:
    """Reads a feed for one projection."""

    def __init__(
        self,
        projection: Projection,
        mapper: SealingMapper,
        keys: KeyReader | None,
        size: int,
    ) -> None:
        if projection.needs_sealed and keys is None:
            raise ValueError(f"{projection.name} opens sealed parts and was given no keys")
        self.size = size
        self._projection = projection
        self._mapper = mapper
        self._keys = keys if projection.needs_sealed else None

    def after(self, position: int, feed: Feed, memories: Memories) -> Batch | None:
        """At most `size` events after `position`; None where there are none yet.

        `memories` are those of the slot that stands at `position`. Raises ProjectionStopped,
        naming the event at fault, and what is TRANSIENT.
        """
        events = feed.read(position, self.size)
        if not events:
            return None
        wanted = [event for event in events if event.topic in self._projection.topics]
        rows = PendingRows()
        if wanted:
            self._project(wanted, rows, memories)
        return Batch(events[-1].position, len(events), len(wanted), rows)

    def _project(self, wanted: list[Positioned], rows: PendingRows, memories: Memories) -> None:
        decode = self._mapper.decode
        with _Place(self._projection.name, wanted[0]) as place:
            keys = self._load(wanted)
            batch = Recollection(self._projection, memories, {at.stream for at in wanted})
            for at in wanted:
                place.at = at
                recorded = decode(at.stream, at.version, at.topic, at.state, keys)
                rows.add(batch.changes(recorded, at.position))
            rows.add(batch.kept())

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
