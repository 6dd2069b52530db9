"""The moves that follow an expired deadline by themselves (domain §1.14, "to ...")."""

from typing import Any

from domain.card_application.commands import ReportDeliveryFailed, ReportOutcomeUnknown
from domain.commands import Command
from domain.device.commands import SuspendTrust
from domain.legal_instrument.commands import BringIntoForce


def move_on(kind: str, stage: str, state: Any) -> Command | None:
    """The timer never states what nobody saw: only these waits move by time alone."""
    match kind, stage:
        case "card-application", "printing" if state.job_id:
            return ReportOutcomeUnknown(job_id=state.job_id, last_step="unknown", cause="timeout")
        case "card-application", "unclaimed":
            return ReportDeliveryFailed(reason="unclaimed")
        case "device", "calibration":
            return SuspendTrust(reason="calibration-overdue")
        case "legal-instrument", "issued":
            return BringIntoForce()
        case _:
            return None
