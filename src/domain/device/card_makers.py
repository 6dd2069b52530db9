"""Which devices make cards, and whether this one may at this moment (domain §1.4 and §1.5)."""

from domain.context import Context
from domain.device.state import Device
from domain.device.trust import device_trusted
from domain.guards import refuse_field
from domain.refusals import refuse_if

CARD_MAKERS = ("encoder", "printer")


def require_card_maker(machine: Device, context: Context) -> None:
    """RuleBroken at `/machine_id` for another kind of device, and for one not trusted then."""
    no_cards = refuse_field("/machine_id", "device-makes-no-cards", kind=machine.kind)
    refuse_if(machine.kind not in CARD_MAKERS, no_cards)
    status = "not-trusted" if machine.status == "trusted" else machine.status
    untrusted = refuse_field("/machine_id", "machine-is", state=status)
    refuse_if(not device_trusted(machine, context.occurred_at), untrusted)
