"""Counting a consignment at its destination, and settling what did not agree."""

from collections.abc import Collection
from uuid import UUID

from domain.context import Context
from domain.dispatch_manifest.commands import ReceiveManifest, ResolveManifestDiscrepancy
from domain.dispatch_manifest.events import (
    Arrived,
    DiscrepancyFound,
    DiscrepancyResolved,
    Event,
)
from domain.dispatch_manifest.guards import require
from domain.dispatch_manifest.state import DispatchManifest
from domain.effects import repeats
from domain.guards import refuse_field, second_officer
from domain.refusals import Faults, RuleBroken, SameOfficer, refuse_if


def receive(state: DispatchManifest, command: ReceiveManifest, context: Context) -> list[Event]:
    arrived = Arrived(command.counted, command.seal_intact)
    if _received_as(state, command, arrived):
        return []
    require(state, "in-transit")
    # Guard 11 (S14).
    same = SameOfficer("dispatcher-may-not-receive")
    refuse_if(state.sealed_by == context.actor.officer, same)
    _refuse_other_lists(state, command)
    _refuse_miscount(state, command)
    if command.seal_intact and not command.missing and not command.extra:
        return [arrived]
    return [arrived, DiscrepancyFound(command.missing, command.extra)]


def resolve(
    state: DispatchManifest, command: ResolveManifestDiscrepancy, context: Context
) -> list[Event]:
    finding = command.finding
    if finding is None:
        raise refuse_field("/finding", "reason-needed")
    witness = second_officer(context)
    event = DiscrepancyResolved(finding, command.found, command.lost, witness)
    if repeats(state, event, "reconciled"):
        return []
    require(state, "in-discrepancy")
    settled = sorted((*command.found, *command.lost))
    refuse_if(settled != sorted(state.missing), RuleBroken("found-and-lost-differ"))
    return [event]


def _received_as(state: DispatchManifest, command: ReceiveManifest, arrived: Arrived) -> bool:
    told = (set(command.missing), set(command.extra))
    same = told == (set(state.missing), set(state.extra))
    return same and repeats(state, arrived, "reconciled", "in-discrepancy")


def _refuse_other_lists(state: DispatchManifest, command: ReceiveManifest) -> None:
    """What is missing stands on the list, what came beside it does not, and each is told once."""
    listed = {one.application_id for one in state.cards}
    faults = Faults()
    _check_once("/missing", command.missing, faults)
    _check_once("/extra", command.extra, faults)
    for place, one in enumerate(command.missing):
        if one not in listed:
            faults.add(f"/missing/{place}", "application-not-on-manifest", id=one)
    for place, one in enumerate(command.extra):
        if one in listed:
            faults.add(f"/extra/{place}", "application-on-manifest", id=one)
    faults.refuse_if_any()


def _check_once(pointer: str, told: Collection[UUID], faults: Faults) -> None:
    if len(set(told)) != len(told):
        faults.add(pointer, "applications-told-twice")


def _refuse_miscount(state: DispatchManifest, command: ReceiveManifest) -> None:
    expected = len(state.cards) - len(command.missing) + len(command.extra)
    disagrees = refuse_field("/counted", "count-does-not-agree")
    refuse_if(command.counted != expected, disagrees)
