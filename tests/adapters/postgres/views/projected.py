"""A store with a history of citizens, and what a test asks of views over it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg import sql
from psycopg.conninfo import make_conninfo

from adapters.keys import key_rows
from adapters.keys.kek import Kek
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.ledger_lane import BATCH, FromLedger
from adapters.postgres.projector import Projector
from adapters.postgres.recorder import TransactionOrderRecorder
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.sequencer import Sequencer
from adapters.reference.load_units import load_register
from database import Store, datastore_of
from domain.catalogue import CATALOGUE
from domain.recorded import Recorded
from projections.citizen_search import CitizenSearch

MAPPER = SealingMapper(CATALOGUE)
SEARCH = CitizenSearch(load_register())


class History:
    """Appends recorded events with the rights of the application, and projects them."""

    def __init__(self, store: Store, kek: Kek) -> None:
        self.dsn = make_conninfo(store.dsn, user="cancuoc_app")
        self.keys_dsn = store.keys_dsn
        self.vault = SyncVault(store.keys_dsn, kek)
        self._owner_dsn = store.dsn

    def record(self, *stories: Iterable[Recorded]) -> None:
        """Append and give positions."""
        recorded = [one for story in stories for one in story]
        self._insert([self._stored(one) for one in recorded])

    def record_raw(self, stream: UUID, topic: str, state: bytes) -> None:
        self._insert([StoredEvent(stream, 1, topic, state)])

    def projector(
        self, projection: Any = SEARCH, *, batch: int = BATCH, **options: Any
    ) -> Projector:
        """From the ledger, unless `options` name another source."""
        given = {"source": FromLedger(batch), **options}
        return Projector(self.dsn, projection, MAPPER, self.vault, **given)

    def destroy_key_of(self, stream: UUID) -> None:
        key_id = self.vault.new_key(stream)
        with psycopg.connect(self.keys_dsn, autocommit=True) as connection:
            connection.execute(key_rows.DESTROY, ([key_id],))

    def ask(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._owner_dsn, autocommit=True) as connection:
            cursor = connection.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def rows(self, slot: str, table: str = "citizen_search") -> list[tuple[Any, ...]]:
        name = sql.Identifier(f"view_{slot}", table)
        with psycopg.connect(self._owner_dsn) as connection:
            return connection.execute(
                sql.SQL("SELECT * FROM {} t ORDER BY t").format(name)
            ).fetchall()

    def registered(self, name: str = "citizen_search") -> tuple[Any, ...]:
        (row,) = self.ask(
            "SELECT version, live_slot, position_a, position_b, building FROM projections"
            " WHERE name = %s",
            name,
        )
        return row

    def _stored(self, recorded: Recorded) -> StoredEvent:
        has_seal = "sealed" in recorded.event.__struct_fields__
        key_id = self.vault.new_key(recorded.stream) if has_seal else None
        keys = self.vault.load((key_id,)) if key_id else {}
        if key_id and recorded.event.sealed is None:
            # Of a person who is erased: a seal of nothing stands in the place of the part.
            keys = {key_id: None}
        topic, state = MAPPER.encode(recorded, keys, key_id)
        return StoredEvent(recorded.stream, recorded.version, topic, state)

    def _insert(self, events: list[StoredEvent]) -> None:
        with datastore_of(self.dsn) as datastore:
            TransactionOrderRecorder(datastore).insert_events(events)
        Sequencer(self.dsn).catch_up()
