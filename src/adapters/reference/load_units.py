"""Loads the dated register of units and the census provinces from the packaged files."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from domain.units import LEVEL_BY_DIGITS, RegisterOfUnits, Unit

FILES = Path(__file__).parent

FIRST_DAY_2021_LIST = date(2004, 7, 8)
"""Decision 124/2004/QD-TTg; assumed for every unit, see the README beside the files."""

LAST_DAY_2021_LIST = date(2025, 6, 30)

CITIES_SINCE_2025 = frozenset({"46"})
"""Huế: Resolution 175/2024/QH15; no city in the list of 2021."""


class Province(msgspec.Struct, frozen=True):
    """A province of 2021 with its census population of 1 April 2019."""

    code: str
    pin_code: str
    name: str
    name_en: str
    population: int
    region: str


@cache
def load_register() -> RegisterOfUnits:
    """The units of 2021 with their zones and the provinces of 2025; read once per process."""
    mergers = {row["code"]: row for row in _rows("admin-units-2025.csv")}
    successors = {former: code for code, row in mergers.items() for former in _predecessors(row)}
    zones = {row["district_code"]: row["zone"] for row in _rows("district-zones.csv")}
    units = [
        _unit_of_2021(row, zones.get(row["code"]), successors)
        for row in _rows("admin-units-2021.csv")
    ]
    kinds = {unit.code: unit.kind for unit in units}
    return RegisterOfUnits(units + [_province_of_2025(row, kinds) for row in mergers.values()])


@cache
def load_provinces() -> tuple[Province, ...]:
    """The 63 provinces in the order of their statistics codes."""
    return tuple(
        Province(
            code=row["gso_code"],
            pin_code=row["pin_code"],
            name=row["name_vi"],
            name_en=row["name_en"],
            population=int(row["population_2019"]),
            region=row["region"],
        )
        for row in _rows("provinces-63.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _predecessors(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row["predecessor_codes"].split(";"))


def _unit_of_2021(row: dict[str, str], zone: str | None, successors: dict[str, str]) -> Unit:
    code = row["code"]
    return Unit(
        code=code,
        level=LEVEL_BY_DIGITS[len(code)],
        parent=row["parent_code"] or None,
        name=row["name_vi"],
        kind=row["type"],
        zone=zone,
        valid_from=FIRST_DAY_2021_LIST,
        valid_to=LAST_DAY_2021_LIST,
        successors=(successors[code],) if code in successors else (),
        confidence="assumed",
    )


def _province_of_2025(row: dict[str, str], kinds: dict[str, str]) -> Unit:
    formed_from = _predecessors(row)
    is_city = row["code"] in CITIES_SINCE_2025 or any(
        kinds[code] == "thanh-pho" for code in formed_from
    )
    return Unit(
        code=row["code"],
        level="province",
        parent=None,
        name=row["name_vi"],
        kind="thanh-pho" if is_city else "tinh",
        zone=None,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=None,
        predecessors=formed_from,
    )
