"""What the larger events leave in the state: the request, a capture, a suspicion."""

from uuid import UUID

from msgspec.structs import replace

from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.envelope import Envelope


def opened(state: CardApplication, event: e.Opened) -> CardApplication:
    reported_lost = event.sealed is not None and event.sealed.report_of_loss is not None
    return replace(
        state,
        status="opened",
        citizen_id=event.citizen_id,
        kind=event.kind,
        reason=event.reason,
        intake_unit=event.intake_unit,
        place=event.place,
        zone=event.zone,
        received_at=event.received_at,
        intake_since=event.received_at,
        old_document_due=event.kind in ("conversion", "exchange") and not reported_lost,
    )


def captured(
    state: CardApplication, event: e.Captured | e.Recaptured, by: Envelope
) -> CardApplication:
    again = isinstance(event, e.Recaptured)
    officer = by.actor.officer
    known = officer in state.captured_by
    return replace(
        unexamined(state),
        status="captured",
        captured_by=state.captured_by if known else (*state.captured_by, officer),
        intake_since=by.occurred_at if again else state.intake_since,
        capture_attempt=event.capture_attempt,
        fingers=event.fingers,
        representative=event.representative,
        packets=(*state.packets, event.packet_id),
        dossier_number=event.sealed.dossier_number if event.sealed else None,
        fee_due=event.fee_due,
        fee_settled=state.fee_settled or event.fee_due == 0,
    )


def unexamined(state: CardApplication) -> CardApplication:
    """Nothing that was found on the former capture counts for the next decision."""
    return replace(
        state,
        intake_approved_by=None,
        centre_since=None,
        register_passed=False,
        register_version=0,
        quality_passed=False,
        quality_questioned=False,
        duplicates_passed=False,
        search_id=None,
        adjudication_id=None,
        candidates=(),
    )


def examined_by(state: CardApplication, by: Envelope) -> tuple[UUID, ...]:
    """An examiner who accepts a questioned set has examined it; the engine has not."""
    officer, roles = by.actor.officer, by.actor.roles
    examined = "examiner" in roles and officer not in state.examined_by
    return (*state.examined_by, officer) if examined else state.examined_by


def suspected(state: CardApplication, event: e.DuplicateSuspected) -> CardApplication:
    return replace(
        state,
        status="duplicate-suspected",
        duplicates_passed=False,
        search_id=event.search_id,
        adjudication_id=None,
        candidates=event.sealed.candidates if event.sealed else (),
        searches=(*state.searches, event.search_id),
    )
