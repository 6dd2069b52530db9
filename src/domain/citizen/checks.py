"""Blocking data-quality checks that need no more than the entry itself (domain §4, own-state)."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

import msgspec

from domain.citizen.declaration import lacking
from domain.citizen.entry import Entry
from domain.citizen.facts import Place, Residence
from domain.citizen.fields import check_field
from domain.context import Context
from domain.policy.mandatory_fields import mandatory_fields
from domain.refusals import BadValue, Fault, Faults, RuleBroken
from domain.units import RegisterOfUnits
from domain.values.partial_date import PartialDate
from domain.values.pin import ABROAD, check_prefix, parse_pin, pin_agrees

FIELD_OF_RULE = {"province": "birth_registration", "century-sex": "sex", "year": "birth"}


class Case(msgspec.Struct, frozen=True):
    """An entry under check: with the number it holds or declares, and the form it came on."""

    entry: Entry
    pin: str | None
    form: str
    context: Context


def pin_province(place: Place, units: RegisterOfUnits) -> str:
    """The PIN code of the province of birth registration, read on the day its code was."""
    if place.unit is None:
        return ABROAD
    return f"0{units.province_of(place.unit, place.as_of) or ''}"


def pin_contradictions(entry: Entry, pin: str, context: Context) -> tuple[str, ...]:
    """The rules of domain §3.1 that the number breaks: province, century-sex, year."""
    province = pin_province(entry.birth_registration, context.units)
    birth = PartialDate(entry.birth)
    return pin_agrees(parse_pin(pin), birth, entry.sex, province, context.test_numbers)


def open_checks(case: Case) -> tuple[Fault, ...]:
    """One fault for each field at which a check is open, pointing at that field of the entry."""
    return tuple(
        Fault(f"/{field}", "check-open", {"id": check})
        for check, fields in CHECKS.items()
        for field in fields(case)
    )


def _contradicts(rule: str) -> Callable[[Case], Iterator[str]]:
    def fields(case: Case) -> Iterator[str]:
        if case.pin and rule in pin_contradictions(case.entry, case.pin, case.context):
            yield FIELD_OF_RULE[rule]

    return fields


def _unassigned_prefix(case: Case) -> Iterator[str]:
    if case.pin is None:
        return
    known = case.context.units.pin_prefixes(case.context.today)
    try:
        check_prefix(parse_pin(case.pin).prefix, known, case.context.test_numbers)
    except BadValue:
        yield "pin_declared"


def _empty(case: Case) -> Iterator[str]:
    context = case.context
    mandatory = mandatory_fields(context.policy, case.form, context.today, known=context.now)
    yield from lacking(case.entry, mandatory)


def _malformed(*fields: str) -> Callable[[Case], Iterator[str]]:
    def at_fault(case: Case) -> Iterator[str]:
        return (field for field in fields if _is_malformed(case, field))

    return at_fault


def _is_malformed(case: Case, field: str) -> bool:
    faults = Faults()
    check_field(faults, f"/{field}", field, getattr(case.entry, field), case.context.units)
    try:
        faults.refuse_if_any()
    except RuleBroken:
        return True
    return False


def _two_homes(case: Case) -> Iterator[str]:
    homes = [stay for stay in case.entry.residences if stay.kind == "permanent"]
    if any(_overlap(one, other) for one, other in combinations(homes, 2)):
        yield "residences"


def _overlap(one: Residence, other: Residence) -> bool:
    begins = max(one.from_ or date.min, other.from_ or date.min)
    return begins <= min(one.to or date.max, other.to or date.max)


def _numbered_without_nationality(case: Case) -> Iterator[str]:
    if not case.entry.nationalities and (case.pin or case.entry.cmnd9):
        yield "nationalities"


CHECKS: dict[str, Callable[[Case], Iterator[str]]] = {
    "DQ-01": _contradicts("province"),
    "DQ-02": _contradicts("century-sex"),
    "DQ-03": _contradicts("year"),
    "DQ-04": _unassigned_prefix,
    "DQ-13": _empty,
    "DQ-21": _malformed("surname", "middle", "given", "other_name"),
    "DQ-22": _malformed("birth_registration", "native_place", "residences"),
    "DQ-27": _two_homes,
    "DQ-35": _numbered_without_nationality,
}
