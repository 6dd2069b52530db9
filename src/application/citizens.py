"""The population register as a kind of stream, and everything an office can do to an entry."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from application.stream import SUBJECT_KEY, Capability, StreamKind
from domain.citizen import commands as c
from domain.citizen.books import further
from domain.citizen.claims import claims
from domain.citizen.decisions import decide
from domain.citizen.effective import effective_from, on_day
from domain.citizen.entry import permanent_unit
from domain.citizen.readings import readings
from domain.citizen.state import Citizen, evolve


def _scope(citizen: Citizen, on: date) -> tuple[str, ...]:
    """The unit that collected the declaration, that of the permanent residence on the day, and
    while a return is open the unit it went to."""
    home = permanent_unit(citizen.entry, on)
    sent = citizen.returned if citizen.status == "returned" else None
    others = ((home[0],) if home else ()) + ((sent.to_unit,) if sent else ())
    return (citizen.collecting_unit, *others)


def _on_day(citizen: Citizen, true_by_then: Citizen, day: date) -> Citizen:
    """The citizen as recorded, with the entry of the facts that were true on the day."""
    return replace(citizen, entry=on_day(true_by_then, day).entry)


CITIZENS = StreamKind(
    name="citizen",
    path="citizens",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
    further=further,
    effective_from=effective_from,
    on_day=_on_day,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=CITIZENS, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.CaptureCitizen, opens=True),
    _can(c.CorrectCapture),
    _can(c.VerifyCitizen),
    _can(c.ReturnCitizen),
    _can(c.RecaptureCitizen),
    _can(c.ApproveCitizen, draws="pin"),
    _can(c.NotifyPin),
    _can(c.RequestAmendment),
    _can(c.ApproveAmendment),
    _can(c.RejectAmendment),
    _can(c.RaiseDiscrepancy),
    _can(c.ResolveDiscrepancy),
    _can(c.RecordResidence),
    _can(c.RecordMaritalStatus),
    _can(c.RecordRelation),
    _can(c.RecordDeath),
    _can(c.DeclareMissing),
    _can(c.RestoreStanding),
    _can(c.RecordNationalityLost),
    _can(c.RecordNationalityRegained),
    _can(c.RequestPinCancellation),
    _can(c.ReestablishPin, draws="pin"),
    _can(c.CancelPin),
    _can(c.ProposeMerge),
    _can(c.ConfirmMerge),
    _can(c.UndoMerge),
    _can(c.PlaceLegalHold),
    _can(c.LiftLegalHold),
    _can(c.OrderErasure),
    _can(c.EraseCitizen, draws=SUBJECT_KEY),
)
