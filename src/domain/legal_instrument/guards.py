"""What must hold before a command on an instrument is weighed at all (domain §1.9)."""

from domain.legal_instrument.state import LegalInstrument
from domain.refusals import NotAllowedNow, refuse_if


def require(state: LegalInstrument, *statuses: str) -> None:
    refusal = NotAllowedNow("legal-instrument-is", state=state.status)
    refuse_if(state.status not in statuses, refusal)
