"""Records a missed deadline once, and makes the move that the law of the house names for it."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from application.office import Office
from application.order import NotFound, Order
from application.reactions.reactor import service
from application.stream import Capability, StreamKind
from domain.commands import Command
from domain.deadlines import MarkDeadlineMissed
from domain.recorded import Recorded
from domain.refusals import Refusal
from domain.values.identifiers import derive_id
from domain.values.instants import instant_text
from domain.waits import Wait

WaitsOf = Callable[[str, Any], tuple[Wait, ...]]
"""The waits of a stream of this kind in this state."""
Moves = Callable[[str, str, Any], Command | None]
"""The command that moves a stream of this kind, in this stage and state, on expiry (§1.14)."""


class DueWait(msgspec.Struct, frozen=True):
    """A wait that the view shows as due, and not yet as missed."""

    stream: UUID
    kind: str
    stage: str
    due: datetime
    owner_role: str
    owner_unit: str
    entered_version: int
    missed: bool


class Timer:
    """Acts on streams read fresh: a view may be behind, and a stage may have been entered anew."""

    def __init__(self, office: Office, waits_of: WaitsOf, moves: Moves) -> None:
        self._office = office
        self._waits_of = waits_of
        self._moves = moves

    async def ring(self, wait: DueWait) -> bool:
        """Whether anything was recorded. What has moved on meanwhile is left to its next wait."""
        kind = self._office.kinds[wait.kind]
        history = await self._office.store.load(wait.stream)
        state = self._waiting_since(kind, history, wait)
        if state is None:
            return False
        rung = False
        if not wait.missed:
            marked = MarkDeadlineMissed(
                stage=wait.stage, due=wait.due, owner_role=wait.owner_role,
                owner_unit=wait.owner_unit,
            )  # fmt: skip
            rung = await self._order(kind, wait, marked, len(history))
        move = self._moves(wait.kind, wait.stage, state)
        if move is not None:
            # The missed deadline is quiet: the version read before it is still fresh.
            rung = await self._order(kind, wait, move, len(history)) or rung
        return rung

    def _waiting_since(
        self, kind: StreamKind, history: Sequence[Recorded], wait: DueWait
    ) -> Any | None:
        """The state, where the stream waits in this stage since the version that the view names."""
        state, entered = None, 0
        for recorded in history:
            state = kind.evolve(state, recorded.event, recorded.envelope)
            waits = any(one.stage == wait.stage for one in self._waits_of(kind.name, state))
            entered = (entered or recorded.version) if waits else 0
        return state if entered == wait.entered_version else None

    async def _order(self, kind: StreamKind, wait: DueWait, command: Command, read: int) -> bool:
        name = type(command).__name__
        parts = (str(wait.stream), wait.stage, str(wait.entered_version), instant_text(wait.due))
        order = Order(
            capability=Capability(type(command), kind),
            stream=wait.stream,
            command=command,
            actor=service("timer"),
            command_id=derive_id(wait.stream, "timer", *parts, name),
            request_hmac=hashlib.sha256(name.encode()).digest(),
            if_match=read,
        )
        try:
            outcome = await self._office.carry_out(order)
        except (Refusal, NotFound):
            # Somebody acted between the reading and the act; the view will show what waits then.
            return False
        return not outcome.replayed
