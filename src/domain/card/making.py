"""A card before it is anybody's: written by a machine, signed, voided or destroyed."""

from domain.card.commands import DestroyCard, IssueCard, PersonaliseCard, VoidCard
from domain.card.events import (
    Destroyed,
    Event,
    Issued,
    Personalised,
    PersonalisedSealed,
    Voided,
)
from domain.card.guards import IN_CARE, refuse_later_day, require
from domain.card.state import Card
from domain.context import Context
from domain.effects import repeats
from domain.guards import second_officer
from domain.readings import found
from domain.refusals import AlreadyTaken, RuleBroken, refuse_if

SIGNER = "director"


def personalise(state: Card | None, command: PersonaliseCard, _context: Context) -> list[Event]:
    event = Personalised(
        command.citizen_id,
        command.application_id,
        command.blank_serial,
        command.form,
        command.issued_on,
        command.valid_to,
        PersonalisedSealed(command.chip_serial, command.pin, command.document_signer),
    )
    if state is None:
        return [event]
    refuse_if(not repeats(state, event, "personalised"), AlreadyTaken("card-exists"))
    return []


def issue(state: Card, command: IssueCard, context: Context) -> list[Event]:
    event = Issued(command.signed_on, SIGNER)
    if repeats(state, event, "issued"):
        return []
    require(state, "personalised")
    refuse_later_day(command.signed_on, "/signed_on", context)
    _refuse_unchecked(context)
    return [event]


def void(state: Card, command: VoidCard, _context: Context) -> list[Event]:
    event = Voided(command.cause)
    if repeats(state, event, "voided"):
        return []
    require(state, *IN_CARE)
    return [event]


def destroy(state: Card, command: DestroyCard, context: Context) -> list[Event]:
    event = Destroyed(command.method)
    if repeats(state, event, "destroyed"):
        return []
    require(state, *IN_CARE, "voided")
    second_officer(context)
    return [event]


def _refuse_unchecked(context: Context) -> None:
    """Guard 1: the application stands at the check that this very card passed."""
    application = found(context, "application", "").state
    passed = (application.status, application.card_id) == ("quality-checked", context.stream)
    refuse_if(not passed, RuleBroken("card-not-quality-checked"))
