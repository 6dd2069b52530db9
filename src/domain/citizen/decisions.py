"""Which function decides which command on a citizen's entry."""

from collections.abc import Callable
from typing import Any

from domain.citizen import (
    amendments,
    approval,
    capture,
    civil_facts,
    deadlines,
    discrepancies,
    pins,
    relations,
    residence,
    verification,
)
from domain.citizen import commands as c
from domain.citizen.events import Event
from domain.citizen.person import Citizen
from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future

Decider = Callable[[Any, Any, Context], list[Event]]

DECIDERS: dict[type[Command], Decider] = {
    c.CaptureCitizen: capture.capture,
    c.RecaptureCitizen: capture.recapture,
    c.CorrectCapture: capture.correct_capture,
    c.VerifyCitizen: verification.verify,
    c.ReturnCitizen: verification.return_,
    c.ApproveCitizen: approval.approve,
    c.NotifyPin: approval.notify_pin,
    c.RequestAmendment: amendments.request_amendment,
    c.ApproveAmendment: amendments.approve_amendment,
    c.RejectAmendment: amendments.reject_amendment,
    c.RaiseDiscrepancy: discrepancies.raise_discrepancy,
    c.ResolveDiscrepancy: discrepancies.resolve_discrepancy,
    c.RecordResidence: residence.record_residence,
    c.RecordMaritalStatus: relations.record_marital_status,
    c.RecordRelation: relations.record_relation,
    c.RecordDeath: civil_facts.record_death,
    c.DeclareMissing: civil_facts.declare_missing,
    c.RestoreStanding: civil_facts.restore_standing,
    c.RecordNationalityLost: civil_facts.record_nationality_lost,
    c.RecordNationalityRegained: civil_facts.record_nationality_regained,
    c.RequestPinCancellation: pins.request_pin_cancellation,
    c.ReestablishPin: pins.reestablish_pin,
    c.CancelPin: pins.cancel_pin,
    MarkDeadlineMissed: deadlines.mark_deadline_missed,
}


def decide(state: Citizen | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
