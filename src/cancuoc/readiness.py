"""Whether this process can serve: database, keys, horizon and the age of the views."""

import asyncio
from typing import Any

import psycopg

from adapters.http.leaving import LEAVING
from adapters.http.operations import Component
from adapters.keys.postgres_vault import PostgresVault
from adapters.ledger.witness_policy import Policy
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.dead_letter_rows import standings_async
from adapters.postgres.erasures_waiting import (
    ERASURES_WAITING,
    TRACES_DAYS,
    ErasuresWaiting,
)
from adapters.postgres.horizon import read_horizon_async
from adapters.postgres.newest_checkpoint import LEDGER_STATE, LedgerState
from adapters.postgres.operating_mode import Mode
from adapters.postgres.published_ledger import lead
from adapters.postgres.relay_progress import read_relay_async
from adapters.postgres.sequencer_at_work import is_sequenced_async
from adapters.postgres.witness_standings import standings
from application.event_store import StoreUnavailable
from application.vault import VaultUnavailable
from cancuoc.dead_letter_checks import dead_letter_components
from cancuoc.ledger_checks import LedgerWatch
from cancuoc.relay_checks import relay_components
from cancuoc.witness_checks import is_demanding, witness_component

HORIZON_AGE_S = 60.0
"""A transaction that holds the horizon longer than this delays every reader."""
LAG = 50_000
"""Events that a view may be behind before this process is no longer ready."""

_WRITING_AGAIN = {
    "setting": "take CANCUOC_READ_ONLY away and start this process again",
    "operator": "`cancuoc read-only off` ends it",
    "standby": "a standby: commands go to the primary",
    "database": "the database refuses writes: see its default_transaction_read_only",
}


class Readiness:
    """Asks each component with one short query."""

    def __init__(
        self,
        store: AsyncEventStore,
        vault: PostgresVault,
        policy: Policy | None = None,
        kafka: bool = True,
    ) -> None:
        """`kafka` is whether events are to be published to Kafka."""
        self._kafka = kafka
        self._store = store
        self._vault = vault
        self._ledger = LedgerWatch()
        self._policy = policy or Policy()

    async def components(self) -> list[Component]:
        try:
            async with asyncio.timeout(4):
                found = [await self._keys(), *await self._database(), *self._pumps()]
                found += await self._witnesses()
                return [*found, _mode(self._store.mode.now), *_leaving()]
        except (StoreUnavailable, psycopg.Error, TimeoutError):
            advice = "PostgreSQL does not answer: start it, or correct CANCUOC_DSN"
            return [Component("database", False, advice=advice)]

    async def _keys(self) -> Component:
        try:
            await self._vault.refresh()
        except VaultUnavailable:
            advice = "the key database does not answer: start it, or correct CANCUOC_KEYS_DSN"
            return Component("keys", False, advice=advice)
        return Component("keys", True)

    async def _witnesses(self) -> list[Component]:
        if not is_demanding(self._policy):
            return []
        return [witness_component(await lead(self._store.rows, standings(self._policy)))]

    def _pumps(self) -> list[Component]:
        """Only what a restart of this process mends: a pump that met a fault of its own."""
        if self._store.is_working:
            return []
        return [Component("store", False, advice="this process is damaged: start it again")]

    async def _database(self) -> list[Component]:
        async with self._store.connection() as connection:
            horizon = await read_horizon_async(connection)
            cursor = await connection.execute("SELECT coalesce(max(position), -1) FROM positions")
            row = await cursor.fetchone()
            head = int(str(row[0])) if row else -1
            cursor = await connection.execute(
                "SELECT name, CASE live_slot WHEN 'a' THEN position_a ELSE position_b END"
                " FROM projections ORDER BY name"
            )
            views = await cursor.fetchall()
            cursor = await connection.execute(
                "SELECT position, (SELECT count(*) FROM reactions WHERE outcome = 'parked')"
                " FROM reactor_position"
            )
            reactors = await cursor.fetchall()
            cursor = await connection.execute(ERASURES_WAITING, (TRACES_DAYS,))
            erasures = ErasuresWaiting(*(await cursor.fetchone() or (0, 0, 0)))
            cursor = await connection.execute(LEDGER_STATE)
            ledger = LedgerState.of_row(await cursor.fetchone())
            sequenced = await is_sequenced_async(connection)
            relay = await read_relay_async(connection)
            letters = await standings_async(connection)
        return [
            Component("database", True, {"head": head}),
            _horizon(horizon),
            self._ledger.component(ledger, sequenced),
            *(_view(str(name), head - int(str(position))) for name, position in views),
            *(_reactors(head - int(str(at)), int(str(parked))) for at, parked in reactors),
            _erasures(erasures),
            *relay_components(relay, LAG, self._kafka),
            *dead_letter_components(letters),
        ]


def _mode(mode: Mode) -> Component:
    """Reading goes on: said here, and no reason to be unready."""
    if not mode.read_only:
        return Component("mode", True, {"read_only": False})
    facts = {"read_only": True, "because": mode.because, "reason": mode.reason}
    return Component("mode", True, facts, _WRITING_AGAIN[str(mode.because)])


def _leaving() -> list[Component]:
    if not LEAVING.begun:
        return []
    return [Component("serving", False, advice="this process stops: send requests to another")]


def _reactors(lag: int, parked: int) -> Component:
    """Officers can work while reactors are behind: said here, and no reason to be unready."""
    facts = {"behind": lag, "parked": parked}
    advice = None if lag <= LAG and not parked else "see `cancuoc doctor`"
    return Component("reactors", True, facts, advice)


def _erasures(found: ErasuresWaiting) -> Component:
    """An erasure that waits keeps nobody from serving: said here, and no reason to be unready."""
    facts = {"waiting": found.waiting, "overdue": found.overdue}
    advice = "see `cancuoc doctor`" if found.overdue else None
    return Component("erasures", True, facts, advice)


def _horizon(horizon: Any) -> Component:
    facts = {"age_s": round(horizon.age_s, 3), "held_by": horizon.application_name}
    if horizon.age_s <= HORIZON_AGE_S:
        return Component("horizon", True, facts)
    advice = f"transaction of process {horizon.pid} holds every reader back: end it"
    return Component("horizon", False, facts, advice)


def _view(name: str, lag: int) -> Component:
    facts = {"behind": lag}
    if lag <= LAG:
        return Component(f"view {name}", True, facts)
    return Component(f"view {name}", False, facts, f"see that `cancuoc project {name}` runs")
