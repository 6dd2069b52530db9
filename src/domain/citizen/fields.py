"""The form of each field of an entry: one table for capture, correction, amendment and checks."""

from collections.abc import Callable
from typing import Any

import msgspec

from domain.citizen.facts import DeclaredRelation, Place, Relation, Residence
from domain.citizen.forms import (
    DeclaredRelationGiven,
    DeclaredRelations,
    ListedCode,
    NamePart,
    Nationalities,
    OldNumbers,
    PartialDateText,
    PinText,
    PlaceGiven,
    ResidenceGiven,
    Residences,
)
from domain.guards import unit_on
from domain.refusals import BadValue, Faults
from domain.units import RegisterOfUnits
from domain.values.codes import (
    check_blood,
    check_country,
    check_ethnicity,
    check_marital,
    check_nationalities,
    check_nationality,
    check_relation_to_head,
    check_religion,
    check_sex,
)
from domain.values.old_number import check_cmnd9
from domain.values.partial_date import PartialDate
from domain.values.person_name import check_given_name, check_name_part
from domain.values.pin import parse_pin

_PARTS = (PlaceGiven, ResidenceGiven, DeclaredRelationGiven)

Check = Callable[[Faults, str, Any, RegisterOfUnits], None]


class Field(msgspec.Struct, frozen=True):
    """`given` is the type a body states the value in, `check` judges the fact made of it."""

    given: Any
    check: Check


def given_value(field: str, after: object) -> Any:
    """The fact that a change states for this field; BadValue when it has not the field's form."""
    try:
        return fact_of(msgspec.convert(after, FIELD[field].given))
    except msgspec.ValidationError as malformed:
        raise BadValue("value-malformed", field=field) from malformed


def fact_of(given: Any) -> Any:
    """What a part of a body states, as the event will hold it."""
    if given is None or type(given) is str:
        return given
    if isinstance(given, tuple):
        return tuple(fact_of(one) for one in given)
    return given.fact() if isinstance(given, _PARTS) else given


def check_field(
    faults: Faults, pointer: str, field: str, value: Any, units: RegisterOfUnits
) -> None:
    """Note every fault of the value; an absent optional value has none."""
    if value is not None:
        FIELD[field].check(faults, pointer, value, units)


def check_place(faults: Faults, pointer: str, place: Place, units: RegisterOfUnits) -> None:
    faults.check(f"{pointer}/country", check_country, place.country)
    if place.country != "VN" and place.unit is not None:
        faults.add(f"{pointer}/unit", "place-abroad-has-no-unit")
    elif place.unit is not None:
        faults.check(f"{pointer}/unit", unit_on, place.unit, place.as_of, units)
    elif place.country == "VN":
        faults.add(f"{pointer}/unit", "place-lacks-unit")


def check_relation(faults: Faults, pointer: str, relation: Relation) -> None:
    if relation.citizen_id is None and relation.name is None:
        faults.add(pointer, "relation-names-nobody")
    for name, value, parse in (
        ("name", relation.name, check_name_part),
        ("pin", relation.pin, parse_pin),
        ("cmnd9", relation.cmnd9, check_cmnd9),
        ("nationality", relation.nationality, check_nationality),
        ("to_head", relation.to_head, check_relation_to_head),
    ):
        if value is not None:
            faults.check(f"{pointer}/{name}", parse, value)


def check_residence(
    faults: Faults, pointer: str, residence: Residence, units: RegisterOfUnits
) -> None:
    check_place(faults, f"{pointer}/place", residence.place, units)
    if residence.from_ and residence.to and residence.to < residence.from_:
        faults.add(f"{pointer}/to", "ends-before-it-begins")


def _check_declared_relation(
    faults: Faults, pointer: str, declared: DeclaredRelation, _units: RegisterOfUnits
) -> None:
    check_relation(faults, f"{pointer}/relation", declared.relation)


def _by(parse: Callable[[Any], Any]) -> Check:
    def check(faults: Faults, pointer: str, value: Any, _units: RegisterOfUnits) -> None:
        faults.check(pointer, parse, value)

    return check


def _each(check: Check) -> Check:
    def check_all(faults: Faults, pointer: str, values: Any, units: RegisterOfUnits) -> None:
        for number, value in enumerate(values):
            check(faults, f"{pointer}/{number}", value, units)

    return check_all


FIELD: dict[str, Field] = {
    "surname": Field(NamePart, _by(check_name_part)),
    "middle": Field(NamePart, _by(check_name_part)),
    "given": Field(NamePart, _by(check_given_name)),
    "other_name": Field(NamePart | None, _by(check_name_part)),
    "birth": Field(PartialDateText, _by(PartialDate.parse)),
    "sex": Field(ListedCode, _by(check_sex)),
    "birth_registration": Field(PlaceGiven, check_place),
    "native_place": Field(PlaceGiven, check_place),
    "ethnicity": Field(ListedCode, _by(check_ethnicity)),
    "religion": Field(ListedCode | None, _by(check_religion)),
    "nationalities": Field(Nationalities, _by(check_nationalities)),
    "marital": Field(ListedCode, _by(check_marital)),
    "blood": Field(ListedCode | None, _by(check_blood)),
    "residences": Field(Residences, _each(check_residence)),
    "relations": Field(DeclaredRelations, _each(_check_declared_relation)),
    "cmnd9": Field(OldNumbers, _each(_by(check_cmnd9))),
    "pin_declared": Field(PinText | None, _by(parse_pin)),
}
