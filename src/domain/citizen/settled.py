"""Closing what was open: an amendment, a discrepancy or a request is decided once."""

from uuid import UUID

from msgspec.structs import replace

from domain.citizen.person import Citizen, Settled


def settle(state: Citizen, id_: UUID, outcome: str) -> Citizen:
    return replace(
        state,
        amendments=tuple(one for one in state.amendments if one.id != id_),
        discrepancies=tuple(one for one in state.discrepancies if one.id != id_),
        settled=(*state.settled, Settled(id_, outcome)),
        decided_at={**state.decided_at, id_: state.version},
    )
