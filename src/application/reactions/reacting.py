"""Carries out what follows from one event, and says what became of each command."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from application.office import Office
from application.order import NotFound, Order
from application.reactions.reactor import Reactor, Wanted, reaction_id
from application.stream import Capability, fold, up_to
from domain.claims import Claim
from domain.recorded import Recorded
from domain.refusals import Refusal


class Unaccepted(msgspec.Struct, frozen=True):
    """A command that wrote nothing, and why.

    `outcome`: `refused`, which its owner has to see; `settled`, where the matter was settled by
    others; `nobody`, where nobody held the claim. `params` are those of the sentence of `code`.
    """

    command_id: UUID
    reactor: str
    source: UUID
    version: int
    target: UUID | None
    command: str
    outcome: str
    code: str
    params: dict[str, Any]
    owner_role: str
    owner_unit: str


class ReactionFaulty(Exception):
    """A reactor cannot make sense of an event: its stream has to wait until it can."""


IsKnown = Callable[[UUID, UUID], Awaitable[bool]]
"""Whether the command of a service was answered before: by its ids (subject, command)."""


class Reacting:
    """The reactors of a register at work through an office, whose store holds the sources too."""

    def __init__(self, office: Office, reactors: tuple[Reactor, ...]) -> None:
        self._office = office
        self._by_topic: dict[str, list[Reactor]] = {}
        for reactor in reactors:
            for topic in reactor.topics:
                self._by_topic.setdefault(topic, []).append(reactor)
        self.topics = frozenset(self._by_topic)

    async def to(
        self, source: UUID, version: int, topic: str, is_known: IsKnown | None = None
    ) -> AsyncIterator[Unaccepted]:
        """React to one event; gives what was not accepted. Raises what stops the stream or the run.

        With `is_known`, commands answered before are passed over: after a rewind, a world that has
        moved on must not make of an old event what it did not mean then.
        """
        history = await self._office.store.load(source)
        recorded = history[version - 1]
        state = fold(self._office.kinds[topic.partition(".")[0]], _whole_act(history, version))
        for reactor in self._by_topic[topic]:
            for wanted in _wanted_by(reactor, recorded, state):
                command_id = reaction_id(reactor.name, recorded, wanted)
                if is_known and await is_known(reactor.actor.officer, command_id):
                    continue
                unaccepted = await self._carry_out(reactor, recorded, wanted, command_id)
                if unaccepted is not None:
                    yield unaccepted

    async def _carry_out(
        self, reactor: Reactor, source: Recorded, wanted: Wanted, command_id: UUID
    ) -> Unaccepted | None:
        target = await self._target(wanted)
        if target is None and wanted.if_held:
            return None
        if target is None:
            return _unaccepted(reactor, source, wanted, command_id, None, ("nobody", "", {}))
        try:
            await self._office.carry_out(self._order(reactor, source, wanted, command_id, target))
        except (Refusal, NotFound) as refusal:
            code, params = _told(refusal)
            why = ("settled" if code in wanted.settled else "refused", code, params)
            return _unaccepted(reactor, source, wanted, command_id, target, why)
        return None

    async def _target(self, wanted: Wanted) -> UUID | None:
        if isinstance(wanted.target, Claim):
            return (await self._office.store.owners((wanted.target,))).get(wanted.target)
        return wanted.target

    def _order(
        self, reactor: Reactor, source: Recorded, wanted: Wanted, command_id: UUID, target: UUID
    ) -> Order:
        kind = self._office.kinds[wanted.kind]
        correlation_id = source.envelope.correlation_id
        return Order(
            capability=Capability(type(wanted.command), kind, wanted.opens),
            stream=target,
            command=msgspec.structs.replace(wanted.command, correlation_id=correlation_id),
            actor=reactor.actor,
            command_id=command_id,
            request_hmac=hashlib.sha256(type(wanted.command).__name__.encode()).digest(),
            traceparent=source.envelope.traceparent,
        )


def _wanted_by(reactor: Reactor, recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    try:
        return reactor.react(recorded, state)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise ReactionFaulty(reactor.name) from error


def _whole_act(history: Sequence[Recorded], version: int) -> Sequence[Recorded]:
    """The stream up to the end of the act that recorded this version: what is recorded together
    is understood together."""
    act = history[version - 1].envelope.command_id
    last = version
    while last < len(history) and history[last].envelope.command_id == act:
        last += 1
    return up_to(history, last)


Why = tuple[str, str, dict[str, Any]]


def _unaccepted(
    reactor: Reactor,
    source: Recorded,
    wanted: Wanted,
    command_id: UUID,
    target: UUID | None,
    why: Why,
) -> Unaccepted:
    outcome, code, params = why
    return Unaccepted(
        command_id=command_id,
        reactor=reactor.name,
        source=source.stream,
        version=source.version,
        target=target,
        command=type(wanted.command).__name__,
        outcome=outcome,
        code=code,
        params=params,
        owner_role=wanted.owner_role,
        owner_unit=wanted.owner_unit,
    )


def _told(refusal: Refusal | NotFound) -> tuple[str, dict[str, Any]]:
    if isinstance(refusal, NotFound):
        return f"{refusal.kind}-not-found", {"id": str(refusal.stream)}
    return refusal.code, dict(refusal.params)
