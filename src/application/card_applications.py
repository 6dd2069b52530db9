"""Requests for a card as a kind of stream, and everything an office can do to one."""

from datetime import date
from typing import Any
from uuid import UUID

from application.stream import Capability, StreamKind
from domain.card_application import commands as c
from domain.card_application.application import CardApplication
from domain.card_application.books import further
from domain.card_application.claims import claims
from domain.card_application.decisions import decide
from domain.card_application.readings import readings
from domain.card_application.state import evolve


def _scope(application: CardApplication, _on: date) -> tuple[str, ...]:
    """The unit that took the application in, and the one that the card was sent to."""
    sent_to = (application.to_unit,) if application.to_unit else ()
    return (application.intake_unit, *sent_to)


def _subject(_stream: UUID, application: CardApplication) -> UUID:
    """The citizen's key seals what is personal in an application (formats §2)."""
    return application.citizen_id


CARD_APPLICATIONS = StreamKind(
    name="card-application",
    path="card-applications",
    decide=decide,
    evolve=evolve,
    scope=_scope,
    claims=claims,
    readings=readings,
    further=further,
    subject=_subject,
)


def _can(command: Any, **details: Any) -> Capability:
    return Capability(command=command, stream=CARD_APPLICATIONS, **details)


CAPABILITIES: tuple[Capability, ...] = (
    _can(c.OpenApplication, opens=True),
    _can(c.CompleteCapture),
    _can(c.SettleFee),
    _can(c.TakeBackOldDocument),
    _can(c.ApproveIntake),
    _can(c.ReturnApplication),
    _can(c.Recapture),
    _can(c.RecordRegisterCheck),
    _can(c.RecordQualityCheck),
    _can(c.RecordDeduplication),
    _can(c.ApproveApplication),
    _can(c.StartPersonalisation),
    _can(c.ConfirmPersonalisation),
    _can(c.ReportSpoiled),
    _can(c.ReportOutcomeUnknown),
    _can(c.ResolveOutcome),
    _can(c.PassQualityCheck),
    _can(c.FailQualityCheck),
    _can(c.ReviseApproval),
    _can(c.DispatchCard),
    _can(c.RecordArrival),
    _can(c.ReportMissingInTransit),
    _can(c.ReplaceMissingCard),
    _can(c.PostCard),
    _can(c.HandOverCard),
    _can(c.ChangeDeliveryPlace),
    _can(c.ReportDeliveryFailed),
    _can(c.CorrectHandOver),
    _can(c.RefuseApplication),
    _can(c.WithdrawApplication),
    _can(c.LodgeAppeal),
    _can(c.DecideAppeal),
    _can(c.CloseApplication),
)
