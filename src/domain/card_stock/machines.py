"""Blanks between the vault and a machine, used there, or spoiled."""

from domain.authority import require_role_for
from domain.card_stock.accounts import (
    MACHINE,
    USED,
    VAULT,
    is_machine,
    machine_account,
    ranges_at,
)
from domain.card_stock.block import Block
from domain.card_stock.commands import AllocateBlanks, ReturnBlanks, SpoilBlank, UseBlank
from domain.card_stock.events import Allocated, Event, ReturnedToVault, Spoiled, Used
from domain.card_stock.guards import (
    IN_BEING,
    place_named,
    places_named,
    refuse_elsewhere,
    require,
    require_in,
)
from domain.card_stock.moves import in_place
from domain.context import Context
from domain.device.card_makers import require_card_maker
from domain.guards import second_officer
from domain.readings import found
from domain.refusals import SameOfficer, refuse_if


def allocate(state: Block, command: AllocateBlanks, context: Context) -> list[Event]:
    at = places_named(state, command.serials)
    receiver = second_officer(context)
    event = Allocated(command.machine_id, ranges_at(state, at), len(at), receiver)
    if in_place(state, event):
        return []
    require(state, "open")
    _refuse_one_officer(context)
    require_in(state, at, VAULT)
    require_card_maker(found(context, "machine", "/machine_id").state, context)
    return [event]


def return_(state: Block, command: ReturnBlanks, context: Context) -> list[Event]:
    at = places_named(state, command.serials)
    receiver = second_officer(context)
    event = ReturnedToVault(command.machine_id, ranges_at(state, at), len(at), receiver)
    if in_place(state, event):
        return []
    require(state, "open")
    _refuse_one_officer(context)
    require_in(state, at, machine_account(command.machine_id))
    return [event]


def use(state: Block, command: UseBlank, _context: Context) -> list[Event]:
    place = place_named(state, command.serial)
    event = Used(command.serial, command.job_id, command.machine_id)
    if in_place(state, event):
        return []
    require(state, "open")
    require_in(state, (place,), machine_account(command.machine_id))
    return [event]


def spoil(state: Block, command: SpoilBlank, context: Context) -> list[Event]:
    place = place_named(state, command.serial)
    account = state.accounts[place]
    event = Spoiled(command.serial, command.job_id, command.cause, account)
    if in_place(state, event):
        return []
    require(state, *IN_BEING)
    _refuse_unspoilable(state, place, command)
    if account == USED:
        # A blank that became a card spoils with the card, which only its controller finds wrong.
        require_role_for("FailQualityCheck", ("quality-controller",), context.actor)
    return [event]


def _refuse_one_officer(context: Context) -> None:
    """Guard 5: who gives and who receives blanks (S12)."""
    same = second_officer(context) == context.actor.officer
    refuse_if(same, SameOfficer("giver-and-receiver-must-differ"))


def _refuse_unspoilable(state: Block, place: int, command: SpoilBlank) -> None:
    """Guard 4: a blank spoils in the machine named, if one is, or as a card that it became."""
    account = state.accounts[place]
    if command.machine_id is None:
        refuse_elsewhere(state, place, MACHINE[:-1], account == USED or is_machine(account))
        return
    machine = machine_account(command.machine_id)
    refuse_elsewhere(state, place, machine, account in (USED, machine))
