"""A load of declarations: each row is decided as the officer's own command, many in one moment.

The decider is that of POST /v1/citizens. What differs is where the officer sits: the events stand
in the name of the unit that took the form, which must be the officer's own or lie below it.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from application.circumstances import Circumstances
from application.citizens import CITIZENS
from domain.authority import authorise
from domain.bounded import UnitText
from domain.citizen.commands import CaptureCitizen
from domain.claims import Claim
from domain.context import Context
from domain.derived_ids import loaded_command_id
from domain.envelope import Actor, Envelope
from domain.recorded import Recorded
from domain.refusals import Fault, OutsideAuthority

COMMAND = CaptureCitizen.__name__


class DeclarationRow(CaptureCitizen, frozen=True, kw_only=True):
    """One row of a load: a first declaration, and the unit that took it down."""

    unit: UnitText | None = None


class Declared(msgspec.Struct, frozen=True, gc=False):
    """A row that the law accepts: its one event, what it claims, and its command's id."""

    command_id: UUID
    recorded: Recorded
    claims: Sequence[Claim]


class PopulationLoad:
    """Decides rows for one officer. `begin` takes a new look at the law and the clock."""

    def __init__(self, officer: Actor, circumstances: Circumstances) -> None:
        self.officer = officer
        self._circumstances = circumstances
        self._acting_for: dict[str, Actor] = {}
        self._context = circumstances.context(officer)
        self.begin()

    def begin(self) -> None:
        former, self._context = self._context, self._circumstances.context(self.officer)
        self._policy_version = self._context.policy.version
        if former.today != self._context.today:
            self._acting_for.clear()

    def unit_of(self, row: DeclarationRow) -> str:
        return row.unit or self.officer.unit

    def decide(self, row: DeclarationRow) -> Declared:
        """What the row means. Raises Refusal, with the pointer of every field at fault."""
        context = self._context_of(row)
        (event,) = CITIZENS.decide(None, row, context)
        command_id = loaded_command_id(row.id, row.packet_id)
        envelope = Envelope(
            recorded_at=context.now,
            occurred_at=context.occurred_at,
            actor=context.actor,
            station_id=row.station_id,
            command_id=command_id,
            correlation_id=row.correlation_id or command_id,
            policy_version=self._policy_version,
            countersigned_by=None,
            traceparent=None,
            clock_offset_s=self._circumstances.clock.offset_s,
        )
        claims = CITIZENS.claims((event,), None, row, context)
        return Declared(command_id, Recorded(row.id, 1, envelope, event), claims)

    def _context_of(self, row: DeclarationRow) -> Context:
        context, unit = self._context, self.unit_of(row)
        actor = self._acting_for.get(unit) or self._authorised(unit)
        occurred_at = row.occurred_at or context.now
        return replace(context, actor=actor, occurred_at=occurred_at, stream=row.id)

    def _authorised(self, unit: str) -> Actor:
        """The officer as acting for the unit, which holds for the day; raises OutsideAuthority."""
        try:
            authorise(COMMAND, self.officer, (unit,), self._context)
        except OutsideAuthority as refusal:
            if refusal.code == "unit-outside-authority":
                refusal.faults = (Fault("/unit", refusal.code, refusal.params),)
            raise
        return self._acting_for.setdefault(unit, replace(self.officer, unit=unit))
