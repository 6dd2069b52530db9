"""The office's way to history: sealed events, claims and idempotency rows in group commits."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

import psycopg

from adapters.postgres.batch import Write
from adapters.postgres.occasional_connections import OccasionalConnections
from adapters.postgres.operating_mode import ModeWatch
from adapters.postgres.read_pump import ReadPump, StoredRow
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.steady_connection import Connection
from adapters.postgres.stored_state import key_id_of
from adapters.postgres.write_pump import WritePump
from adapters.postgres.write_queue import Limits
from adapters.postgres.write_refusals import CommandTaken, ValueTaken
from application.event_store import (
    ClaimTaken,
    Commit,
    Conflict,
    KeyReused,
    Receipt,
    StoreReadOnly,
    VersionTaken,
)
from application.vault import Vault, claim_digest
from domain.citizen.events import Erased
from domain.claims import Claim
from domain.recorded import Recorded

# The statement timeout is shorter than the request's, so that the database gives up first.
OPTIONS = "-c statement_timeout=5000 -c lock_timeout=4000 -c timezone=UTC"


class AsyncEventStore:
    """Implements application.event_store.EventStore over one reading and one writing connection.

    Use as an asynchronous context manager: leaving it stores what waits and closes everything.
    """

    def __init__(
        self,
        dsn: str,
        mapper: SealingMapper,
        vault: Vault,
        limits: Limits | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        self._dsn = dsn
        self._mapper = mapper
        self._vault = vault
        self.writes = WritePump(self._connect, limits)
        self.reads = ReadPump(self._connect)
        self.mode = ModeWatch(self._connect, forced=read_only)
        occasional = OccasionalConnections(dsn, OPTIONS, self.mode)
        self.pool, self.connection = occasional.pool, occasional.lent
        self.run, self.rows = occasional.run, occasional.rows

    async def _connect(self) -> Connection:
        return await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, options=OPTIONS, connect_timeout=5
        )

    async def __aenter__(self) -> "AsyncEventStore":
        await asyncio.gather(
            self.writes.start(), self.reads.start(), self.pool.open(), self.mode.start()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.mode.close()
        await self.writes.close()
        await self.reads.close()
        await self.pool.close()

    @property
    def is_working(self) -> bool:
        """False once a pump has ended by a fault of its own: only a restart helps."""
        return self.writes.is_working and self.reads.is_working

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        rows = await self.reads.load(stream)
        return await self._opened(stream, rows) if rows else ()

    async def _opened(self, stream: UUID, rows: list[StoredRow]) -> list[Recorded]:
        wanted = {key for _, _, state in rows if (key := key_id_of(state))}
        keys = await self._vault.load(wanted) if wanted else {}
        if len(wanted) == 1:  # the subject's own: a later event of this stream is sealed under it
            self._vault.recognise(stream, *wanted)
        decode = self._mapper.decode
        return [decode(stream, version, topic, state, keys) for version, topic, state in rows]

    async def erased(self, citizens: Collection[UUID]) -> set[UUID]:
        """Asked of the pump like any stream, since whoever acts on a case loads its citizen too."""
        found = await asyncio.gather(*map(self.reads.load, citizens))
        return {
            citizen
            for citizen, rows in zip(citizens, found, strict=True)
            if any(topic == Erased.TOPIC for _, topic, _ in rows)
        }

    async def append(self, commit: Commit) -> Receipt:
        if self.mode.read_only:
            raise StoreReadOnly
        try:
            await self.writes.submit(await self.prepare(commit))
        except StoreReadOnly:
            self.mode.met_refusal()
            raise
        except Conflict as conflict:
            # Perhaps this very command was stored before: by an earlier request with the same
            # key, or by a batch whose answer was lost on the way.
            stored = await self.find_command(commit.subject, commit.command_id, commit.request_hmac)
            if stored is not None:
                return stored
            raise self._as_seen_by(commit, conflict) from conflict
        return Receipt(commit.status, commit.streams)

    def _as_seen_by(self, commit: Commit, conflict: Conflict) -> Conflict:
        if isinstance(conflict, ValueTaken):
            for _, claim in commit.claims:
                if claim.kind == conflict.kind and self._claim_value(claim) == conflict.value:
                    return ClaimTaken(claim)
        if isinstance(conflict, CommandTaken):  # its row has just gone: decide again
            return VersionTaken()
        return conflict

    async def prepare(self, commit: Commit) -> Write:
        """The rows of a commit, sealed, as a batch takes them."""
        keys = await self._vault.load(commit.keys.values()) if commit.keys else {}
        events = []
        for recorded in commit.events:
            topic, state = self._mapper.encode(recorded, keys, commit.keys.get(recorded.stream))
            events.append((recorded.stream, recorded.version, topic, state))
        claims = [(c, self._claim_value(c), owner) for owner, c in commit.claims]
        return Write(
            subject=commit.subject,
            command_id=commit.command_id,
            request_hmac=commit.request_hmac,
            status=commit.status,
            unit=commit.unit,
            events=events,
            takes=[(c.kind, v, owner) for c, v, owner in claims if c.action == "take"],
            releases=[(c.kind, v, owner) for c, v, owner in claims if c.action == "release"],
            moves=[
                (c.kind, v, c.former, owner)
                for c, v, owner in claims
                if c.action == "move" and c.former is not None
            ],
            expects=list(commit.expects),
            streams=[stream for stream, _ in commit.streams],
            versions=[version for _, version in commit.streams],
        )

    def _claim_value(self, claim: Claim) -> bytes:
        if not claim.sealed or not claim.value:
            return claim.value.encode()
        return claim_digest(self._vault.kind_key(claim.kind), claim.kind, claim.value)

    async def find_command(
        self, subject: UUID, command_id: UUID, request_hmac: bytes
    ) -> Receipt | None:
        rows = await self.rows(
            "SELECT request_hmac, status, streams, versions FROM idempotency"
            " WHERE subject = %s AND command_id = %s",
            (subject, command_id),
        )
        if not rows:
            return None
        stored_hmac, status, streams, versions = rows[0]
        if bytes(stored_hmac) != request_hmac:
            raise KeyReused
        return Receipt(status, tuple(zip(streams, versions, strict=True)), replayed=True)

    async def owners(self, claims: Sequence[Claim]) -> dict[Claim, UUID]:
        rows = await self.rows(
            "SELECT c.kind, c.value, c.owner FROM unnest(%b::text[], %b::bytea[]) AS x(kind, value)"
            " JOIN claims c ON c.kind = x.kind AND c.value = x.value",
            ([one.kind for one in claims], [self._claim_value(one) for one in claims]),
        )
        held = {(kind, bytes(value)): owner for kind, value, owner in rows}
        return {
            one: held[key] for one in claims if (key := (one.kind, self._claim_value(one))) in held
        }

    async def positions(self, stream: UUID) -> dict[int, int]:
        rows = await self.rows(
            "SELECT e.originator_version, p.position FROM events e"
            " JOIN positions p ON p.notification_id = e.notification_id"
            " WHERE e.originator_id = %s",
            (stream,),
        )
        return dict(rows)
