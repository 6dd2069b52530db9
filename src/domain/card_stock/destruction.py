"""Destroying spoiled and examined blanks: proposed by one officer, done by two others."""

from collections.abc import Sequence

from domain.card_stock.accounts import SAMPLE, SPOILED, places, ranges_at, serial_at
from domain.card_stock.block import Block, Proposal
from domain.card_stock.commands import DestroyBlanks, ProposeDestruction
from domain.card_stock.events import Destroyed, DestructionProposed, Event
from domain.card_stock.guards import IN_BEING, places_named, require, require_in
from domain.card_stock.moves import in_place
from domain.context import Context
from domain.guards import second_officer
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer, refuse_if


def propose(state: Block, command: ProposeDestruction, context: Context) -> list[Event]:
    at = places_named(state, command.serials)
    account = _proposed_from(state, at)
    serials = ranges_at(state, at)
    event = DestructionProposed(serials, len(at), account, account, command.reason, None)
    if _proposed_as(state, event, context):
        return []
    require(state, *IN_BEING)
    require_in(state, at, account)
    _refuse_proposed(state, at)
    return [event]


def destroy(state: Block, command: DestroyBlanks, context: Context) -> list[Event]:
    at = places_named(state, command.serials)
    witness = second_officer(context)
    serials = ranges_at(state, at)
    event = Destroyed(command.proposal_id, serials, len(at), command.method, witness)
    if in_place(state, event):
        return []
    require(state, *IN_BEING)
    proposals = _proposals(state, command)
    _refuse_proposer(proposals, context)
    _refuse_not_proposed(state, at, proposals)
    return [event]


def _proposed_from(state: Block, at: Sequence[int]) -> str:
    """The account of the first blank, in which all others must be too."""
    account = state.accounts[at[0]]
    return account if account == SAMPLE else SPOILED


def _proposed_as(state: Block, event: DestructionProposed, context: Context) -> bool:
    told = (event.serials, event.from_account, event.reason, context.actor.officer)
    return any(
        told == (one.serials, one.account, one.reason, one.proposed_by) for one in state.proposals
    )


def _refuse_proposed(state: Block, at: Sequence[int]) -> None:
    """A second proposal would let the first officer destroy what they proposed."""
    for proposal in state.proposals:
        for place in set(at) & set(places(state, proposal.serials)):
            raise RuleBroken("blank-already-proposed", serial=serial_at(state, place))


def _proposals(state: Block, command: DestroyBlanks) -> list[Proposal]:
    named = [one for one in state.proposals if one.id == command.proposal_id]
    refuse_if(not named, NotAllowedNow("destruction-not-proposed", id=command.proposal_id))
    return named


def _refuse_proposer(proposals: Sequence[Proposal], context: Context) -> None:
    """Guard 7: neither the officer nor the witness (S13)."""
    proposers = {one.proposed_by for one in proposals}
    both = {context.actor.officer, second_officer(context)}
    refuse_if(bool(proposers & both), SameOfficer("proposer-may-not-destroy"))


def _refuse_not_proposed(state: Block, at: Sequence[int], proposals: Sequence[Proposal]) -> None:
    """What is proposed lies where it was proposed: a blank that moved has left its proposal."""
    proposed = {place for one in proposals for place in places(state, one.serials)}
    for place in at:
        unproposed = RuleBroken("blank-not-proposed", serial=serial_at(state, place))
        refuse_if(place not in proposed, unproposed)
