"""What every office of this register stands on: store, vault, law, clock, chance."""

from contextlib import AsyncExitStack
from typing import Self

import psycopg

from adapters.blobs.folder_blobs import FolderBlobs
from adapters.identity.device_keys import EvidenceOfKeys
from adapters.keys.file_kek import FileKek
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.rule_book import RuleBook
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.write_queue import Limits
from application.chance import SystemChance
from application.circumstances import Circumstances
from application.clock import ProgrammeClock
from application.event_store import EventStore
from application.kinds import KINDS
from application.office import Office
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.units_of_register import units_of
from domain.catalogue import CATALOGUE
from domain.policy.seeds import SEEDS


class OfficeParts:
    """Opened and closed together, as an asynchronous context manager; nothing is opened before."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.vault = PostgresVault(settings.keys_dsn, FileKek(settings.kek_file))
        self.store = AsyncEventStore(
            settings.dsn,
            SealingMapper(CATALOGUE),
            self.vault,
            Limits(queue=settings.queue),
            read_only=settings.read_only,
        )
        self.blobs = FolderBlobs(settings.blobs, self.vault)
        self.rule_book = RuleBook(self.store.pool, SEEDS)
        self.clock = ProgrammeClock(read_clock_offset(settings))
        self.circumstances = Circumstances(
            self.rule_book,
            units_of(settings),
            self.clock,
            EvidenceOfKeys(SystemChance()),
            settings.test_numbers,
        )
        self._stack = AsyncExitStack()

    def office(self, store: EventStore | None = None) -> Office:
        """An office over this store, or over one that gathers for it."""
        return Office(store or self.store, self.vault, self.circumstances, KINDS)

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.vault)
        await self.vault.prepare()
        await self._stack.enter_async_context(self.store)
        await self._stack.enter_async_context(self.rule_book)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def read_clock_offset(settings: Settings) -> int:
    """The programme clock of this register (0 in production)."""
    with psycopg.connect(settings.dsn, connect_timeout=5) as connection:
        row = connection.execute("SELECT offset_s FROM programme_clock").fetchone()
    offset = int(row[0]) if row else 0
    if offset and not settings.is_development:
        raise SettingsWrong(
            "this register was made with a shifted programme clock: it is a rehearsal, and"
            " production (CANCUOC_ISSUER is set) refuses it"
        )
    return offset
