"""Open data-quality cases about an erased person end before the keys do.

A reactor ends those that a claim names by the person alone; those about a pair it cannot name.
"""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from application.data_quality_cases import DATA_QUALITY_CASES
from application.office import Office
from application.order import Order
from application.reactions.reactor import service
from application.stream import Capability, fold
from domain.catalogue import stream_of
from domain.data_quality_case.commands import DismissCase
from domain.data_quality_case.guards import OPEN
from domain.recorded import Recorded
from domain.refusals import NotAllowedNow
from domain.values.identifiers import derive_id

DISMISS = Capability(command=DismissCase, stream=DATA_QUALITY_CASES)
REASON = "citizen-erased"


async def end_quality_cases(office: Office, case: Mapping[UUID, Sequence[Recorded]]) -> None:
    """Dismiss what is open among these streams; repeated, it changes nothing."""
    for stream, history in case.items():
        if _is_open(history):
            await _dismiss(office, stream)


def _is_open(history: Sequence[Recorded]) -> bool:
    if not history or stream_of(history[0].topic) != DATA_QUALITY_CASES.name:
        return False
    state = fold(DATA_QUALITY_CASES, history)
    return state is not None and state.status in OPEN


async def _dismiss(office: Office, stream: UUID) -> None:
    order = Order(
        capability=DISMISS,
        stream=stream,
        command=DismissCase(reason=REASON),
        actor=service("process-manager"),
        command_id=derive_id(stream, "end-with-erasure", str(stream)),
        request_hmac=hashlib.sha256(DISMISS.name.encode()).digest(),
    )
    try:
        await office.carry_out(order)
    except NotAllowedNow:
        # The reactor, or an officer, ended it between the reading and the act.
        return
