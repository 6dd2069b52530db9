"""The shape of the parameters of every rule key.

Days are ISO texts in the JSON object, amounts are whole dong, limits are working days. Long because
it is the table of all keys.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

import msgspec

Zone = Literal["urban", "mountain", "other"]
Kind = Literal["first-issue", "conversion", "exchange", "reissue"]
Modality = Literal["face", "ten-fingers", "iris"]
Dong = Annotated[int, msgspec.Meta(ge=0)]
Years = Annotated[int, msgspec.Meta(ge=0, le=150)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Bits = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9])?$")]
HalfDays = Annotated[float, msgspec.Meta(gt=0, le=365, multiple_of=0.5)]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters as a JSON object; what the shape does not name is refused."""


class MinAge(Shape, frozen=True):
    """`duty_from` is the age from which the card is a duty, where it is lower on request."""

    age: Years
    duty_from: Years | None = None


class ExchangeAges(Shape, frozen=True):
    ages: Annotated[tuple[Years, ...], msgspec.Meta(min_length=1)]


class EarlyWindow(Shape, frozen=True):
    years: Years


class AfterLastAge(Shape, frozen=True):
    expires: Literal["never"]


class CardForm(Shape, frozen=True):
    form: Code


class OldValidity(Shape, frozen=True):
    """Cards that expire while the rule applies stay valid to this day."""

    valid_to: date


class Cmnd9(Shape, frozen=True):
    valid: bool


class LimitRow(Shape, frozen=True):
    """A selector left out fits every case."""

    days: HalfDays
    zone: Zone | None = None
    kind: Kind | None = None
    own_intake: bool | None = None


class Limit(Shape, frozen=True):
    """The first row that fits the case gives its working days; the last row fits every case."""

    rows: Annotated[tuple[LimitRow, ...], msgspec.Meta(min_length=1)]

    def __post_init__(self) -> None:
        last = self.rows[-1]
        if last != LimitRow(last.days):
            raise ValueError("the last row must fit every case")


class FeeBase(Shape, frozen=True):
    vnd: dict[Kind, Dong]

    def __post_init__(self) -> None:
        if len(self.vnd) != len(get_args(Kind)):
            raise ValueError("each kind of application needs its amount")


class FeeFactor(Shape, frozen=True):
    """A decimal fraction as text, for example "0.5": money knows no binary fractions."""

    factor: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?$")]

    @property
    def value(self) -> Decimal:
        return Decimal(self.factor)


class FeeWaiver(Shape, frozen=True):
    """The fee in dong by whose fault makes the card necessary."""

    vnd: dict[Code, Dong]


class PinStructure(Shape, frozen=True):
    digits: int
    parts: tuple[int, ...] | None = None
    issued_numbers: Literal["unchanged"] | None = None


class Grounds(Shape, frozen=True):
    grounds: tuple[Code, ...]


class BulkAllowed(Shape, frozen=True):
    allowed: bool


class NdpFields(Shape, frozen=True):
    """The items of the law, and the fields of an entry that each form must fill."""

    items: tuple[Code, ...]
    mandatory: dict[Code, tuple[Code, ...]]


class BiometricsRow(Shape, frozen=True):
    from_age: Years
    modalities: tuple[Modality, ...]


class Biometrics(Shape, frozen=True):
    """The row with the highest age that is not above the person's own; below all rows, none."""

    rows: tuple[BiometricsRow, ...]


class HistoryRequired(Shape, frozen=True):
    required: bool


class IntakeLevels(Shape, frozen=True):
    levels: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]


class AdminCodes(Shape, frozen=True):
    provinces: int
    levels: tuple[Code, ...]


class OldDocument(Shape, frozen=True):
    action: Code
    if_damaged: Code | None = None


class Holidays(Shape, frozen=True):
    days: tuple[date, ...]


class MinGroup(Shape, frozen=True):
    persons: Annotated[int, msgspec.Meta(ge=1)]


class Duplicates(Shape, frozen=True):
    """Likeness of two entries, in bits and as text: from where a case is opened, and shown."""

    case: Bits
    shown: Bits


class HouseDeadline(Shape, frozen=True):
    """`amount` 0 of `working-days` is the end of the same day."""

    amount: Annotated[int, msgspec.Meta(ge=0)]
    unit: Literal["working-days", "days", "hours", "minutes"]
    owner: Code
    escalates_to: Code


SHAPES: dict[str, type[Shape]] = {
    "card.min_age": MinAge,
    "card.exchange_ages": ExchangeAges,
    "card.early_window": EarlyWindow,
    "card.expiry_after_last_age": AfterLastAge,
    "card.form": CardForm,
    "card.old_validity": OldValidity,
    "cmnd9.valid": Cmnd9,
    "limit.total": Limit,
    "limit.district": Limit,
    "limit.province": Limit,
    "limit.centre": Limit,
    "limit.delivery": Limit,
    "fee.base": FeeBase,
    "fee.factor": FeeFactor,
    "fee.waiver": FeeWaiver,
    "pin.structure": PinStructure,
    "pin.reestablish.grounds": Grounds,
    "pin.bulk_allowed": BulkAllowed,
    "ndp.fields": NdpFields,
    "ndp.history_required": HistoryRequired,
    "iddb.biometrics": Biometrics,
    "intake.levels": IntakeLevels,
    "admin.codes": AdminCodes,
    "old_document.action": OldDocument,
    "calendar.holidays": Holidays,
    "reporting.min_group": MinGroup,
    "erasure.grounds": Grounds,
    "quality.duplicates": Duplicates,
}
