"""How alike two entries are: each field explained, and planted doubles told from twins."""

import hashlib
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.reference.load_units import load_register
from cancuoc.bench import doubles
from cancuoc.bench.quality_checks import LEAST, Forms
from citizen_stories import AN, place
from domain.citizen.facts import DeclaredRelation, Relation
from domain.quality.compared import Compared, keys_of
from domain.quality.likeness import Field, likeness, score
from domain.quality.traits import TraitsOf
from projections.quality_rows import compared


def digest(kind: str, value: str) -> int:
    told = hashlib.blake2b(f"{kind}\x1f{value}".encode(), digest_size=8).digest()
    return int.from_bytes(told, "big", signed=True)


TRAITS = TraitsOf(digest)
UNITS = load_register()
PARENTS = tuple(
    DeclaredRelation(kind, Relation(None, name, None, None, "VN", None))
    for kind, name in (("father", "Nguyễn Văn Ba"), ("mother", "Lê Thị Hoa"))
)
WOMAN = replace(AN, relations=PARENTS, birth_registration=place("00001"))


def person(pins: tuple[int, ...] = (), **changes: Any) -> Compared:
    declared = replace(WOMAN, **changes)
    return compared(declared, TRAITS.declared(declared), pins, UNITS)


def share(part: str, _digest: int) -> float:
    """A third of the people are Nguyễn; other parts of names are one in a hundred."""
    return 0.38 if part == "surname" else 0.01


def fields(**changes: Any) -> dict[str, Field]:
    found = likeness(person(), person(**changes), share)
    assert found == likeness(person(**changes), person(), share), "whichever comes first"
    return {one.field: one for one in found}


def test_a_frequent_name_tells_little_and_a_rare_one_much() -> None:
    found = fields()

    assert (found["surname"].outcome, found["surname"].weight) == ("agree", 1.3)
    assert (found["given"].outcome, found["given"].weight) == ("agree", 6.6)


@pytest.mark.parametrize(
    ("changes", "field", "outcome", "weight"),
    [
        ({"given": "Anh"}, "given", "soft", 3.9),
        ({"given": "Ánhh"}, "given", "near", -1.0),
        ({"given": "Bích"}, "given", "disagree", -13.0),
        ({"middle": ""}, "middle", "unknown", 0.0),
        ({"surname": "Lê"}, "surname", "disagree", -5.0),
        ({"birth": "1990"}, "birth", "soft", 6.0),
        ({"birth": "1990-07-03"}, "birth", "soft", 9.0),
        ({"birth": "1990-03-08"}, "birth", "soft", 4.0),
        ({"birth": "1971-01-02"}, "birth", "disagree", -6.0),
        ({"sex": "male"}, "sex", "disagree", -5.6),
        ({"sex": "unknown"}, "sex", "unknown", 0.0),
        ({"birth_registration": place("00004")}, "birth_registration", "disagree", -2.0),
        ({"birth_registration": place("01")}, "birth_registration", "soft", 3.0),
        ({"relations": ()}, "mother", "unknown", 0.0),
        ({"cmnd9": ("987654321",)}, "cmnd9", "disagree", -2.0),
        ({"cmnd9": ()}, "cmnd9", "unknown", 0.0),
        ({"ethnicity": "vn-1979:02"}, "ethnicity", "disagree", -2.0),
    ],
)
def test_a_field_says_how_far_it_agrees(
    changes: dict[str, Any], field: str, outcome: str, weight: float
) -> None:
    found = fields(**changes)[field]

    assert (found.outcome, found.weight) == (outcome, weight)


def test_what_a_family_shares_adds_nothing_where_the_given_names_differ() -> None:
    twin = fields(given="Bích", cmnd9=())

    assert [twin[one].weight for one in ("surname", "father", "birth_registration")] == [0, 0, 0]
    assert score(tuple(twin.values())) < LEAST < score(tuple(fields().values()))


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, {"same-person", "name-year", "name-place", "given-day", "surname-day", "parents"}),
        ({"birth": "1990"}, {"name-year", "name-place", "parents"}),
        ({"birth": "1990-07-03"}, {"name-year", "given-day", "surname-day"}),
        ({"surname": "Lê"}, {"given-day", "parents"}),
        ({"given": "Bích"}, {"surname-day", "cmnd9"}),
        ({"birth": "1971-01-02"}, {"name-place", "parents"}),
        ({"surname": "Nguyễn Thị", "middle": ""}, {"same-person", "name-year"}),
    ],
)
def test_each_key_survives_the_error_that_it_leaves_out(
    changes: dict[str, Any], kept: set[str]
) -> None:
    shared = {*keys_of(person(), digest)} & {*keys_of(person(**changes), digest)}

    assert kept <= {kind for kind, _ in shared}


def test_planted_doubles_are_found_and_twins_are_not() -> None:
    people = doubles.population(3000, 2021)
    forms = Forms(digest)
    known = {UUID(row["id"]): forms.compared(row) for row in people.rows}

    found = doubles.found_among(known, lambda one: keys_of(one, digest), people.doubles, LEAST)

    assert found.planted == 30
    assert found.recall >= 0.95
    assert found.precision >= 0.9
