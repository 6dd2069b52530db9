"""The vault over the key database: one row per subject, wrapped by the KEK, never deleted."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from types import TracebackType
from typing import NamedTuple, Self
from uuid import UUID

from adapters.keys import key_rows
from adapters.keys.data_key import DataKey
from adapters.keys.grouped import Grouped
from adapters.keys.kek import Kek
from adapters.keys.key_cache import FRESH_FOR_S, LIMIT, KeyCache, Recent
from adapters.keys.line import Connection, Line
from application.vault import CLAIM_KINDS, VaultMismatch, VaultUnavailable

POLL_S = 1.0


class _Read(NamedTuple):
    """What one statement saw of one key; `row` is None when the key is not there."""

    epoch: int
    read_at: float
    row: tuple[str, bytes | None] | None


class PostgresVault:
    """The Vault port for one process; use it as `async with vault:`.

    Revocations elsewhere are seen within a second (the epoch is polled), and within 60 seconds
    even when the key database no longer answers, because no key is held longer than that.
    """

    def __init__(
        self,
        dsn: str,
        kek: Kek,
        clock: Callable[[], float] = time.monotonic,
        limit: int = LIMIT,
        fresh_for_s: float = FRESH_FOR_S,
    ) -> None:
        self._kek = kek
        self._keys = KeyCache(clock, limit, fresh_for_s)
        self._subjects: Recent[UUID, UUID] = Recent(clock, limit, fresh_for_s)
        self._kinds: dict[str, bytes] = {}
        self._reading = Line(dsn)
        self._writing = Line(dsn)
        self._reads = Grouped(self._read_rows)
        self._makes = Grouped(self._make_rows)
        self._poll: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._poll = asyncio.create_task(self._watch_epoch(), name="vault epoch")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._poll is not None:
            self._poll.cancel()
            await asyncio.wait([self._poll])
        await self._reads.close()
        await self._makes.close()
        self._keys.clear()
        await self._reading.close()
        await self._writing.close()

    async def new_key(self, subject: UUID) -> UUID:
        found, _ = self._subjects.find((subject,))
        return found[subject] if found else await self._makes.ask(subject)

    def recognise(self, subject: UUID, key_id: UUID) -> None:
        self._subjects.keep({subject: key_id}, self._subjects.clock())

    async def load(self, key_ids: Iterable[UUID]) -> Mapping[UUID, DataKey | None]:
        found, missing = self._keys.find(key_ids)
        if missing:
            reads = await asyncio.gather(*map(self._reads.ask, missing))
            for key_id, read in zip(missing, reads, strict=True):
                found[key_id] = self._opened(key_id, read)
        return found

    async def destroy(self, key_id: UUID) -> None:
        """VaultMismatch for a key that was never here: an eraser must not believe it is gone."""

        async def work(connection: Connection) -> bool:
            await connection.execute(key_rows.DESTROY, ([key_id],))
            known = await (await connection.execute(key_rows.IS_KNOWN, (key_id,))).fetchone()
            return known is not None and bool(known[0])

        known = await self._writing.run(work)
        self._keys.clear()
        await self.refresh()
        if not known:
            raise VaultMismatch(f"the key {key_id} is not known to this vault")

    async def prepare(self, kinds: Collection[str] = CLAIM_KINDS) -> None:
        wrapped = [self._kek.wrap(key_rows.new_secret()) for _ in kinds]

        async def work(connection: Connection) -> list[tuple[str, str, bytes]]:
            rows = await (await connection.execute(key_rows.READ_KINDS)).fetchall()
            if {*kinds} <= {kind for kind, _, _ in rows}:  # a standby takes no writes
                return rows
            made = (self._kek.kek_id, list(kinds), wrapped)
            await connection.execute(key_rows.NEW_KINDS, made)
            return await (await connection.execute(key_rows.READ_KINDS)).fetchall()

        rows = await self._writing.run(work)
        self._kinds = {kind: key_rows.unwrapped(self._kek, by, key) for kind, by, key in rows}

    def kind_key(self, kind: str) -> bytes:
        try:
            return self._kinds[kind]
        except KeyError:
            raise VaultMismatch(f"no key was prepared for claims of kind {kind}") from None

    async def refresh(self) -> None:
        """Ask for the revocation epoch now instead of at the next second."""

        async def work(connection: Connection) -> int:
            cursor = await connection.execute(key_rows.READ_EPOCH)
            return key_rows.epoch_of(await cursor.fetchone())

        self._keys.see_epoch(await self._reading.run(work))

    async def _watch_epoch(self) -> None:
        while True:
            await asyncio.sleep(POLL_S)
            try:
                await self.refresh()
            except VaultUnavailable:
                # Blind to revocations: the keys held run out by themselves within 60 seconds.
                continue

    def _opened(self, key_id: UUID, read: _Read) -> DataKey | None:
        if read.row is None:
            raise key_rows.never_here(key_id)
        key = key_rows.opened(self._kek, *read.row)
        self._keys.keep_opened({key_id: key}, read.epoch, read.read_at)
        return key

    async def _read_rows(self, key_ids: list[UUID]) -> Mapping[UUID, _Read]:
        async def work(connection: Connection) -> key_rows.Snapshot:
            cursor = await connection.execute(key_rows.READ_KEYS, (key_ids,))
            return key_rows.snapshot(await cursor.fetchall())

        read_at = self._keys.clock()
        epoch, rows = await self._reading.run(work)
        return {key_id: _Read(epoch, read_at, rows.get(key_id)) for key_id in key_ids}

    async def _make_rows(self, subjects: list[UUID]) -> Mapping[UUID, UUID]:
        """Make the missing keys in one commit; those just made are held ready for sealing."""
        secrets = {subject: key_rows.new_secret() for subject in subjects}
        wrapped = {subject: self._kek.wrap(secret) for subject, secret in secrets.items()}

        async def work(connection: Connection) -> dict[UUID, UUID]:
            made = (self._kek.kek_id, list(wrapped), list(wrapped.values()))
            rows = await (await connection.execute(key_rows.NEW_KEYS, made)).fetchall()
            for subject, key_id, stored, epoch in rows:
                if stored == wrapped[subject]:
                    key = {key_id: DataKey(secrets[subject])}
                    self._keys.keep_opened(key, epoch, read_at)
            answers = {subject: key_id for subject, key_id, _, _ in rows}
            others = [subject for subject in subjects if subject not in answers]
            if others:
                cursor = await connection.execute(key_rows.READ_SUBJECTS, (others,))
                answers.update(await cursor.fetchall())
            return answers

        read_at = self._keys.clock()
        answers = await self._writing.run(work)
        self._subjects.keep(answers, read_at)
        return answers
