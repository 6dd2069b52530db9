"""Work for machines outside: what one of them needs to know, and how it gives its answer."""

from typing import Any
from uuid import UUID

import msgspec

from application.office import Office
from application.reading import history_of
from application.stream import fold
from domain.card_application.application import CardApplication
from domain.card_application.card_face import CardFace, card_face
from domain.card_application.events import Captured, Recaptured
from domain.card_application.facts import Candidate, Finger
from domain.citizen.facts import SealedObject
from domain.citizen.person import Citizen
from domain.values.identifiers import derive_id


class JobKind(msgspec.Struct, frozen=True):
    """A queue of jobs: the wait that makes one, the service that may take it, and the command by
    which it is answered well."""

    name: str
    stage: str
    role: str
    answer: str


JOB_KINDS: dict[str, JobKind] = {
    kind.name: kind
    for kind in (
        JobKind("register-check", "register-check", "register-check", "record-register-check"),
        JobKind("quality-check", "quality-check", "quality-check", "record-quality-check"),
        JobKind("duplicate-search", "duplicate-search", "matcher", "record-deduplication"),
        JobKind("personalisation", "printing", "print-gateway", "confirm-personalisation"),
        JobKind("delivery", "posted", "post-courier", "hand-over-card"),
    )
}


class Job(msgspec.Struct, frozen=True):
    """One application that waits for a machine.

    `idempotency_key` is derived from what is asked: whoever answers twice has answered once.
    `version` is for the answer's `If-Match`. What a kind of job does not need is null.
    """

    kind: str
    job_id: UUID
    application_id: UUID
    version: int
    answer_path: str
    idempotency_key: UUID
    citizen_id: UUID
    capture_attempt: int
    citizen_version: int | None = None
    fingers: tuple[Finger, ...] | None = None
    finger_images: tuple[SealedObject, ...] | None = None
    templates: tuple[SealedObject, ...] | None = None
    candidates: tuple[Candidate, ...] | None = None
    print_attempt: int | None = None
    blank_serial: str | None = None
    machine_id: UUID | None = None
    card_form: str | None = None
    face: CardFace | None = None
    to_unit: str | None = None
    delivery_tries: int | None = None


async def describe(office: Office, kind: JobKind, stream: UUID, job_id: UUID) -> Job:
    """The job of an application that waits for this kind of machine, as it stands now.

    Raises NotFound.
    """
    applications = office.kinds["card-application"]
    history = await history_of(office.store, applications, stream)
    state: CardApplication = fold(applications, history)  # type: ignore[assignment]
    citizen = await _citizen(office, kind, state)
    units = office.circumstances.units
    prints = kind.name == "personalisation" and citizen is not None
    return Job(
        kind=kind.name,
        job_id=job_id,
        application_id=stream,
        version=len(history),
        answer_path=f"/v1/{applications.path}/{stream}/{kind.answer}",
        idempotency_key=derive_id(stream, "job-answer", str(job_id)),
        citizen_id=state.citizen_id,
        capture_attempt=state.capture_attempt,
        citizen_version=citizen.version if citizen and not prints else None,
        face=card_face(state, citizen, units) if citizen and prints else None,
        **_details(kind, state, [recorded.event for recorded in history]),
    )


async def _citizen(office: Office, kind: JobKind, state: CardApplication) -> Citizen | None:
    """The entry, for the two kinds of machine that work with it."""
    if kind.name not in ("register-check", "personalisation"):
        return None
    citizens = office.kinds["citizen"]
    found: Citizen | None = fold(citizens, await office.store.load(state.citizen_id))
    return found


def _details(kind: JobKind, state: CardApplication, events: list[Any]) -> dict[str, Any]:
    match kind.name:
        case "quality-check" | "duplicate-search":
            captured = next(
                one for one in reversed(events) if isinstance(one, Captured | Recaptured)
            )
            sealed = captured.sealed
            return {
                "fingers": state.fingers,
                "finger_images": sealed.finger_images if sealed else (),
                "templates": sealed.templates if sealed else (),
            }
        case "personalisation":
            names = ("print_attempt", "blank_serial", "machine_id", "card_form")
            return {name: getattr(state, name) for name in names}
        case "delivery":
            return {"to_unit": state.to_unit, "delivery_tries": state.delivery_tries}
        case _:
            return {}
