"""How each event changes a card; replayed on every load, so it never says no."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.card import events as e
from domain.deadlines import Missed
from domain.effects import noted
from domain.envelope import Envelope


class OpenRevocation(msgspec.Struct, frozen=True):
    request_id: UUID
    ground: str
    requested_by: UUID


class Hold(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    ground: str
    from_: date
    to: date | None


class Card(msgspec.Struct, frozen=True):
    """`former_status` is the one before a loss, `replaced_from` the one before a replacement.

    `activated_at` is there as long as the card was handed over: only then does it hold the claim
    of the card in force. `kept_by` is the unit that recorded the loss or the hold. `revocation`
    stays after the decision, and `hold` after its end, so that a repeat of them is recognised.
    """

    version: int
    status: str
    citizen_id: UUID | None = None
    application_id: UUID | None = None
    blank_serial: str = ""
    form: str = ""
    issued_on: date | None = None
    valid_to: date | None = None
    signed_on: date | None = None
    activated_at: datetime | None = None
    suspended_by: UUID | None = None
    former_status: str | None = None
    hold: Hold | None = None
    kept_by: str = ""
    revocation: OpenRevocation | None = None
    replaced_by: UUID | None = None
    replaced_from: str | None = None
    taken_back: bool = False
    missed: tuple[Missed, ...] = ()
    done: dict[str, str] = {}


def evolve(state: Card | None, event: e.Event, by: Envelope) -> Card:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or Card(0, "personalised")
    counted = replace(former, version=former.version + 1, done=noted(former.done, event))
    return _after(counted, event, by)


def _after(state: Card, event: e.Event, by: Envelope) -> Card:
    match event:
        case e.Personalised():
            return _personalised(state, event)
        case e.Issued(signed_on):
            return replace(state, status="issued", signed_on=signed_on)
        case e.Activated(activated_at):
            return replace(state, status="active", activated_at=activated_at)
        case e.ActivationCorrected():
            return replace(state, status="issued", activated_at=None)
        case e.Suspended():
            return replace(state, status="suspended", suspended_by=by.actor.officer)
        case e.Reinstated():
            return replace(state, status="active", suspended_by=None)
        case e.LostReported():
            kept_by, before = by.actor.unit, state.status
            return replace(state, status="lost-reported", former_status=before, kept_by=kept_by)
        case e.Found():
            status = state.former_status or state.status
            return replace(state, status=status, former_status=None)
        case e.Held(ground, from_, to):
            hold = Hold(ground, from_, to)
            return replace(state, status="held", hold=hold, kept_by=by.actor.unit)
        case e.HoldEnded(ground, from_, to):
            return replace(state, status="active", hold=Hold(ground, from_, to))
        case e.RevocationRequested(request_id, ground):
            request = OpenRevocation(request_id, ground, by.actor.officer)
            return replace(state, revocation=request)
        case e.Revoked():
            return replace(state, status="revoked")
        case e.Replaced(successor_id):
            before = state.status
            return replace(state, status="replaced", replaced_by=successor_id, replaced_from=before)
        case e.ReplacementCorrected():
            status = state.replaced_from or state.status
            return replace(
                state, status=status, replaced_by=None, replaced_from=None, taken_back=False
            )
        case e.Voided():
            return replace(state, status="voided")
        case e.Destroyed():
            return replace(state, status="destroyed")
        case e.TakenBack():
            return replace(state, taken_back=True)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _personalised(state: Card, event: e.Personalised) -> Card:
    return replace(
        state,
        status="personalised",
        citizen_id=event.citizen_id,
        application_id=event.application_id,
        blank_serial=event.blank_serial,
        form=event.form,
        issued_on=event.issued_on,
        valid_to=event.valid_to,
    )
