"""Sealing the boxes of a manifest and handing them to a carrier."""

from collections.abc import Iterable
from hashlib import sha256

from domain.context import Context
from domain.dispatch_manifest.commands import HandToCarrier, ReportManifestLost, SealManifest
from domain.dispatch_manifest.events import Event, HandedOver, LostReported, Sealed
from domain.dispatch_manifest.guards import require
from domain.dispatch_manifest.state import DispatchManifest, PackedCard
from domain.effects import repeats
from domain.guards import refuse_field
from domain.refusals import RuleBroken, refuse_if


def seal(state: DispatchManifest, command: SealManifest, _context: Context) -> list[Event]:
    event = Sealed(command.seal, len(state.cards), content_sha256(state.cards))
    if repeats(state, event, "sealed"):
        return []
    require(state, "open")
    refuse_if(not state.cards, RuleBroken("manifest-is-empty"))
    return [event]


def hand_to_carrier(
    state: DispatchManifest, command: HandToCarrier, context: Context
) -> list[Event]:
    event = HandedOver(command.carrier, command.tracking, command.due)
    if repeats(state, event, "in-transit"):
        return []
    require(state, "sealed")
    passed = refuse_field("/due", "due-before-handover", day=command.due)
    refuse_if(command.due < context.happened_on, passed)
    return [event]


def report_lost(
    state: DispatchManifest, _command: ReportManifestLost, _context: Context
) -> list[Event]:
    event = LostReported(tuple(one.application_id for one in state.cards), ())
    if repeats(state, event, "in-discrepancy"):
        return []
    require(state, "in-transit")
    return [event]


def content_sha256(cards: Iterable[PackedCard]) -> str:
    """SHA-256, in hex, of the ids of the cards, sorted and one a line."""
    return sha256("\n".join(sorted(str(one.card_id) for one in cards)).encode()).hexdigest()
