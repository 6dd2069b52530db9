"""What the register's own checks found, and how far they have looked: nobody opens a case here."""

from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

from domain.derived_ids import quality_case_id
from quality_case import PLURAL
from record import Record, wait_until
from service import Service
from whole_register import WholeRegister

PATIENCE_S = 30.0
_LETTERS = str.maketrans("0123456789", "qrtyuiopsg")
_PLACE = "SELECT coalesce(max(position), -1) FROM quality_rounds WHERE name = 'data-check'"
_HEAD = "SELECT count(*) - 1 FROM events"


def somebody(**declared: Any) -> dict[str, Any]:
    """The names of a person whom no check takes for another one."""
    surname, middle, given = (uuid4().hex.translate(_LETTERS)[:9].title() for _ in range(3))
    return {"surname": surname, "middle": middle, "given": given, **declared}


def looked(service: Service) -> None:
    """The checks have been put to everybody about whom anything was recorded until now."""
    head = service.count(_HEAD)

    def place() -> int:
        return service.count(_PLACE)

    wait_until(lambda: place() >= head, lambda: f"looked to {place()} of {head}", PATIENCE_S)


def opened_by_itself(service: Service, check: str, *subjects: Record | Any) -> Record:
    """The case of this check about these citizens, in whichever order it names a pair."""
    ids = [
        str(quality_case_id(one[0], check, *one[1:]))
        for one in permutations(UUID(subject.id) for subject in subjects)
    ]
    found: list[Record] = []

    def opened() -> bool:
        cases = [Record(service, PLURAL, id_) for id_ in ids]
        found[:] = [one for one in cases if service.get(one.path, "auditor").status_code == 200]
        return bool(found)

    wait_until(opened, lambda: f"no case of {check}", PATIENCE_S)
    [case] = found
    first = service.get(f"{case.path}/events", "auditor").json()["items"][0]
    assert first["actor"]["roles"] == ["data-check"]
    return case.read()


def checks_about(register: WholeRegister, citizen: Record | Any) -> set[str]:
    """Of which checks there is any case about the citizen, alone or as one of a pair."""
    wanted = UUID(citizen.id)
    return {
        book.state.check
        for book in register.of("data-quality-case")
        if wanted in (book.state.citizen_id, book.state.other_citizen_id)
    }
