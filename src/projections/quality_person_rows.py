"""The rows of one person in the quality view, and how they go when the entry ends."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.citizen.entry import permanent_unit
from domain.citizen.person import Citizen
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.quality.card_holding import CARD_AGE
from domain.quality.compared import Compared
from domain.quality.life import names_spouse
from domain.quality.traits import Traits
from domain.quality.verdict import Verdict
from domain.values.partial_date import PartialDate, birthday
from projections import quality_counts as counts
from projections import quality_rows as rows
from projections.projection import Add, Change, Drop, Open
from projections.quality_memory import Noted, PersonMemory

_NAME_PARTS = ("surname", "middle", "given")
EVERYBODY = 0
"""In the place of a digest: how many people the frequencies of names are of."""

Found = Mapping[str, Verdict]


def person_values(
    now: PersonMemory, citizen: Citizen, person: Compared, place: counts.Place, today: date
) -> dict[str, Any]:
    """The columns of the person, but for version, position and what was evaluated."""
    entry = citizen.entry
    if entry is None:
        raise ValueError("an entry without sealed parts has no row")
    home = permanent_unit(entry, today)
    unit, province, district, commune = place
    return {
        "status": citizen.status,
        "standing": citizen.standing,
        "unit": unit,
        "unit_province": province or None,
        "unit_district": district or None,
        "unit_commune": commune or None,
        "home_unit": home[0] if home else None,
        "home_as_of": home[1] if home else None,
        "confirmed_on": now.acts.get(home[0]) if home else None,
        "birth": entry.birth,
        "marital": entry.marital,
        "names_spouse": names_spouse(entry),
        "is_head": rows.is_head(now.traits.relations),
        "remedy": bool(citizen.amendments or citizen.cancellation or citizen.proposal),
        "traits": rows.packed(person),
    }


def evaluated_mask(found: Found) -> int:
    """A bit for each check that was evaluated on the entry, DQ-01 the lowest."""
    return sum(1 << (int(check[3:]) - 1) for check, one in found.items() if one.evaluated)


def failure_rows(
    citizen: UUID, former: Mapping[str, Noted], found: Found, noted: Mapping[str, Noted]
) -> Iterator[Change]:
    for check, one in former.items():
        if noted.get(check) != one:
            yield from (Drop(rows.FAILURES, (citizen, check, first)) for first in one.firsts)
    for check, one in noted.items():
        if former.get(check) == one:
            continue
        verdict = found[check]
        for span in (span for span in verdict.spans if span.first in one.firsts):
            values = {
                "last_day": span.last,
                "since": one.since,
                "check_version": QUALITY_CHECKS[check].version,
                "about": list(verdict.about),
            }
            yield Open(rows.FAILURES, (citizen, check, span.first), values)


def due_days(found: Found, today: date, birth: str) -> tuple[date, ...]:
    """The later days on which a check begins to fail by itself; DQ-17 is of this entry's age.

    What lies further ahead is left to `cancuoc check-quality`: else every living person would
    have a row for the 121st birthday.
    """
    days = {span.first for one in found.values() for span in one.spans}
    with suppress(ValueError):
        days.add(birthday(PartialDate(birth).latest(), CARD_AGE))
    last = today + counts.HORIZON
    return tuple(sorted(day for day in days if today < day <= last))


def renamed(former: Traits | None, now: Traits | None) -> Iterator[Change]:
    """What the frequencies of names lose and gain; None counts nobody."""
    if former is not None and now is not None and _parts(former) == _parts(now):
        return
    for traits, amount in ((former, -1), (now, 1)):
        if traits is None:
            continue
        yield Add(rows.NAMES, ("everybody", EVERYBODY), {"count": amount})
        for part, digest in _parts(traits):
            yield Add(rows.NAMES, (part, digest), {"count": amount})


def merged(now: PersonMemory, citizen: UUID, today: date) -> tuple[PersonMemory, list[Change]]:
    """The entry ended in another one; what is remembered brings it back if that is undone."""
    counted, counting = counts.recounted(now.counted, (), today)
    gone = rows.dropped(citizen, (*rows.OF_PERSON,))
    due = (Drop(rows.DUE, (citizen, citizen, day)) for day in now.due)
    kept = replace(now, failures={}, keys=(), due=(), counted=counted, named=None)
    return kept, [*gone, *due, *renamed(now.named, None), *counting]


def erased(former: PersonMemory, citizen: UUID) -> list[Change]:
    """Nothing of the person is left, and no figure of any day counts it (as after a rebuild)."""
    gone = rows.dropped(citizen, rows.OF_ERASED)
    return [*gone, *renamed(former.named, None), *counts.uncounted(former.counted)]


def _parts(traits: Traits) -> list[tuple[str, int]]:
    soft = ((part, getattr(traits, part).soft) for part in _NAME_PARTS)
    return [(part, digest) for part, digest in soft if digest]
