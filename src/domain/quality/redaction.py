"""Events as the quality view remembers them: stand-ins for what names a person.

A stand-in is as empty, and as well or ill formed, as the value it stands for, so that every
check gives the verdict that it would give on the entry itself (a test compares both). Names,
addresses, documents and the serial of a number are gone; birth, sex and units remain.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, get_type_hints
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.facts import Change, DeclaredRelation, Place, Relation, Residence, SealedObject
from domain.refusals import BadValue
from domain.values.old_number import check_cmnd9
from domain.values.person_name import check_name_part

Digest = Callable[[str, str], int]
"""A keyed digest (signed, 64 bits) of a value of one kind: equal for equal values only."""

PAPER = SealedObject(UUID(int=0), "0" * 64, "application/octet-stream")
KEPT_NAMES = 50_000
WELL_FORMED, ILL_FORMED = "A", "0"

_HINTS = get_type_hints(e.Declaration)
_PIN_DIGITS, _PLAIN_DIGITS = 12, 6


class Redaction:
    """`digest` tells numbers with the same province, sex and year apart."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._by_field: dict[str, Callable[[Any], Any]] = {
            **dict.fromkeys(("surname", "middle", "given", "other_name"), _name),
            "birth_registration": _place,
            "native_place": _place,
            "residences": lambda stays: tuple(map(_stay, stays)),
            "relations": lambda all_: tuple(map(_declared, all_)),
            "cmnd9": lambda numbers: tuple(map(_old_number, numbers)),
            "pin_declared": lambda number: number and self.number(number),
        }

    def event(self, event: e.Event) -> e.Event:
        """The event with stand-ins; what no check reads of its sealed part is left out."""
        sealed = getattr(event, "sealed", None)
        if sealed is None:
            return event
        return replace(event, sealed=self._sealed(sealed))

    def number(self, pin: str) -> str:
        """The plain digits and, for the serial, as many of the digest."""
        if len(pin) != _PIN_DIGITS:
            return pin[:_PLAIN_DIGITS]
        serial = self._digest("pin-serial", pin) % 10**_PLAIN_DIGITS
        return f"{pin[:_PLAIN_DIGITS]}{serial:0{_PLAIN_DIGITS}d}"

    def _sealed(self, sealed: Any) -> Any:
        match sealed:
            case e.Declaration():
                return self._declaration(sealed)
            case e.DiffSealed() | e.AmendedSealed() | e.AbsorbedSealed():
                return replace(sealed, diff=tuple(map(self._change, sealed.diff)))
            case e.PinEstablishedSealed(pin):
                return e.PinEstablishedSealed(self.number(pin), None)
            case e.PinCancelledSealed(pin):
                return e.PinCancelledSealed(self.number(pin), PAPER)
            case e.DeathRecordedSealed(died):
                return e.DeathRecordedSealed(died, PAPER)
            case _:
                return self._named(sealed)

    def _named(self, sealed: Any) -> Any:
        match sealed:
            case e.ResidenceRecordedSealed(place):
                return e.ResidenceRecordedSealed(_place(place))
            case e.MaritalStatusRecordedSealed(marital, spouse):
                return e.MaritalStatusRecordedSealed(marital, spouse and _relation(spouse), PAPER)
            case e.RelationRecordedSealed(relation):
                return e.RelationRecordedSealed(_relation(relation))
            case e.OtherCitizenSealed() | e.MergedSealed():
                return sealed
            case _:
                return None

    def _declaration(self, declared: e.Declaration) -> e.Declaration:
        values = {field: to(getattr(declared, field)) for field, to in self._by_field.items()}
        # The forms of old imports may lack a signature, which DQ-13 then names.
        signature = None if declared.signature is None else PAPER  # type: ignore[redundant-expr]
        return replace(declared, **values, documents=(), signature=signature)

    def _change(self, change: Change) -> Change:
        to = self._by_field.get(change.field)
        before, after = (_changed(change.field, to, one) for one in (change.before, change.after))
        return Change(change.field, before, after, change.source, None)


def _changed(field: str, to: Callable[[Any], Any] | None, value: Any) -> Any:
    if to is None or value is None:
        return value
    try:
        fact = msgspec.convert(value, _HINTS[field])
    except msgspec.ValidationError:
        # A payload of another version, which the entry passes over as well.
        return None
    return msgspec.to_builtins(to(fact))


@lru_cache(KEPT_NAMES)
def _name(name: str | None) -> str | None:
    if not name:
        return name
    try:
        check_name_part(name)
    except BadValue:
        return ILL_FORMED
    return WELL_FORMED


def _old_number(number: str) -> str:
    try:
        check_cmnd9(number)
    except BadValue:
        return ""
    return "0" * 9


def _place(place: Place) -> Place:
    return replace(place, detail=None)


def _stay(stay: Residence) -> Residence:
    return replace(stay, place=_place(stay.place))


def _relation(relation: Relation) -> Relation:
    return replace(relation, name=_name(relation.name), pin=None, cmnd9=None)


def _declared(declared: DeclaredRelation) -> DeclaredRelation:
    return replace(declared, relation=_relation(declared.relation))
