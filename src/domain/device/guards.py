"""What must hold before a command on a device is weighed at all (domain §1.11)."""

from domain.device.state import Device
from domain.refusals import NotAllowedNow, refuse_if

PRESENT = ("registered", "trusted", "suspended")
"""Any but retired."""


def require(state: Device, *statuses: str) -> None:
    refuse_if(state.status not in statuses, NotAllowedNow("device-is", state=state.status))
