"""Which function decides which command on a citizen's entry."""

from collections.abc import Callable
from functools import cache
from typing import Any

from domain.citizen import (
    amendments,
    approval,
    capture,
    civil_facts,
    deadlines,
    discrepancies,
    erasure,
    legal_holds,
    merging,
    pins,
    relations,
    residence,
    unmerging,
    verification,
)
from domain.citizen import commands as c
from domain.citizen.events import Event
from domain.citizen.person import Citizen
from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future
from domain.refusals import NotAllowedNow, refuse_if

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
    c.ProposeMerge: merging.propose_merge,
    c.ConfirmMerge: merging.confirm_merge,
    c.AbsorbCitizen: merging.absorb_citizen,
    c.UndoMerge: unmerging.undo_merge,
    c.ReleaseAbsorbed: unmerging.release_absorbed,
    c.PlaceLegalHold: legal_holds.place_legal_hold,
    c.LiftLegalHold: legal_holds.lift_legal_hold,
    c.OrderErasure: erasure.order_erasure,
    c.EraseCitizen: erasure.erase_citizen,
    c.ConfirmKeyDestroyed: erasure.confirm_key_destroyed,
    MarkDeadlineMissed: deadlines.mark_deadline_missed,
}


_OF_THE_ERASED = (c.EraseCitizen, c.ConfirmKeyDestroyed, MarkDeadlineMissed)
"""All that is still asked of an erased citizen; a repeat of the erasure is one of them."""


def decide(state: Citizen | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    erased = state is not None and state.status == "erased"
    closed = erased and not isinstance(command, _OF_THE_ERASED)
    refuse_if(closed, NotAllowedNow("citizen-is", state="erased"))
    return _decider(type(command))(state, command, context)


@cache
def _decider(kind: type[Command]) -> Decider:
    """That of the command, or of the command which this one is a kind of."""
    return next(DECIDERS[one] for one in kind.__mro__ if one in DECIDERS)
