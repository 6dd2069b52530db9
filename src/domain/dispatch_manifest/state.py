"""A manifest from the open box at the centre to the count at its destination."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.deadlines import Missed
from domain.dispatch_manifest import events as e
from domain.effects import noted
from domain.envelope import Envelope


class PackedCard(msgspec.Struct, frozen=True):
    card_id: UUID
    application_id: UUID
    box: int
    slot: int


class DispatchManifest(msgspec.Struct, frozen=True):
    """`missing`, `extra`, `found` and `lost` are ids of applications; `count` that of the seal.

    `unpacked` are the cards taken out again. `sealed_by` may not receive it.
    """

    version: int
    status: str
    manifest_number: str = ""
    destination: str = ""
    cards: tuple[PackedCard, ...] = ()
    unpacked: tuple[UUID, ...] = ()
    seal: str | None = None
    sealed_by: UUID | None = None
    count: int | None = None
    content_sha256: str | None = None
    carrier: str | None = None
    tracking: str | None = None
    due: date | None = None
    counted: int | None = None
    seal_intact: bool | None = None
    missing: tuple[UUID, ...] = ()
    extra: tuple[UUID, ...] = ()
    finding: str | None = None
    found: tuple[UUID, ...] = ()
    lost: tuple[UUID, ...] = ()
    missed: tuple[Missed, ...] = ()
    done: dict[str, str] = {}


def evolve(state: DispatchManifest | None, event: e.Event, by: Envelope) -> DispatchManifest:
    """The state after one more event. Assigns only, and never raises: history always loads."""
    former = state or DispatchManifest(0, "open")
    after = _after(replace(former, version=former.version + 1), event, by)
    return replace(after, done=noted(after.done, event))


def _after(state: DispatchManifest, event: e.Event, by: Envelope) -> DispatchManifest:
    match event:
        case e.Opened():
            return _with(state, "open", event)
        case e.CardPacked(card_id, application_id, box, slot):
            return _packed(state, PackedCard(card_id, application_id, box, slot))
        case e.CardUnpacked(card_id):
            out = (*state.unpacked, card_id)
            return replace(state, cards=_without(state, card_id), unpacked=out)
        case e.Sealed():
            return replace(_with(state, "sealed", event), sealed_by=by.actor.officer)
        case e.HandedOver():
            return _with(state, "in-transit", event)
        case e.Arrived():
            # A difference follows in the same append, and moves it on.
            return _with(state, "reconciled", event)
        case e.DiscrepancyFound() | e.LostReported():
            return _with(state, "in-discrepancy", event)
        case e.DiscrepancyResolved(finding, found, lost):
            return replace(state, status="reconciled", finding=finding, found=found, lost=lost)
        case e.DeadlineMissed(stage, due):
            return replace(state, missed=(*state.missed, Missed(stage, due)))


def _with(state: DispatchManifest, status: str, event: Any) -> DispatchManifest:
    """The fields of these events are named in the state as they are there."""
    return replace(state, status=status, **msgspec.structs.asdict(event))


def _packed(state: DispatchManifest, card: PackedCard) -> DispatchManifest:
    out = tuple(one for one in state.unpacked if one != card.card_id)
    return replace(state, cards=(*state.cards, card), unpacked=out)


def _without(state: DispatchManifest, card_id: UUID) -> tuple[PackedCard, ...]:
    return tuple(one for one in state.cards if one.card_id != card_id)
