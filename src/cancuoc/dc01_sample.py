"""Invented DC01 declarations that follow the census of 2019, for demonstrations and load.

The same seed gives the same people, on every machine and for every count: whoever stands as the
n-th of a province in a short sample stands there in a long one. Nobody in it exists: PINs use
prefixes reserved for tests, old numbers a series that was never issued.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from adapters.reference.load_units import load_provinces, load_register
from cancuoc.dc01_person import Home, Row, declaration
from domain.policy.apportion import apportion

SAMPLE_FILE = Path(__file__).parent / "data" / "dc01-sample.ndjson.gz"
SAMPLE_SEED = 2020
SAMPLE_DAY = date(2020, 12, 15)
SAMPLE_PER_PROVINCE = 10

_BETWEEN_SEEDS = 104_729


def census_shares(count: int) -> dict[str, int]:
    """How many of `count` people live in each province (Hamilton over the census of 2019)."""
    return apportion(count, {one.code: one.population for one in load_provinces()})


def even_shares(per_province: int) -> dict[str, int]:
    """The same number for each of the 63 provinces, as in the shipped file."""
    return {province.code: per_province for province in load_provinces()}


def declarations(
    count: int, seed: int, on: date, shares: Mapping[str, int] | None = None
) -> Iterator[Row]:
    """`count` bodies of POST /v1/citizens, captured on this day.

    Provinces take turns for as long as their share lasts, so the first 63 rows are one from each
    (of which a share of nothing is left out). `shares` replaces the census's and is cut at `count`.
    """
    ordered = _turns(census_shares(count) if shares is None else shares)
    for province, ordinal in islice(ordered, count):
        # Text as seed, since a tuple's hash differs between processes.
        random = Random(f"{seed}/{province}/{ordinal}")  # noqa: S311 - invented people
        # Codes are below 100, so nobody else of this seed has the number; other seeds start apart.
        number = ordinal * 100 + int(province) + seed * _BETWEEN_SEEDS
        yield declaration(random, home_in(random, province, on), on, number)


def sample() -> Iterator[Row]:
    """The rows of the shipped file, made anew."""
    shares = even_shares(SAMPLE_PER_PROVINCE)
    return declarations(sum(shares.values()), SAMPLE_SEED, SAMPLE_DAY, shares)


def read_sample(file: Path = SAMPLE_FILE) -> Iterator[Row]:
    """Rows of a sample file (newline-delimited JSON, gzip), in the order of capture."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write_sample(file: Path, rows: Iterator[Row]) -> int:
    """Write a sample file, the same bytes for the same rows; returns the number of rows."""
    count = 0
    # No name and no time in the gzip header, which would make equal samples differ.
    with file.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        for row in rows:
            packed.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
            packed.write(b"\n")
            count += 1
    return count


def _turns(shares: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """(province, ordinal within it), one of each province before a second of any."""
    waiting = {province: share for province, share in sorted(shares.items()) if share > 0}
    ordinal = 0
    while waiting:
        ordinal += 1
        for province in waiting:
            yield province, ordinal
        waiting = {province: share for province, share in waiting.items() if share > ordinal}


def home_in(random: Random, province: str, on: date, districts: int = 0) -> Home:
    """A commune of the province, or only of its first so many `districts`."""
    communes = _communes_by_province(on)
    served = _communes_of(province, on, districts) if districts else communes[province]
    region = next(one.region for one in load_provinces() if one.code == province)
    other = random.choice(tuple(code for code in communes if code != province))
    return Home(
        commune=random.choice(served),
        province=province,
        region=region,
        neighbours=communes[province],
        elsewhere=communes[other],
    )


@cache
def _communes_by_province(on: date) -> dict[str, tuple[str, ...]]:
    units = load_register()
    return {
        province.code: tuple(
            commune.code
            for district in units.children(province.code, on)
            for commune in units.children(district.code, on)
        )
        for province in units.children("centre", on)
    }


@cache
def _communes_of(province: str, on: date, districts: int) -> tuple[str, ...]:
    units = load_register()
    first = units.children(province, on)[:districts]
    return tuple(commune.code for one in first for commune in units.children(one.code, on))
