"""Who is found by what, and by whom."""

from typing import Any

import pytest
from tests.adapters.postgres.views import people
from tests.adapters.postgres.views.people import EVERYBODY, PEOPLE
from tests.adapters.postgres.views.projected import History

from adapters.postgres.citizen_directory import CitizenDirectory, FoundCitizen
from adapters.postgres.citizen_query import Criteria
from citizen_stories import (
    APPROVED,
    DEAD,
    DONG_VAN,
    LOST,
    PHUC_XA,
    RESTORED,
    VERIFIED,
    captured,
    numbered,
    story,
)


def nguyen(*but: str) -> set[str]:
    return {"ánh", "moved", "homeless", "at centre", "dead"} - set(but)


NAME_OF = {events[0].stream: name for name, events in PEOPLE.items()}


async def found(directory: CitizenDirectory, within: str = EVERYBODY, **criteria: Any) -> set[str]:
    asked = dict(criteria)
    if "unit" in asked:
        asked["places"] = directory.places_of(asked.pop("unit"))
    for name in ("pin", "old_number"):
        if name in asked:
            asked[f"{name}s"] = (asked.pop(name),)
    answer = await directory.find(people.criteria(**asked), within)
    assert len(answer.rows) == len({row.citizen_id for row in answer.rows})
    return {NAME_OF[row.citizen_id] for row in answer.rows if not is_only_similar(row)}


def is_only_similar(row: FoundCitizen) -> bool:
    return any(match.code == "match-similar" for match in row.matches)


BY_NAME = {
    "nguyen": nguyen(),
    "Nguyễn Thị Ánh": {"ánh"},
    "anh nguyen": {"ánh"},
    "THI ANH NG": {"ánh"},
    "n t a": {"ánh"},
    "guyen": set(),
    "do dat": {"đỗ"},
    "đo": {"đỗ"},
    "Ðỗ": {"đỗ"},
    "y-thien": {"y-thien"},
    "thien": {"y-thien"},
    "kso": {"y-thien"},
    "dran": {"d'ran"},
    "d’ran": {"d'ran"},
    "hòa": {"dead"},
    "%%": set(),
    "_guyen": set(),
    "\\\\": set(),
    "' OR 1=1 --": set(),
    "anh anh": {"ánh"},
    "nguyen bich cuc": set(),
}


@pytest.mark.parametrize(("q", "names"), BY_NAME.items(), ids=map(repr, BY_NAME))
async def test_a_name_is_found_by_the_beginnings_of_its_words(
    directory: CitizenDirectory, q: str, names: set[str]
) -> None:
    assert await found(directory, q=q) == names


BY_BIRTH = {
    "1990-03-07": {"ánh", "at centre"},
    "1990-03-08": set(),
    "1990-03": {"ánh", "at centre"},
    "1990": {"ánh", "at centre"},
    "1985-12-31": {"đỗ"},
    "1986-01-01": set(),
    "1985": {"đỗ"},
    "1950-06-15": {"y-thien"},
    "1950-12": {"y-thien"},
    "1951": set(),
    "1970": {"moved", "homeless"},
    "1970-01": {"moved"},
    "1969-12-31": set(),
    "1930-01-01": {"dead"},
}


@pytest.mark.parametrize(("birth", "names"), BY_BIRTH.items())
async def test_a_birth_date_finds_whoever_may_have_been_born_then(
    directory: CitizenDirectory, birth: str, names: set[str]
) -> None:
    assert await found(directory, birth=birth) == names


BY_PIN = {
    "001090000001": {"ánh"},
    "001190000001": {"ánh"},
    "001030000001": {"dead"},
    "00109000000": set(),
    "00109000000%": set(),
    "": set(),
}


@pytest.mark.parametrize(("pin", "names"), BY_PIN.items())
async def test_a_number_finds_its_holder_also_when_it_has_ended(
    directory: CitizenDirectory, pin: str, names: set[str]
) -> None:
    assert await found(directory, pin=pin) == names


HA_GIANG = {"moved", "at centre"}
HA_NOI = set(PEOPLE) - {"at centre"}
PLACES = {
    "02": HA_GIANG,
    "026": HA_GIANG,
    DONG_VAN: HA_GIANG,
    "01": HA_NOI,
    "001": HA_NOI,
    PHUC_XA: HA_NOI,
    "0": set(),
    "03": set(),
    "": set(),
}


@pytest.mark.parametrize(("unit", "names"), PLACES.items())
async def test_a_unit_finds_whom_it_collected_and_who_lives_there(
    directory: CitizenDirectory, unit: str, names: set[str]
) -> None:
    assert await found(directory, unit=unit) == names


@pytest.mark.parametrize(
    ("within", "names"), [*PLACES.items(), ("centre", set(PEOPLE)), ("ministry", set(PEOPLE))]
)
async def test_an_officer_finds_only_citizens_of_the_own_unit(
    directory: CitizenDirectory, within: str, names: set[str]
) -> None:
    assert await found(directory, within=within) == names
    assert await found(directory, within=within, q="nguyen") == names & nguyen()


async def test_criteria_hold_together(directory: CitizenDirectory) -> None:
    assert await found(directory, q="nguyen", birth="1970", unit="02") == {"moved"}
    assert await found(directory, q="do", pin="001090000001") == set()
    assert await found(directory, within="02", pin="001090000001") == set()


async def test_a_row_shows_what_officers_need(directory: CitizenDirectory) -> None:
    (row,) = (await directory.find(Criteria(pins=("001190000001",)), EVERYBODY)).rows

    assert (row.version, row.status, row.standing, row.pin) == (
        8, "approved", "living", "001090000001",
    )  # fmt: skip
    assert (row.surname, row.middle, row.given) == ("Nguyễn", "Thị", "Ánh")
    assert (row.birth, row.sex, row.unit, row.residence_unit) == (
        "1990-03-07", "female", PHUC_XA, PHUC_XA,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("last", "pin"), [((DEAD,), None), ((LOST,), None), ((DEAD, RESTORED), "001190000009")]
)
async def test_a_number_that_ended_with_the_standing_is_not_in_force(
    history: History, own: CitizenDirectory, last: tuple[Any, ...], pin: str | None
) -> None:
    history.record(story(captured(), VERIFIED, APPROVED, numbered("001190000009"), *last))
    history.projector().catch_up()

    found = await own.find(Criteria(pins=("001190000009",)), EVERYBODY)

    assert [row.pin for row in found.rows] == [pin]
