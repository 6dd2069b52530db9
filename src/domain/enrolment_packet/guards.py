"""What must hold before a command on a packet is weighed at all (domain §1.12)."""

from domain.enrolment_packet.state import EnrolmentPacket
from domain.guards import refuse_field
from domain.refusals import NotAllowedNow, refuse_if


def require(state: EnrolmentPacket, *statuses: str) -> None:
    not_now = NotAllowedNow("enrolment-packet-is", state=state.status)
    refuse_if(state.status not in statuses, not_now)


def require_reason(reason: str | None) -> str:
    if reason is None:
        raise refuse_field("/reason", "reason-needed")
    return reason
