"""Everything a register holds, read from its tables in one snapshot and replayed from nothing."""

import time
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from adapters.keys.file_kek import FileKek
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import key_id_of
from application.reading import closed, is_erased
from domain.catalogue import CATALOGUE, stream_of
from domain.persons import person_of
from domain.recorded import Recorded
from domain.stream_kinds import STREAM_KINDS
from service import Service

PATIENCE_S = 20.0

_EVENTS = """
SELECT originator_id, originator_version, topic, state FROM events
ORDER BY originator_id, originator_version
"""
_CLAIMS = "SELECT kind, value, owner FROM claims"
_WAITS = "SELECT stream, stage, kind, owner_role, owner_unit, due, missed FROM {view}.waits"
_REACTIONS = """
SELECT command_id, command, outcome, code, owner_role, owner_unit FROM reactions
WHERE outcome <> 'settled' AND outcome <> 'nobody'
"""
_CAUGHT_UP = """
SELECT live_slot, (SELECT count(*) FROM events) - 1 =
    CASE WHEN live_slot = 'a' THEN position_a ELSE position_b END
FROM projections WHERE name = 'waits'
"""


class Book(msgspec.Struct, frozen=True):
    """One stream: its events, and the state that they come to."""

    stream: UUID
    kind: str
    history: Sequence[Recorded]
    state: Any

    @property
    def version(self) -> int:
        return len(self.history)


class WaitRow(msgspec.Struct, frozen=True):
    """One line of the waits view."""

    stream: UUID
    stage: str
    kind: str
    owner_role: str
    owner_unit: str
    due: datetime | None
    missed: bool


class Unsettled(msgspec.Struct, frozen=True):
    """A command of a reactor that was refused or is parked."""

    command_id: UUID
    command: str
    outcome: str
    code: str | None
    owner_role: str | None
    owner_unit: str | None


class WholeRegister(msgspec.Struct, frozen=True):
    """`claims` are (kind, value) -> owner."""

    books: dict[UUID, Book]
    claims: dict[tuple[str, bytes], UUID]
    waits: tuple[WaitRow, ...]
    unsettled: tuple[Unsettled, ...]

    def of(self, kind: str) -> list[Book]:
        return [book for book in self.books.values() if book.kind == kind]

    def holders(self, kind: str) -> dict[str, UUID]:
        """Who holds each claim of a kind whose values are text."""
        return {
            value.decode(): owner
            for (claimed, value), owner in self.claims.items()
            if claimed == kind
        }


def read_register(service: Service) -> WholeRegister:
    """The register at a moment at which its waits view had caught up."""
    until = time.monotonic() + PATIENCE_S
    with (
        psycopg.connect(service.dsn) as connection,
        SyncVault(service.keys_dsn, FileKek(service.kek_file)) as vault,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        while True:
            row = connection.execute(_CAUGHT_UP).fetchone()
            if row and row[1]:
                return _read(connection, vault, f"view_{row[0]}")
            assert time.monotonic() < until, "the waits view does not catch up"
            connection.rollback()
            time.sleep(0.05)


def _read(connection: psycopg.Connection, vault: SyncVault, view: str) -> WholeRegister:
    rows = connection.execute(_EVENTS).fetchall()
    claims = connection.execute(_CLAIMS).fetchall()
    waits = connection.execute(_WAITS.format(view=view).encode()).fetchall()
    reactions = connection.execute(_REACTIONS).fetchall()
    return WholeRegister(
        _books(rows, vault),
        {(kind, bytes(value)): owner for kind, value, owner in claims},
        tuple(WaitRow(*row) for row in waits),
        tuple(Unsettled(*row) for row in reactions),
    )


def _books(rows: list[tuple[Any, ...]], vault: SyncVault) -> dict[UUID, Book]:
    mapper = SealingMapper(CATALOGUE)
    keys = vault.load(key for row in rows if (key := key_id_of(bytes(row[3]))))
    histories: dict[UUID, list[Recorded]] = {}
    for stream, version, topic, state in rows:
        recorded = mapper.decode(stream, version, topic, bytes(state), keys)
        histories.setdefault(stream, []).append(recorded)
    gone = {stream for stream, history in histories.items() if is_erased(history)}
    return {
        stream: _book(stream, closed(history) if concerns(gone, stream, history) else history)
        for stream, history in histories.items()
    }


def concerns(erased: Collection[UUID], stream: UUID, history: Sequence[Recorded]) -> bool:
    """Whether the stream is about one of the erased, so that nobody reads its sealed parts."""
    return stream in erased or person_of(history) in erased


def _book(stream: UUID, history: Sequence[Recorded]) -> Book:
    kind, state = stream_of(history[0].topic), None
    for recorded in history:
        state = STREAM_KINDS[kind].evolve(state, recorded.event, recorded.envelope)
    return Book(stream, kind, history, state)
