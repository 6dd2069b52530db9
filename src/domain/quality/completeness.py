"""DQ-14, DQ-15, DQ-16, DQ-18: what an entry lacks beyond its mandatory fields."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.citizen.facts import Residence
from domain.quality.seen import Seen
from domain.quality.verdict import PASSES, Span, Verdict, failing, failing_if
from domain.units import LEVEL_BY_DIGITS
from domain.values.partial_date import PartialDate

_AN_ADDRESS = ("permanent", "temporary")
ONE_DAY = timedelta(days=1)


def birth_without_day_or_month(seen: Seen) -> Verdict:
    """DQ-14: legal, and asked once."""
    birth = PartialDate(seen.entry.birth)
    return failing_if(not birth.has_day, "birth", evidence=(birth.text,))


def no_permanent_residence(seen: Seen) -> Verdict:
    """DQ-15: on every day from now on that no permanent residence covers."""
    if seen.citizen.standing != "living":
        return PASSES
    homes = [stay for stay in seen.entry.residences if stay.kind == "permanent"]
    gaps = tuple(uncovered(homes, seen.context.today))
    return failing("residences", evidence=_dated(homes), spans=gaps)


def parents_without_name(seen: Seen) -> Verdict:
    """DQ-16: neither father nor mother is named, nor known by entry."""
    parents = [one.relation for one in seen.entry.relations if one.kind in ("father", "mother")]
    named = any(one.citizen_id or one.name for one in parents)
    return failing_if(not named, "relations")


def address_without_commune(seen: Seen) -> Verdict:
    """DQ-18: a permanent or temporary residence in Viet Nam names no unit of commune level.

    A current residence may be told more roughly, and past ones are left as they are.
    """
    today = seen.context.today
    rough = [
        stay
        for stay in seen.entry.residences
        if stay.kind in _AN_ADDRESS and not _is_over(stay, today) and not _has_commune(stay)
    ]
    return failing_if(bool(rough), "residences", evidence=_dated(rough))


def uncovered(stays: Sequence[Residence], today: date) -> Iterator[Span]:
    """The days from `today` on that none of the stays covers, as few spans as possible."""
    day = today
    for first, last in sorted((one.from_ or date.min, one.to or date.max) for one in stays):
        if first > day:
            yield Span(day, first - ONE_DAY)
        if last == date.max:
            return
        day = max(day, last + ONE_DAY)
    yield Span(day, date.max)


def _has_commune(stay: Residence) -> bool:
    place = stay.place
    return place.country != "VN" or LEVEL_BY_DIGITS.get(len(place.unit or "")) == "commune"


def _is_over(stay: Residence, today: date) -> bool:
    return stay.to is not None and stay.to < today


def _dated(stays: Sequence[Residence]) -> Iterator[str]:
    return (f"{one.kind} {one.from_} {one.to} {one.place.unit}" for one in stays)
