"""Which function decides which command on a card application."""

from collections.abc import Callable
from typing import Any

from domain.card_application import (
    adjudicated,
    approval,
    capture,
    checks,
    delivery,
    endings,
    hand_over_correction,
    intake,
    opening,
    personalisation,
    quality_control,
    transit,
    waits,
)
from domain.card_application import commands as c
from domain.card_application.application import CardApplication
from domain.card_application.events import Event
from domain.commands import Command
from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.guards import refuse_future

Decider = Callable[[Any, Any, Context], list[Event]]

DECIDERS: dict[type[Command], Decider] = {
    c.OpenApplication: opening.open_,
    c.CompleteCapture: capture.complete_capture,
    c.Recapture: capture.recapture,
    c.SettleFee: intake.settle_fee,
    c.TakeBackOldDocument: intake.take_back_old_document,
    c.ApproveIntake: intake.approve_intake,
    c.ReturnApplication: intake.return_,
    c.RecordRegisterCheck: checks.record_register_check,
    c.RecordQualityCheck: checks.record_quality_check,
    c.RecordDeduplication: checks.record_deduplication,
    c.RecordAdjudication: adjudicated.record_adjudication,
    c.ApproveApplication: approval.approve,
    c.ReviseApproval: approval.revise_approval,
    c.StartPersonalisation: personalisation.start,
    c.ConfirmPersonalisation: personalisation.confirm,
    c.ReportSpoiled: personalisation.report_spoiled,
    c.ReportOutcomeUnknown: personalisation.report_outcome_unknown,
    c.ResolveOutcome: personalisation.resolve_outcome,
    c.PassQualityCheck: quality_control.pass_check,
    c.FailQualityCheck: quality_control.fail_check,
    c.DispatchCard: transit.dispatch,
    c.RecordArrival: transit.record_arrival,
    c.ReportMissingInTransit: transit.report_missing,
    c.ReplaceMissingCard: transit.replace_missing,
    c.PostCard: delivery.post,
    c.HandOverCard: delivery.hand_over,
    c.ChangeDeliveryPlace: delivery.change_place,
    c.ReportDeliveryFailed: delivery.report_failed,
    c.CorrectHandOver: hand_over_correction.correct_hand_over,
    c.RefuseApplication: endings.refuse,
    c.WithdrawApplication: endings.withdraw,
    c.LodgeAppeal: endings.lodge_appeal,
    c.DecideAppeal: endings.decide_appeal,
    c.CloseApplication: endings.close,
    MarkDeadlineMissed: waits.mark_deadline_missed,
}


def decide(state: CardApplication | None, command: Command, context: Context) -> list[Event]:
    """The events of a command, none when its effect is in place; raises a Refusal otherwise.

    `state` is None for the opening command only.
    """
    refuse_future(context)
    return DECIDERS[type(command)](state, command, context)
