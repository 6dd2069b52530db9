"""Trust in a device: given after registration, and ended by doubt, loss or an old calibration."""

from datetime import datetime

from domain.context import Context
from domain.device.commands import GrantTrust, ReportDeviceLost, SuspendTrust
from domain.device.events import Event, LostReported, TrustGranted, TrustSuspended
from domain.device.guards import PRESENT, require
from domain.device.state import Device
from domain.device.trust import end_of_calibration
from domain.effects import repeats
from domain.guards import past_instant
from domain.refusals import Faults, NotAllowedNow, RuleBroken, SameOfficer, refuse_if


def grant(state: Device, command: GrantTrust, context: Context) -> list[Event]:
    event = TrustGranted(command.reason, _end_of_doubt(state, context))
    if repeats(state, event, "trusted"):
        return []
    require(state, "registered", "suspended")
    same = SameOfficer("registrar-may-not-grant-trust")
    refuse_if(state.registered_by == context.actor.officer, same)
    last_day = state.calibrated_to
    if last_day is not None and last_day < context.happened_on:
        raise RuleBroken("calibration-ended", day=last_day)
    return [event]


def suspend(state: Device, command: SuspendTrust, context: Context) -> list[Event]:
    by_timer = "security-officer" not in context.actor.roles
    since = _end_of_calibration(state) if by_timer else command.since
    event = TrustSuspended(command.reason, since)
    if repeats(state, event, "suspended"):
        return []
    require(state, "trusted")
    refuse_if(by_timer and not _overdue(state, context), NotAllowedNow("calibration-still-holds"))
    _refuse_future(since if not by_timer else None, context)
    return [event]


def report_lost(state: Device, command: ReportDeviceLost, context: Context) -> list[Event]:
    event = LostReported(None, command.since)
    if repeats(state, event, "suspended"):
        return []
    require(state, *PRESENT)
    _refuse_future(command.since, context)
    return [event]


def _end_of_doubt(state: Device, context: Context) -> datetime | None:
    """Nobody trusts a device for a time in which it was lost or doubtful."""
    ended = state.trust_ended_at
    return ended if ended is not None and ended > context.occurred_at else None


def _end_of_calibration(state: Device) -> datetime | None:
    """The timer doubts nothing before the last day is over, of which it tells at the close."""
    return end_of_calibration(state.calibrated_to) if state.calibrated_to else None


def _overdue(state: Device, context: Context) -> bool:
    return state.calibrated_to is not None and state.calibrated_to <= context.happened_on


def _refuse_future(since: datetime | None, context: Context) -> None:
    faults = Faults()
    if since is not None:
        faults.check("/since", past_instant, since, context)
    faults.refuse_if_any()
