"""How each event changes a block; replayed on every load, so it never says no."""

from msgspec.structs import replace

from domain.card_stock import accounts as a
from domain.card_stock import events as e
from domain.card_stock.block import Block, Count, Proposal
from domain.card_stock.moves import differing, explained, moved
from domain.context import local_day
from domain.deadlines import Missed
from domain.effects import noted
from domain.envelope import Envelope

__all__ = ["Block", "evolve"]


def evolve(state: Block | None, event: e.Event, by: Envelope) -> Block:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or Block(0, "open")
    counted = replace(former, version=former.version + 1, done=noted(former.done, event))
    return _after(counted, event, by)


def _after(state: Block, event: e.Event, by: Envelope) -> Block:
    match event:
        case e.Received():
            return _received(state, event)
        case e.Allocated(machine_id):
            return moved(state, event, a.machine_account(machine_id))
        case e.ReturnedToVault():
            return moved(state, event, a.VAULT)
        case e.Used():
            return moved(state, event, a.USED)
        case e.Spoiled():
            return moved(state, event, a.SPOILED)
        case e.SampleDrawn():
            return moved(state, event, a.SAMPLE)
        case e.DestructionProposed():
            return replace(state, proposals=(*state.proposals, _proposal(event, by)))
        case e.Destroyed():
            return moved(state, event, a.DESTROYED)
        case e.MissingReported(_, count, from_):
            return moved(explained(state, from_, a.MISSING, count), event, a.MISSING)
        case e.Found(_, count, _, to):
            return moved(explained(state, a.MISSING, to, count), event, to)
        case e.Counted(account, counted, expected):
            count_ = Count(account, counted, expected, local_day(by.occurred_at))
            others = tuple(one for one in state.counts if one.account != account)
            differs = differing(state, account, expected - counted)
            return replace(differs, counts=(*others, count_))
        case e.Closed():
            return replace(state, status="closed")
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _received(state: Block, event: e.Received) -> Block:
    return replace(
        state,
        status="open",
        supplier=event.supplier,
        box_number=event.box_number,
        first_serial=event.first_serial,
        last_serial=event.last_serial,
        form=event.form,
        accounts=(a.VAULT,) * a.BLOCK_SIZE,
        movers=("",) * a.BLOCK_SIZE,
        spent=(),
    )


def _proposal(event: e.DestructionProposed, by: Envelope) -> Proposal:
    officer = by.actor.officer
    return Proposal(by.command_id, event.serials, event.from_account, event.reason, officer)
