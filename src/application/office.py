"""An office at work: an order is loaded, authorised, decided and made durable, once."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from application.act import Act, Book, Kinds
from application.circumstances import Circumstances
from application.erased_persons import ClosedToTheErased
from application.event_store import (
    ClaimTaken,
    Commit,
    Conflict,
    EventStore,
    Receipt,
    VersionTaken,
)
from application.keys_of_acts import key_of, keys_of
from application.order import NotFound, Order, Outcome
from application.stream import SUBJECT_KEY, fold, is_stale, up_to
from application.turns import Turn, Turns
from application.vault import Vault
from domain.authority import authorise, authorise_countersigner
from domain.claims import Claim
from domain.context import Context
from domain.recorded import Recorded
from domain.refusals import (
    AlreadyTaken,
    NotAllowedNow,
    OutsideAuthority,
    Refusal,
    StaleVersion,
)

ATTEMPTS = 30
"""How often a lost race is decided again before the officer is told that the record moved."""


class Office:
    """Carries out orders. All collaborators are ports; of orders only those that lost are known."""

    def __init__(
        self, store: EventStore, vault: Vault, circumstances: Circumstances, kinds: Kinds
    ) -> None:
        closed = isinstance(store, ClosedToTheErased)
        self.store: EventStore = store if closed else ClosedToTheErased(store)
        self.vault = vault
        self.circumstances = circumstances
        self.kinds = kinds
        self._turns = Turns()

    async def carry_out(self, order: Order) -> Outcome:
        """The outcome of `order`, stored durably before this returns.

        A repeat of a stored order is answered as then, but only to whom the record is still open:
        OutsideAuthority is never answered from what was stored. Raises Refusal, NotFound,
        KeyReused, StoreBusy or StoreUnavailable; nothing is stored on any of them.
        """
        former: Conflict | None = None
        async with Turn(self._turns) as turn:
            for _ in range(ATTEMPTS):
                try:
                    return await self._attempt(order)
                except OutsideAuthority:
                    raise
                except (Refusal, NotFound) as refusal:
                    return await self._stored_before(order, refusal)
                except Conflict as lost:
                    _refuse_if_final(order, lost, former)
                    former = lost
                    await turn.wait_for(lost.streams)
        raise StaleVersion(f"{order.capability.stream.name}-changed")

    async def _attempt(self, order: Order) -> Outcome:
        act = Act(self.store, self.kinds, order, self.circumstances.clock.offset_s)
        book = await self._book(act, order)
        context = await self._context(order, book)
        _authorise(order, book.state, context)
        # Only then: to whom the record is closed, its version is closed too.
        _refuse_if_stale(order, book.history)
        await act.decide(book, order.command, context)
        for further in order.further:
            await act.follow(further, context)
        receipt = await self._append(await self._commit(order, act))
        if receipt.replayed:
            return await self._replay(order, receipt)
        changed = any(one.written for one in act.books.values())
        version = receipt.streams[0][1]
        return Outcome(order.stream, version, book.state, receipt.status, False, changed)

    async def _context(self, order: Order, book: Book) -> Context:
        context = self.circumstances.for_order(order)
        if order.capability.draws != SUBJECT_KEY:
            return context
        return replace(context, facts=await key_of(self.vault, book))

    async def _append(self, commit: Commit) -> Receipt:
        try:
            return await self.store.append(commit)
        except Conflict as lost:
            lost.streams = frozenset(stream for stream, _ in (*commit.streams, *commit.expects))
            raise

    async def _book(self, act: Act, order: Order) -> Book:
        """The stream as it stands, or nothing when the order opens it (the store then decides)."""
        kind, opens = order.capability.stream, order.capability.opens
        book = await act.open(kind, order.stream, fresh=opens)
        if book.state is None and not opens:
            raise NotFound(kind.name, order.stream)
        return book

    async def _commit(self, order: Order, act: Act) -> Commit:
        books = [book for book in act.books.values() if book.written or book.stream == order.stream]
        keys = await keys_of(self.vault, books)
        return Commit(
            subject=order.actor.officer,
            command_id=order.command_id,
            request_hmac=order.request_hmac,
            status=order.status,
            unit=order.actor.unit,
            events=tuple(recorded for book in books for recorded in book.written),
            keys=keys,
            claims=tuple(act.claims),
            streams=tuple((book.stream, book.version) for book in books),
            expects=act.expects,
        )

    async def _stored_before(self, order: Order, refusal: Refusal | NotFound) -> Outcome:
        """The answer of the same order if it was accepted once; otherwise the refusal stands."""
        stored = await self.store.find_command(
            order.actor.officer, order.command_id, order.request_hmac
        )
        if stored is None:
            raise refusal
        return await self._replay(order, stored)

    async def _replay(self, order: Order, receipt: Receipt) -> Outcome:
        """The answer of a stored command, rendered again as of the version it had then.

        Raises OutsideAuthority when the officer's role or unit does not reach the record any more.
        """
        stream, version = receipt.streams[0]
        history = await self.store.load(stream)
        if not history:
            raise NotAllowedNow("history-missing", stream=str(stream))
        kind = order.capability.stream
        _authorise(order, fold(kind, history), self.circumstances.for_order(order))
        state = fold(kind, up_to(history, version))
        changed = any(one.envelope.command_id == order.command_id for one in history)
        return Outcome(stream, version, state, receipt.status, True, changed)


def _authorise(order: Order, state: Any, context: Context) -> None:
    kind, name = order.capability.stream, order.capability.name
    scope = kind.scope(state, context.today) if state is not None else ()
    authorise(name, order.actor, scope, context)
    authorise_countersigner(name, order.actor, order.countersigner, context)


def _refuse_if_stale(order: Order, history: Sequence[Recorded]) -> None:
    if order.if_match is not None and is_stale(history, order.if_match):
        raise StaleVersion(f"{order.capability.stream.name}-changed", version=len(history))


def _refuse_if_final(order: Order, lost: Conflict, former: Conflict | None) -> None:
    """A lost race is decided again on fresh history, unless fresh history cannot help.

    A value that chance supplied is drawn again; the same value twice was not chance's.
    """
    if isinstance(lost, ClaimTaken) and not _may_be_drawn_again(order, lost, former):
        raise _already_taken(lost.claim) from lost
    if isinstance(lost, VersionTaken) and order.capability.opens:
        raise AlreadyTaken(f"{order.capability.stream.name}-exists") from lost


def _may_be_drawn_again(order: Order, lost: ClaimTaken, former: Conflict | None) -> bool:
    repeated = isinstance(former, ClaimTaken) and former.claim == lost.claim
    return lost.claim.kind == order.capability.draws and not repeated


def _already_taken(claim: Claim) -> AlreadyTaken:
    """The refusal of a value that another stream holds; a sealed value is never repeated."""
    if claim.sealed:
        return AlreadyTaken(f"{claim.kind}-taken")
    return AlreadyTaken(f"{claim.kind}-taken", value=claim.value)
