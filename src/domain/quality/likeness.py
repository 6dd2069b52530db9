"""How alike two entries are: log-likelihood weights, field by field, each of them explained.

Fellegi and Sunter, A Theory for Record Linkage (1969): a field that agrees adds log2(m / u), one
that disagrees log2((1 - m) / (1 - u)); m is how often one person's field agrees, u how often two
strangers' do. For a name u is its frequency in this register (a third of the people are Nguyễn);
the other u follow from the calendar and the number of units. Nothing is learnt and nothing hidden.
"""

from collections.abc import Callable
from math import log2
from typing import Literal

import msgspec

from domain.quality.compared import Compared
from domain.quality.traits import NAMES, Name
from domain.values.partial_date import PartialDate, compatible

Outcome = Literal["agree", "soft", "near", "disagree", "unknown"]

M_AGREE = 0.95
RAREST_NAME = 1e-4
"""A name met less often tells no more: it may be a slip of the pen."""
SOFT_SHARE = 0.6
"""Of the weight of an agreement, where only the name without marks, or with i for y, agrees."""

Frequency = Callable[[str, int], float]
"""The share of people whose part of the name (surname, middle, given) has this soft digest."""


class Field(msgspec.Struct, frozen=True):
    """One field of the comparison; `weight` in bits."""

    field: str
    outcome: Outcome
    weight: float


_NAME_DISAGREES = {"surname": -5.0, "middle": -3.0, "given": -13.0}
"""Of one person two forms may spell the surname differently; the given name stays, or is near."""
_NAME_NEAR = -1.0
_BIRTH: dict[str, tuple[Outcome, float]] = {
    "day": ("agree", 14.6),
    "exchanged": ("soft", 9.0),
    "partial": ("soft", 6.0),
    "near": ("soft", 4.0),
    "other": ("disagree", -6.0),
}
_PLACE_AGREES = {5: 9.0, 3: 7.0, 2: 4.0}
"""By digits of the unit code: communes, districts, provinces."""
_OF_FAMILY = frozenset(
    "surname middle birth_registration native_place father mother ethnicity".split()
)
_COUNTRY_AGREES, _PROVINCE_AGREES = 3.0, 3.0


def likeness(one: Compared, other: Compared, frequency: Frequency) -> tuple[Field, ...]:
    """Every field compared, in a fixed order; the same whichever of the two comes first.

    Brothers, sisters and twins have all but the given name in common: where the given names
    disagree, what a family shares adds nothing.
    """
    names = {part: _name(part, one, other, frequency) for part in NAMES}
    fields = (
        *names.values(),
        _birth(one.birth, other.birth),
        _sex(one.sex, other.sex),
        _registered(one, other),
        _native(one.native, other.native),
        _parent("father", one, other),
        _parent("mother", one, other),
        _numbers("cmnd9", one.traits.cmnd9, other.traits.cmnd9, 12.0, -2.0),
        _numbers("pin", one.pins, other.pins, 18.0, -1.0),
        _ethnicity(one.ethnicity, other.ethnicity),
    )
    if names["given"].outcome != "disagree":
        return fields
    return tuple(_within_family(field) if field.field in _OF_FAMILY else field for field in fields)


def score(fields: tuple[Field, ...]) -> float:
    """The sum of the weights, in bits, to a tenth."""
    return round(sum(one.weight for one in fields), 1)


def _name(part: str, one: Compared, other: Compared, frequency: Frequency) -> Field:
    left, right = (getattr(person.traits, part) for person in (one, other))
    if not left.exact or not right.exact:
        return Field(part, "unknown", 0.0)
    weight = log2(M_AGREE / max(frequency(part, left.soft), RAREST_NAME))
    if left.exact == right.exact:
        return Field(part, "agree", _bits(weight))
    if _is_soft(left, right):
        return Field(part, "soft", _bits(SOFT_SHARE * weight))
    if set(left.near) & set(right.near):
        return Field(part, "near", _NAME_NEAR)
    return Field(part, "disagree", _NAME_DISAGREES[part])


def _is_soft(one: Name, other: Name) -> bool:
    return one.soft == other.soft or one.words == other.words


def _birth(one: str, other: str) -> Field:
    outcome, weight = _BIRTH[_births(PartialDate(one), PartialDate(other))]
    return Field("birth", outcome, weight)


def _births(one: PartialDate, other: PartialDate) -> str:
    if one.text == other.text and one.has_day:
        return "day"
    if compatible(one, other):
        return "partial"
    if not (one.has_day and other.has_day):
        return "other"
    (year, month, day), theirs = one.text.split("-"), other.text.split("-")
    if [year, day, month] == theirs:
        return "exchanged"
    same = sum(mine == its for mine, its in zip((year, month, day), theirs, strict=True))
    return "near" if same > 1 else "other"


def _sex(one: str, other: str) -> Field:
    if "unknown" in (one, other):
        return Field("sex", "unknown", 0.0)
    return Field("sex", "agree", 0.9) if one == other else Field("sex", "disagree", -5.6)


def _registered(one: Compared, other: Compared) -> Field:
    """Where one form names the province only, the province agrees."""
    field, left, right = "birth_registration", one.registered, other.registered
    if left == right:
        return Field(field, "agree", _PLACE_AGREES.get(len(left), _COUNTRY_AGREES))
    if one.province and one.province == other.province and min(len(left), len(right)) == 2:
        return Field(field, "soft", _PROVINCE_AGREES)
    return Field(field, "disagree", -2.0)


def _native(one: str, other: str) -> Field:
    """Mostly the place of birth registration, which tells it already."""
    return Field("native_place", *(("agree", 2.0) if one == other else ("disagree", -0.5)))


def _within_family(field: Field) -> Field:
    return Field(field.field, field.outcome, min(field.weight, 0.0))


def _parent(kind: str, one: Compared, other: Compared) -> Field:
    left, right = one.traits.named(kind), other.traits.named(kind)
    if not left or not right:
        return Field(kind, "unknown", 0.0)
    if left != right:
        return Field(kind, "disagree", -3.0)
    return Field(kind, "agree", 8.0)


def _numbers(
    field: str, one: tuple[int, ...], other: tuple[int, ...], agrees: float, differs: float
) -> Field:
    if not one or not other:
        return Field(field, "unknown", 0.0)
    if set(one) & set(other):
        return Field(field, "agree", agrees)
    return Field(field, "disagree", differs)


def _ethnicity(one: str, other: str) -> Field:
    if one == other:
        return Field("ethnicity", "agree", 0.5)
    return Field("ethnicity", "disagree", -2.0)


def _bits(weight: float) -> float:
    return round(weight, 1)
