"""The tables of the quality view, and what is written there of one person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec

from domain.citizen.events import Declaration
from domain.citizen.facts import Place
from domain.quality.compared import Compared
from domain.quality.traits import Link, Traits
from domain.units import RegisterOfUnits
from domain.values.partial_date import PartialDate
from projections.projection import Change, Drop, Open, TableName

PEOPLE = TableName("quality_people")
FAILURES = TableName("quality_failures")
KEYS = TableName("quality_keys")
LINKS = TableName("quality_links")
DUE = TableName("quality_due")
APPLICATIONS = TableName("quality_applications")
CARDS = TableName("quality_cards")
CASES = TableName("quality_cases")
CASE_DAYS = TableName("quality_case_days")
OTHERS = TableName("quality_others")
COUNTS = TableName("quality_counts")
LAGS = TableName("quality_lags")
NAMES = TableName("quality_names")
MEMORY = TableName("quality_memory")

OF_PERSON = (PEOPLE, FAILURES, KEYS, LINKS)
"""What goes when an entry ends in another one; the cards and cases of the person stay."""
OF_ERASED = (*OF_PERSON, DUE, APPLICATIONS, CARDS, CASES, CASE_DAYS, OTHERS)

ALL = (*OF_ERASED, COUNTS, LAGS, NAMES, MEMORY)

KeyRow = tuple[str, int, int]
"""Kind, digest, and the position of the event that brought it."""


def dropped(citizen: UUID, tables: tuple[TableName, ...]) -> Iterator[Change]:
    return (Drop(table, (citizen,)) for table in tables)


def compared(
    entry: Declaration, traits: Traits, pins: tuple[int, ...], units: RegisterOfUnits
) -> Compared:
    registered, native = map(_unit_or_country, (entry.birth_registration, entry.native_place))
    at = entry.birth_registration
    province = units.province_of(at.unit, at.as_of) if at.unit else None
    person = (entry.birth, entry.sex, registered, native, entry.ethnicity)
    return Compared(traits, *person, pins, province or "")


def birth_columns(birth: str) -> dict[str, Any]:
    """The interval of the birth; empty for a text that is no date."""
    try:
        known = PartialDate(birth)
        return {"birth_earliest": known.earliest(), "birth_latest": known.latest()}
    except ValueError:
        return {"birth_earliest": None, "birth_latest": None}


def key_changes(
    citizen: UUID, former: tuple[KeyRow, ...], now: tuple[KeyRow, ...]
) -> Iterator[Change]:
    gone = {row[:2] for row in former} - {row[:2] for row in now}
    for kind, digest in sorted(gone):
        yield Drop(KEYS, (citizen, kind, digest))
    for kind, digest, since in now:
        if (kind, digest, since) not in former:
            yield Open(KEYS, (citizen, kind, digest), {"since": since})


def link_changes(
    citizen: UUID, former: tuple[Link, ...], links: tuple[Link, ...], since: int
) -> Iterator[Change]:
    """A row for each person that the entry names by entry or by number."""
    if former == links:
        return
    for number, link in enumerate(former):
        if _is_told(link):
            yield Drop(LINKS, (citizen, number))
    for number, link in enumerate(links):
        if not _is_told(link):
            continue
        values = {
            "kind": link.kind,
            "to_citizen": UUID(link.citizen_id) if link.citizen_id else None,
            "to_pin": link.pin,
            "to_cmnd9": link.cmnd9,
            "to_head": link.to_head,
            "since": since,
        }
        yield Open(LINKS, (citizen, number), values)


def _is_told(link: Link) -> bool:
    return link.citizen_id is not None or link.pin is not None or link.cmnd9 is not None


def is_head(links: tuple[Link, ...]) -> bool | None:
    """Whether the entry says that its person heads a household; None where it says nothing."""
    said = [link.to_head for link in links if link.kind == "head-of-household"]
    return None if not said or said[-1] is None else said[-1] == "head"


def packed(person: Compared) -> bytes:
    return msgspec.msgpack.encode(person)


def _unit_or_country(place: Place) -> str:
    return place.unit or place.country
