"""One data-quality case over HTTP: found by the service of the checks, looked into by officers."""

from typing import Any
from uuid import UUID

from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.data_quality_case.commands import DetectDefect
from domain.derived_ids import quality_case_id
from domain.refusals import AlreadyTaken
from record import Record, wait_until
from service import Service
from services_inside import ServicesInside

PLURAL = "data-quality-cases"


def detected(
    service: Service, check: str, citizen: Record | Any, other: UUID | None = None, **seen: Any
) -> Record:
    """The case of this check about this citizen, as the service inside opens it.

    A register whose own service was there first has it already, under the same id.
    """
    subject = UUID(citizen.id)
    known = QUALITY_CHECKS[check]
    command = DetectDefect(
        id=quality_case_id(subject, check, other),
        check=check,
        dimension=known.dimension,
        severity=known.severities[0],  # type: ignore[arg-type]
        citizen_id=subject,
        citizen_version=citizen.version,
        other_citizen_id=other,
        **seen,
    )
    inside = ServicesInside(service, service.kek_file.parent)
    try:
        inside.give("data-quality-case", command.id, command, "data-check", opens=True)
    except AlreadyTaken as taken:
        if taken.code != "data-quality-case-exists":
            raise
    return Record(service, PLURAL, str(command.id)).read()


def in_queue(service: Service, case: Record, role: str, officer: str, stage: str) -> dict[str, Any]:
    """The line of the case in the work queue of an officer, once the view shows it."""
    found: list[dict[str, Any]] = []

    def shown() -> bool:
        found[:] = _lines(service, case, f"/v1/work-queues/{role}?stage={stage}&limit=200", officer)
        return bool(found)

    wait_until(shown, lambda: f"{case.id} in the queue of {role}")
    return found[0]


def _lines(service: Service, case: Record, page: str | None, officer: str) -> list[dict[str, Any]]:
    lines = []
    while page:
        answer = service.get(page, officer)
        assert answer.status_code == 200, answer.text
        lines += [one for one in answer.json()["items"] if one["stream"] == case.id]
        page = answer.json()["next"]
    return lines
