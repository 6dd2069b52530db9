"""What stands in a citizen's state of holds and of erasure, and what an erasure leaves there."""

from uuid import UUID

from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.endings import Erasure, ErasureOrder, LegalHold
from domain.citizen.person import Citizen
from domain.citizen.settled import settle

Keeping = e.LegalHoldPlaced | e.LegalHoldLifted | e.ErasureOrdered | e.Erased | e.KeyDestroyed


def kept_or_erased(state: Citizen, event: Keeping, officer: UUID) -> Citizen:
    match event:
        case e.LegalHoldPlaced(hold_id, ground):
            return replace(state, holds=(*state.holds, LegalHold(hold_id, ground, officer)))
        case e.LegalHoldLifted(hold_id):
            remaining = tuple(one for one in state.holds if one.id != hold_id)
            return replace(settle(state, hold_id, "lifted"), holds=remaining)
        case e.ErasureOrdered(order_id, ground):
            return replace(state, erasure_order=ErasureOrder(order_id, ground, officer))
        case e.Erased(order_id, key_id):
            return _erased(state, Erasure(order_id, key_id, officer))
        case e.KeyDestroyed() if state.erasure is not None:
            done = replace(state.erasure, objects=event.objects, rows=event.rows)
            return replace(state, erasure=done)
        case _:
            return state


def _erased(state: Citizen, erasure: Erasure) -> Citizen:
    """The entry without anything personal, and without what only its sealed parts could tell.

    It is the same with the sealed parts open and closed, so that replay after the key is gone
    equals what was there before.
    """
    return Citizen(
        version=state.version,
        status="erased",
        collecting_unit=state.collecting_unit,
        capture=state.capture,
        entry=None,
        pins=tuple(replace(pin, number=None) for pin in state.pins),
        standing=state.standing,
        missed=state.missed,
        erasure=erasure,
    )
