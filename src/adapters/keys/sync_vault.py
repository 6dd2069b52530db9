"""The vault for projectors and tools: the same keys and cache rules without an event loop."""

import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

import psycopg

from adapters.keys import key_rows
from adapters.keys.data_key import DataKey
from adapters.keys.kek import Kek
from adapters.keys.key_cache import FRESH_FOR_S, LIMIT, KeyCache
from application.vault import VaultUnavailable

T = TypeVar("T")
Connection = psycopg.Connection[tuple[Any, ...]]


class SyncVault:
    """Loads the keys of a whole batch at once; use it as `with vault:` in one thread.

    Every `load` asks for the revocation epoch first, so a batch never opens with a key that was
    destroyed before the batch was begun. Errors: VaultUnavailable, VaultMismatch.
    """

    def __init__(
        self,
        dsn: str,
        kek: Kek,
        clock: Callable[[], float] = time.monotonic,
        limit: int = LIMIT,
        fresh_for_s: float = FRESH_FOR_S,
    ) -> None:
        self._dsn = dsn
        self._kek = kek
        self._keys = KeyCache(clock, limit, fresh_for_s)
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._keys.clear()
        self._drop()

    def load(self, key_ids: Iterable[UUID]) -> Mapping[UUID, DataKey | None]:
        """Every key asked for; None stands for destroyed. VaultMismatch for one never here."""
        wanted = list(dict.fromkeys(key_ids))
        self._keys.see_epoch(self._twice(_read_epoch))
        found, missing = self._keys.find(wanted)
        if missing:
            found.update(self._read(missing))
        return found

    def new_key(self, subject: UUID) -> UUID:
        """As the port's: the id of the subject's key, made and durable before this returns."""
        wrapped = self._kek.wrap(key_rows.new_secret())

        def work(connection: Connection) -> UUID:
            made = (self._kek.kek_id, [subject], [wrapped])
            connection.execute(key_rows.NEW_KEYS, made)
            ((_, key_id),) = connection.execute(key_rows.READ_SUBJECTS, ([subject],)).fetchall()
            return UUID(str(key_id))

        return self._twice(work)

    def _read(self, missing: list[UUID]) -> dict[UUID, DataKey | None]:
        def work(connection: Connection) -> key_rows.Snapshot:
            cursor = connection.execute(key_rows.READ_KEYS, (missing,))
            return key_rows.snapshot(cursor.fetchall())

        read_at = self._keys.clock()
        epoch, rows = self._twice(work)
        for key_id in missing:
            if key_id not in rows:
                raise key_rows.never_here(key_id)
        opened = {key_id: key_rows.opened(self._kek, *row) for key_id, row in rows.items()}
        self._keys.keep_opened(opened, epoch, read_at)
        return opened

    def _twice(self, work: Callable[[Connection], T]) -> T:
        """Work that is harmless to repeat, so that a restart of the server goes unnoticed."""
        try:
            return self._attempt(work)
        except psycopg.Error:
            self._drop()
        try:
            return self._attempt(work)
        except psycopg.Error as lost:
            self._drop()
            raise VaultUnavailable(f"the key database: {type(lost).__name__}") from lost

    def _attempt(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._dsn, **key_rows.CONNECTION)
        return work(self._connection)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _read_epoch(connection: Connection) -> int:
    return key_rows.epoch_of(connection.execute(key_rows.READ_EPOCH).fetchone())
