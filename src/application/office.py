"""An office at work: an order is loaded, authorised, decided and made durable, once."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

from application.clock import ProgrammeClock
from application.event_store import (
    ClaimTaken,
    Commit,
    Conflict,
    EventStore,
    Receipt,
    VersionTaken,
)
from application.stream import Capability, fold, is_stale, up_to
from application.vault import Vault
from domain.authority import authorise
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.recorded import Recorded
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, StaleVersion
from domain.units import RegisterOfUnits

ATTEMPTS = 12
"""How often a lost race is decided again before the officer is told that the record moved."""


class NotFound(Exception):
    """There is no such stream. `kind` is its singular name."""

    def __init__(self, kind: str, stream: UUID) -> None:
        super().__init__(kind, stream)
        self.kind = kind
        self.stream = stream


class Order(msgspec.Struct, frozen=True):
    """One request of an officer to carry out one command on one stream.

    `if_match` is the version the officer has read; None only when the command opens the stream.
    """

    capability: Capability
    stream: UUID
    command: Command
    actor: Actor
    command_id: UUID
    request_hmac: bytes
    if_match: int | None = None
    traceparent: str | None = None


class Outcome(msgspec.Struct, frozen=True):
    """The stream as the command left it; `replayed` when the command had been stored before."""

    stream: UUID
    version: int
    state: Any
    status: int
    replayed: bool


class Policies(Protocol):
    def current(self) -> Policy:
        """The rules known to this office now."""


class Chance(Protocol):
    def draw(self, what: str) -> Any:
        """A fresh random value of the kind a decision asks for."""


class Office:
    """Carries out orders. All collaborators are ports; the office itself holds no state."""

    def __init__(
        self,
        store: EventStore,
        vault: Vault,
        policies: Policies,
        units: RegisterOfUnits,
        clock: ProgrammeClock,
        chance: Chance,
        *,
        test_numbers: bool = False,
    ) -> None:
        self.store = store
        self.vault = vault
        self.policies = policies
        self.units = units
        self.clock = clock
        self._chance = chance
        self._test_numbers = test_numbers

    async def carry_out(self, order: Order) -> Outcome:
        """The outcome of `order`, stored durably before this returns.

        A repeat of a stored order is answered as then. Raises Refusal, NotFound, KeyReused,
        StoreBusy or StoreUnavailable; nothing is stored on any of them.
        """
        for _ in range(ATTEMPTS):
            try:
                return await self._attempt(order)
            except Refusal:
                stored = await self.store.find_command(
                    order.actor.officer, order.command_id, order.request_hmac
                )
                if stored is None:
                    raise
                return await self._replay(order, stored)
            except ClaimTaken as taken:
                if taken.claim.kind != order.capability.draws:
                    raise _already_taken(taken.claim) from taken
            except VersionTaken:
                if order.capability.opens:
                    raise AlreadyTaken(f"{order.capability.stream.name}-exists") from None
            except Conflict:
                continue
        raise StaleVersion(f"{order.capability.stream.name}-changed")

    async def _attempt(self, order: Order) -> Outcome:
        history = await self._history(order)
        state = fold(order.capability.stream, history)
        context = self.context(order.actor, order.command, self._facts(order))
        kind = order.capability.stream
        scope = kind.scope(state, context.today) if state is not None else ()
        authorise(order.capability.name, order.actor, scope, context)
        events = kind.decide(state, order.command, context)
        envelope = self._envelope(order, history, context)
        receipt = await self._append(order, history, state, events, envelope)
        if receipt.replayed:
            return await self._replay(order, receipt)
        for event in events:
            state = kind.evolve(state, event, envelope)
        return Outcome(order.stream, receipt.streams[0][1], state, receipt.status, False)

    async def _history(self, order: Order) -> Sequence[Recorded]:
        """The stream as it stands, or nothing when the order opens it (the store then decides)."""
        if order.capability.opens:
            return ()
        history = await self.store.load(order.stream)
        if not history:
            raise NotFound(order.capability.stream.name, order.stream)
        if history[0].topic.partition(".")[0] != order.capability.stream.name:
            raise NotFound(order.capability.stream.name, order.stream)
        if order.if_match is not None and is_stale(history, order.if_match):
            raise StaleVersion(f"{order.capability.stream.name}-changed", version=len(history))
        return history

    def _facts(self, order: Order) -> Any:
        what = order.capability.draws
        return self._chance.draw(what) if what is not None else None

    def context(self, actor: Actor, command: Command | None = None, facts: Any = None) -> Context:
        """What a decision taken now may look at."""
        now = self.clock.now()
        occurred_at = command.occurred_at if command is not None else None
        return Context(
            actor=actor,
            now=now,
            occurred_at=occurred_at or now,
            policy=self.policies.current(),
            units=self.units,
            test_numbers=self._test_numbers,
            facts=facts,
        )

    async def _append(
        self,
        order: Order,
        history: Sequence[Recorded],
        state: Any,
        events: list[Any],
        envelope: Envelope,
    ) -> Receipt:
        recorded = tuple(
            Recorded(order.stream, len(history) + n, envelope, event)
            for n, event in enumerate(events, start=1)
        )
        claims = order.capability.stream.claims(events, state, order.command)
        commit = Commit(
            subject=order.actor.officer,
            command_id=order.command_id,
            request_hmac=order.request_hmac,
            status=201 if order.capability.opens else 200,
            unit=order.actor.unit,
            events=recorded,
            keys=await self._keys(order, events),
            claims=tuple((order.stream, claim) for claim in claims),
            streams=((order.stream, len(history) + len(events)),),
        )
        return await self.store.append(commit)

    async def _keys(self, order: Order, events: list[Any]) -> dict[UUID, UUID]:
        """The subject's key, made durable before its first event."""
        if any(getattr(event, "sealed", None) is not None for event in events):
            return {order.stream: await self.vault.new_key(order.stream)}
        return {}

    def _envelope(self, order: Order, history: Sequence[Recorded], context: Context) -> Envelope:
        former = history[-1].envelope.recorded_at if history else context.now
        return Envelope(
            recorded_at=max(context.now, former),
            occurred_at=context.occurred_at,
            actor=order.actor,
            station_id=order.command.station_id,
            command_id=order.command_id,
            correlation_id=order.command.correlation_id or order.command_id,
            policy_version=context.policy.version,
            countersigned_by=None,
            traceparent=order.traceparent,
            clock_offset_s=self.clock.offset_s,
        )

    async def _replay(self, order: Order, receipt: Receipt) -> Outcome:
        """The answer of a stored command, rendered again as of the version it had then."""
        stream, version = receipt.streams[0]
        history = await self.store.load(stream)
        if not history:
            raise NotAllowedNow("history-missing", stream=str(stream))
        state = fold(order.capability.stream, up_to(history, version))
        return Outcome(stream, version, state, receipt.status, True)


def _already_taken(claim: Claim) -> AlreadyTaken:
    """The refusal of a value that another stream holds; a sealed value is never repeated."""
    shown = {} if claim.sealed else {"value": claim.value}
    return AlreadyTaken(f"{claim.kind}-taken", **shown)
