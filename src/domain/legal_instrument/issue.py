"""Listing an instrument, recording its signature, and bringing it into force."""

from domain.context import Context
from domain.guards import refuse_field
from domain.legal_instrument.commands import BringIntoForce, IssueInstrument, ListInstrument
from domain.legal_instrument.events import BroughtIntoForce, Event, Issued, Listed
from domain.legal_instrument.guards import require
from domain.legal_instrument.state import LegalInstrument
from domain.refusals import AlreadyTaken, RuleBroken, refuse_if


def list_instrument(
    state: LegalInstrument | None, command: ListInstrument, _context: Context
) -> list[Event]:
    event = Listed(command.number, command.kind, command.title, command.predecessor)
    if state is None:
        return [event]
    listed = Listed(state.number, state.kind, state.title, state.predecessor)
    taken = AlreadyTaken("legal-instrument-exists")
    refuse_if(listed != event or state.status != "listed", taken)
    return []


def issue_instrument(
    state: LegalInstrument, command: IssueInstrument, _context: Context
) -> list[Event]:
    event = _issued(state, command)
    if state.status == "issued" and event == _as_issued(state):
        return []
    require(state, "listed", "drafted")
    _refuse_retroactive(command)
    if command.to and command.to < command.from_:
        raise refuse_field("/to", "ends-before-it-begins")
    return [event]


def bring_into_force(
    state: LegalInstrument, command: BringIntoForce, context: Context
) -> list[Event]:
    from_ = state.from_ or command.from_
    if state.status == "in-force" and command.from_ in (None, state.from_):
        return []
    require(state, "listed", "issued")
    if from_ is None:
        raise refuse_field("/from", "instrument-day-needed")
    if command.from_ not in (None, from_):
        raise refuse_field("/from", "instrument-day-differs", day=from_)
    refuse_if(from_ > context.happened_on, RuleBroken("instrument-takes-effect-on", day=from_))
    return [
        BroughtIntoForce(
            state.number, state.signed_on, from_, state.to, state.successor, state.retroactive
        )
    ]


def _refuse_retroactive(command: IssueInstrument) -> None:
    """Guard 4: effect before signature only where the instrument says so and why."""
    if command.from_ >= command.signed_on or (command.retroactive and command.reason):
        return
    raise refuse_field("/from", "effect-before-signature")


def _issued(state: LegalInstrument, command: IssueInstrument) -> Issued:
    return Issued(
        state.number,
        command.signed_on,
        command.from_,
        command.to,
        command.successor,
        command.retroactive,
    )


def _as_issued(state: LegalInstrument) -> Issued:
    return Issued(
        state.number, state.signed_on, state.from_, state.to, state.successor, state.retroactive
    )
