"""A register that keeps everything in memory: acts decided by all streams, as an office does it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from tests.domain.card_application import givens as g

from application.act import Act
from application.kinds import KINDS
from application.order import Order
from application.stream import Capability, fold
from domain.books import Further
from domain.claims import Claim
from domain.context import Context
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.recorded import Recorded

Key = tuple[str, str]


class Taken(Exception):
    """A claim that another stream holds."""


class Register:
    """`events` by stream, `owners` by claim; time stands still until `now` is set."""

    def __init__(self) -> None:
        self.events: dict[UUID, list[Recorded]] = {}
        self.claimed: dict[Key, UUID] = {}
        self.now: datetime = g.NOW
        self.facts: Any = None

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        return self.events.get(stream, [])

    async def owners(self, claims: tuple[Claim, ...]) -> dict[Claim, UUID]:
        keys = {claim: (claim.kind, claim.value) for claim in claims}
        return {claim: self.claimed[key] for claim, key in keys.items() if key in self.claimed}

    def state(self, kind: str, stream: UUID) -> Any:
        return fold(KINDS[kind], self.events[stream])

    def put(self, stream: UUID, kind: str, actor: Actor, *events: Any) -> None:
        """History that this test does not tell: events as they are, with their claims."""
        for event in events:
            held = self.events.setdefault(stream, [])
            before = fold(KINDS[kind], held)
            for claim in KINDS[kind].claims((event,), before, None):  # type: ignore[arg-type]
                self._settle(stream, claim)
            held.append(Recorded(stream, len(held) + 1, g.envelope(actor, self.now), event))

    def act(
        self,
        actor: Actor,
        kind: str,
        stream: UUID,
        command: Any,
        countersigner: Actor | None = None,
    ) -> list[str]:
        """Decide, store, and tell the topics that were written on all streams."""
        order = Order(
            Capability(type(command), KINDS[kind], hasattr(command, "id")),
            stream,
            command,
            actor,
            UUID(int=1),
            b"",
        )
        act = Act(self, KINDS, order, 0)  # type: ignore[arg-type]
        context = self._context(actor, command, stream, countersigner)
        asyncio.run(act.follow(Further(kind, stream, command, order.capability.opens), context))
        for owner, claim in act.claims:
            self._settle(owner, claim)
        written = [one for book in act.books.values() for one in book.written]
        for recorded in written:
            self.events.setdefault(recorded.stream, []).append(recorded)
        return [recorded.topic.removesuffix(".v1") for recorded in written]

    def _context(
        self, actor: Actor, command: Any, stream: UUID, countersigner: Actor | None
    ) -> Context:
        at = command.occurred_at or self.now
        usual = Context(actor, self.now, at, Policy(SEEDS), g.units(), True, self.facts, stream)
        return msgspec.structs.replace(usual, countersigner=countersigner)

    def _settle(self, owner: UUID, claim: Claim) -> None:
        key = (claim.kind, claim.value)
        if claim.action == "release":
            if self.claimed.get(key) == owner:
                del self.claimed[key]
            return
        former = claim.former if claim.action == "move" else None
        if self.claimed.get(key) != former:
            raise Taken(claim.kind)
        self.claimed[key] = owner
