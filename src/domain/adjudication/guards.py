"""What must hold before a command on an adjudication is weighed at all (domain §1.7)."""

from domain.adjudication.state import Adjudication
from domain.refusals import NotAllowedNow, refuse_if

EXAMINING = ("opened", "half-examined")
UNDECIDED = (*EXAMINING, "disagreed", "agreed")


def require(state: Adjudication, *statuses: str) -> None:
    """One of these states, and a pair that can still be read; without its key it is erased."""
    refuse_if(state.status not in statuses, NotAllowedNow("adjudication-is", state=state.status))
    refuse_if(state.application_id is None, NotAllowedNow("adjudication-is", state="erased"))
