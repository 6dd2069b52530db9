"""What an act on a card application means for the card and the stock of blanks, at that moment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.books import Further
from domain.card import commands as card
from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.guards import certain, numbered_citizen
from domain.card_stock import commands as stock
from domain.card_stock.facts import one_serial
from domain.commands import Command
from domain.context import Context
from domain.derived_ids import card_id
from domain.readings import found

Books = tuple[Further, ...]

LOST = "lost-in-transit"


def further(
    events: Sequence[e.Event], state: CardApplication, command: Command, context: Context
) -> Books:
    """`state` is the application after the events; `command` holds what no event of it repeats."""
    return tuple(one for event in events for one in _of(event, state, command, context))


def _of(event: e.Event, state: CardApplication, command: Any, context: Context) -> Books:
    match event:
        case e.Printed():
            return _made(event, state, command, context)
        case e.Spoiled():
            return _spoiled(event, state, command, context)
        case e.LostInTransit():
            return _lost(state, context)
        case e.Delivered():
            return _handed_over(state, context)
        case e.HandOverCorrected():
            return _corrected(event, state, command, context)
        case _:
            return ()


def _made(event: e.Printed, state: CardApplication, command: Any, context: Context) -> Books:
    _, pin = numbered_citizen(context)
    made = card.PersonaliseCard(
        id=event.card_id,
        citizen_id=state.citizen_id,
        application_id=certain(context.stream, state),
        blank_serial=event.blank_serial,
        form=state.card_form,
        issued_on=certain(state.issued_on, state),
        valid_to=state.valid_to,
        chip_serial=command.chip_serial,
        pin=pin,
        document_signer=command.document_signer,
    )
    machine = certain(state.machine_id, state)
    used = stock.UseBlank(serial=event.blank_serial, job_id=event.job_id, machine_id=machine)
    return Further("card", event.card_id, made, opens=True), _in_stock(used, context)


def _spoiled(event: e.Spoiled, state: CardApplication, command: Any, context: Context) -> Books:
    """A card that failed the quality check exists and is void; in the machine none came of it."""
    spoiled = stock.SpoilBlank(
        serial=event.blank_serial,
        job_id=event.job_id,
        cause=event.cause,
        machine_id=state.machine_id,
    )
    if not isinstance(command, c.FailQualityCheck):
        return (_in_stock(spoiled, context),)
    return _in_stock(spoiled, context), _void(event.cause, state, context)


def _lost(state: CardApplication, context: Context) -> Books:
    serials = one_serial(state.blank_serial)
    missing = stock.ReportBlanksMissing(serials=serials, from_account="used", reason=LOST)
    return _void(LOST, state, context), _in_stock(missing, context)


def _handed_over(state: CardApplication, context: Context) -> Books:
    own = certain(state.card_id, state)
    former = context.others.get("former")
    at = context.occurred_at
    former_id = former.id if former else None
    activated = Further("card", own, card.ActivateCard(activated_at=at, former_id=former_id))
    if former is None:
        return (activated,)
    return activated, Further("card", former.id, card.ReplaceCard(successor_id=own))


def _corrected(
    event: e.HandOverCorrected,
    state: CardApplication,
    command: c.CorrectHandOver,
    context: Context,
) -> Books:
    own, former_id = certain(state.card_id, state), command.former_card_id
    application = certain(context.stream, state)
    undone = card.CorrectActivation(
        application_id=application, reason=event.reason, former_id=former_id
    )
    if former_id is None:
        return (Further("card", own, undone),)
    restored = card.CorrectReplacement(successor_id=own, reason=event.reason)
    return Further("card", own, undone), Further("card", former_id, restored)


def _void(cause: str, state: CardApplication, context: Context) -> Further:
    return Further("card", _last_card(state, context), card.VoidCard(cause=cause))


def _last_card(state: CardApplication, context: Context) -> UUID:
    """The card of the last job, which the application no longer names."""
    return card_id(certain(context.stream, state), state.print_attempt)


def _in_stock(command: Command, context: Context) -> Further:
    return Further("card-stock", found(context, "block", "").id, command)
