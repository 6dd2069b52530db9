"""A real event store with offices and reactors over it, all in the process of the test."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.keys.file_kek import create_kek
from adapters.keys.kek import Kek
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.gathered_store import GatheredStore
from adapters.postgres.reactor_runner import ReactorRunner
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.sequencer import Sequencer
from application.event_store import EventStore
from application.kinds import KINDS
from application.office import Office
from application.reactions.all_reactors import REACTORS
from application.reactions.reacting import Reacting
from application.reactions.reactor import Reactor
from application.stream import fold
from database import Store
from domain.catalogue import CATALOGUE, stream_of
from inner_office import Hours, InnerOffice, office_over

T = TypeVar("T")


class StoreAtWork:
    """`service` takes commands as a server does; reactors run when the test lets them."""

    def __init__(
        self,
        store: Store,
        kek: Kek,
        runner: asyncio.Runner,
        clock: Any = None,
        settled: Callable[[], None] | None = None,
    ) -> None:
        self.store = store
        self.dsn = make_conninfo(store.dsn, user="cancuoc_app")
        self.kek = kek
        self.hours = clock or Hours()
        self._runner = runner
        self._stack = AsyncExitStack()
        self.service = InnerOffice(self.run(self._open()), self.run, settled or self.react)

    async def _open(self) -> Office:
        keys_dsn = make_conninfo(self.store.keys_dsn, user="cancuoc_app")
        self.vault = await self._stack.enter_async_context(PostgresVault(keys_dsn, self.kek))
        await self.vault.prepare()
        mapper = SealingMapper(CATALOGUE)
        self.events = await self._stack.enter_async_context(
            AsyncEventStore(self.dsn, mapper, self.vault)
        )
        return self.office(self.events)

    def close(self) -> None:
        self.run(self._stack.aclose())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def office(self, store: EventStore) -> Office:
        return office_over(store, self.vault, self.hours)

    def reactors(self, *reactors: Reactor) -> ReactorRunner:
        """A runner of these reactors, or of all; it runs when told."""

        def reacting(gathered: GatheredStore) -> Reacting:
            return Reacting(self.office(gathered), reactors or REACTORS)

        return ReactorRunner(self.dsn, self.events, reacting)

    def react(self) -> None:
        self.sequence()
        self.run(self.reactors().catch_up())

    def sequence(self) -> None:
        Sequencer(self.dsn).catch_up()

    def state(self, stream: UUID) -> Any:
        history = self.run(self.events.load(stream))
        return fold(KINDS[stream_of(history[0].topic)], history)

    def topics(self, stream: UUID) -> list[str]:
        return [one.topic.split(".")[1] for one in self.run(self.events.load(stream))]

    def ask(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """With the rights of the owner."""
        with psycopg.connect(self.store.dsn, autocommit=True) as connection:
            cursor = connection.execute(query.encode(), arguments)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def store_at_work(store: Store, folder: Path) -> Iterator[StoreAtWork]:
    with asyncio.Runner() as runner:
        opened = StoreAtWork(store, create_kek(folder / "kek.json"), runner)
        try:
            yield opened
        finally:
            opened.close()
