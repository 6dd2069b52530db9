"""What must hold before a command on a batch is weighed at all (domain §1.5)."""

from domain.guards import refuse_field
from domain.production_batch.state import ProductionBatch
from domain.refusals import NotAllowedNow, refuse_if


def require(state: ProductionBatch, *statuses: str) -> None:
    refusal = NotAllowedNow("production-batch-is", state=state.status)
    refuse_if(state.status not in statuses, refusal)


def reason_given(reason: str | None, pointer: str = "/reason") -> str:
    """Guard 3."""
    if reason is None:
        raise refuse_field(pointer, "reason-needed")
    return reason
