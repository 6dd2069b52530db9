"""An act being decided: every book that it writes, and every stream that it relied on."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from application.event_store import EventStore
from application.order import NotFound, Order
from application.reading import closed
from application.stream import StreamKind, fold
from domain.authority import authorise
from domain.books import MOST_BOOKS, Further
from domain.catalogue import stream_of
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context, Other
from domain.envelope import Envelope
from domain.readings import Reading
from domain.recorded import Recorded
from domain.refusals import RuleBroken, refuse_if

Kinds = Mapping[str, StreamKind]


class Book(msgspec.Struct):
    """One stream within an act: as it was read, and what the act adds to it."""

    kind: StreamKind
    stream: UUID
    history: Sequence[Recorded]
    state: Any
    written: list[Recorded] = []

    @property
    def version(self) -> int:
        return len(self.history) + len(self.written)

    @property
    def last_recorded_at(self) -> datetime | None:
        last = self.written[-1:] or self.history[-1:]
        return last[0].envelope.recorded_at if last else None

    def close(self) -> None:
        """Leave out of what was written all that would have to be sealed."""
        self.written = list(closed(self.written))
        self.state = fold(self.kind, (*self.history, *self.written))


class Act:
    """Decides the command of an order and all that follows from it on other streams.

    Nothing is stored here: `books`, `claims` and `expects` are what a commit is made of.
    """

    def __init__(self, store: EventStore, kinds: Kinds, order: Order, offset_s: int) -> None:
        self._store = store
        self._kinds = kinds
        self._order = order
        self._offset_s = offset_s
        self.books: dict[UUID, Book] = {}
        self.claims: list[tuple[UUID, Claim]] = []
        self._relied_on: dict[UUID, int] = {}

    @property
    def expects(self) -> tuple[tuple[UUID, int], ...]:
        """Streams that must still stand where they were read; those written prove it themselves."""
        return tuple(
            (stream, version)
            for stream, version in self._relied_on.items()
            if not self.books[stream].written
        )

    async def open(self, kind: StreamKind, stream: UUID, *, fresh: bool = False) -> Book:
        """The book of a stream; `fresh` when it is to begin, which the store will judge."""
        if stream in self.books:
            return self.books[stream]
        history = () if fresh else await self._history(kind, stream)
        return self.books.setdefault(stream, Book(kind, stream, history, fold(kind, history)))

    async def decide(self, book: Book, command: Command, context: Context) -> None:
        """Write what the command means into its book, and into the books of others."""
        context = replace(context, stream=book.stream, others=await self._others(book, command))
        before = book.state
        events = book.kind.decide(before, command, context)
        for event in events:
            self._write(book, event, command, context)
        claims = book.kind.claims(events, before, command, context)
        self.claims += [(_owner(claim, book.stream), claim) for claim in claims]
        for further in book.kind.further(events, book.state, command, context):
            await self.follow(further, context)

    async def follow(self, further: Further, context: Context) -> None:
        """Decide a command on another stream as part of this act."""
        kind = self._kinds[further.kind]
        book = await self.open(kind, further.stream)
        written = sum(bool(one.written) for one in self.books.values())
        refuse_if(written > MOST_BOOKS, RuleBroken("act-too-large", most=MOST_BOOKS))
        if further.actor is not None:
            context = self._as(further, book, context)
        if book.state is None and not further.opens:
            raise NotFound(kind.name, further.stream)
        await self.decide(book, further.command, context)

    def _as(self, further: Further, book: Book, context: Context) -> Context:
        """Another officer's own act within this one: with that officer's rights and moment."""
        actor = further.actor or context.actor
        occurred_at = further.command.occurred_at or context.occurred_at
        context = replace(context, actor=actor, occurred_at=occurred_at)
        scope = book.kind.scope(book.state, context.today) if book.state is not None else ()
        authorise(type(further.command).__name__, actor, scope, context)
        return context

    async def _others(self, book: Book, command: Command) -> dict[str, Other]:
        readings = book.kind.readings(book.state, command, book.stream)
        streams = await self._streams(readings)
        named = [(one, streams[one.name]) for one in readings if one.name in streams]
        await asyncio.gather(*(self.open(self._kinds[r.kind], stream) for r, stream in named))
        return {
            reading.name: self._seen(reading, self.books[stream])
            for reading, stream in named
            if self.books[stream].state is not None
        }

    def _seen(self, reading: Reading, book: Book) -> Other:
        if reading.expect:
            self._relied_on[book.stream] = len(book.history)
        return Other(book.stream, book.version, book.state)

    async def _streams(self, readings: Sequence[Reading]) -> dict[str, UUID]:
        """The stream of each reading; one named by a claim that nobody holds is absent."""
        claimed = {r.name: r.claim for r in readings if r.claim is not None}
        owners = await self._store.owners(tuple(claimed.values())) if claimed else {}
        by_claim = {name: owners[claim] for name, claim in claimed.items() if claim in owners}
        return by_claim | {r.name: r.stream for r in readings if r.stream is not None}

    async def _history(self, kind: StreamKind, stream: UUID) -> Sequence[Recorded]:
        history = await self._store.load(stream)
        return history if history and stream_of(history[0].topic) == kind.name else ()

    def _write(self, book: Book, event: Any, command: Command, context: Context) -> None:
        order, former = self._order, book.last_recorded_at
        envelope = Envelope(
            recorded_at=max(context.now, former) if former else context.now,
            occurred_at=context.occurred_at,
            actor=context.actor,
            station_id=command.station_id or order.command.station_id,
            command_id=order.command_id,
            correlation_id=order.command.correlation_id or order.command_id,
            policy_version=context.policy.version,
            countersigned_by=context.countersigner,
            traceparent=order.traceparent,
            clock_offset_s=self._offset_s,
        )
        book.written.append(Recorded(book.stream, book.version + 1, envelope, event))
        book.state = book.kind.evolve(book.state, event, envelope)


def _owner(claim: Claim, stream: UUID) -> UUID:
    return claim.former if claim.action == "release" and claim.former else stream
