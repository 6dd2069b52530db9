"""What a decision on a batch must see of other streams: its applications and its machine."""

from collections.abc import Iterable
from uuid import UUID

from domain.claims import Claim
from domain.commands import Command
from domain.production_batch.commands import CloseBatch, PlanBatch, RemoveFromBatch, StartBatch
from domain.production_batch.state import ProductionBatch
from domain.readings import Reading


def readings(state: ProductionBatch | None, command: Command, _stream: UUID) -> tuple[Reading, ...]:
    match command:
        case PlanBatch(applications=applications):
            return (*_as_they_stand(applications), *map(_batched, dict.fromkeys(applications)))
        case RemoveFromBatch(application_id=application_id):
            return _as_they_stand((application_id,))
        case CloseBatch() if state is not None:
            return _as_they_stand(state.applications)
        case StartBatch(machine_id=machine_id):
            return (Reading("machine", "device", machine_id, expect=True),)
        case _:
            return ()


def application(id_: UUID) -> str:
    """Under which name a decision finds an application."""
    return f"application/{id_}"


def batch_of(id_: UUID) -> str:
    """Under which name a decision finds the batch that holds an application."""
    return f"batched/{id_}"


def batched(id_: UUID) -> Claim:
    """An application is in one batch at a time."""
    return Claim("batched-application", str(id_), sealed=False)


def _as_they_stand(applications: Iterable[UUID]) -> tuple[Reading, ...]:
    return tuple(
        Reading(application(one), "card-application", one, expect=True)
        for one in dict.fromkeys(applications)
    )


def _batched(id_: UUID) -> Reading:
    return Reading(batch_of(id_), "production-batch", claim=batched(id_))
