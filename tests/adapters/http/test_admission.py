"""A stream is read by those whose work it is: by role, at the level of the role, and by unit."""

from typing import Any
from uuid import UUID

import pytest

from adapters.http.admission import admit, admit_everybody, refuse_reader
from application.kinds import KINDS
from case_stories import APPLICATION, case, opened
from domain.envelope import Actor
from domain.readers import READERS
from domain.recorded import Recorded
from domain.refusals import OutsideAuthority
from domain.roles import ROLES
from inner_office import Hours, circumstances, office_over
from memory_store import MemoryStore

OFFICER = UUID(int=5)
UNITS = {
    "province": "01",
    "district": "001",
    "commune": "00001",
    "centre": "centre",
    "ministry": "ministry",
}
CIRCUMSTANCES = circumstances(Hours())
EVERY = [(stream, role, level) for stream in READERS for role in ROLES for level in UNITS]


def reader(unit: str, *roles: str) -> Actor:
    return Actor(OFFICER, unit, roles)


def may(stream: str, actor: Actor) -> bool:
    try:
        refuse_reader(stream, actor, CIRCUMSTANCES.context(actor))
    except OutsideAuthority as refused:
        return refused.code != "role-may-not-read"
    return True


@pytest.mark.parametrize("stream", READERS)
def test_the_roles_of_the_table_read_and_no_others(stream: str) -> None:
    """At every level of unit: a role counts where it exists."""
    read = {(r, level) for s, r, level in EVERY if s == stream and may(s, reader(UNITS[level], r))}
    expected = {
        (role, level) for role in READERS[stream] for level in ROLES[role] if level in UNITS
    }

    assert read == expected


def test_one_role_of_several_is_enough() -> None:
    assert may("card", reader("centre", "device-officer", "director"))
    assert not may("card", reader("centre", "device-officer", "legal-officer"))


def test_two_halves_of_a_right_are_no_right() -> None:
    """A role that reads, held where it does not exist, beside one that exists and reads nothing."""
    assert not may("card", reader("00001", "director", "area-officer"))


def admitted(actor: Actor, history: list[Recorded] | None = None) -> str | None:
    """None, or the code of the refusal."""
    office: Any = office_over(MemoryStore())
    try:
        admit(office, KINDS["card-application"], actor, history or case(opened()))
    except OutsideAuthority as refused:
        return refused.code
    return None


@pytest.mark.parametrize("unit", ["001", "01", "centre"])
def test_a_case_is_read_in_its_unit_and_above(unit: str) -> None:
    assert admitted(reader(unit, "reception-officer")) is None


@pytest.mark.parametrize("unit", ["026", "02", "003"])
def test_a_case_is_closed_to_units_beside(unit: str) -> None:
    assert admitted(reader(unit, "reception-officer")) == "unit-outside-authority"


def test_the_role_is_asked_before_the_unit_is_told() -> None:
    assert admitted(reader("026", "area-officer")) == "role-may-not-read"


def test_law_is_public() -> None:
    office: Any = office_over(MemoryStore())

    admit_everybody(office, KINDS["legal-instrument"], reader("00001", "area-officer"), ())


def test_the_givens_are_of_the_stream_that_is_asked_for() -> None:
    assert {one.stream for one in case(opened())} == {APPLICATION}
