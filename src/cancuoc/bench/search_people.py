"""A million people to be searched for: rows of the view itself, named as the country names."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any, NamedTuple

import psycopg

from adapters.reference.load_units import load_provinces, load_register
from cancuoc.bench.models import CAPTURED_ON
from cancuoc.dc01_names import Bearer, Name, name_of
from cancuoc.dc01_population import band_of, ethnicity_of
from domain.values.pin import TEST_PREFIXES, form_pin
from projections.citizen_columns import plain_columns
from projections.jurisdictions import Jurisdictions

ROWS_AT_ONCE = 50_000
SAMPLE = 4000
SEED = 2021

_COLUMNS = (
    "citizen_id", "version", "stage", "number_cancelled", "merged", "erased", "standing",
    "surname", "middle", "given", "fold_surname", "fold_middle", "fold_given",
    "tone_surname", "tone_middle", "tone_given", "sort_surname", "sort_middle", "sort_given",
    "birth", "birth_earliest", "birth_latest", "sex", "pin", "unit", "unit_places",
    "residence_unit", "residence_places", "position", "recorded_at",
)  # fmt: skip
_COPY = f"COPY view_a.citizen_search ({', '.join(_COLUMNS)}) FROM STDIN"
_COPY_NUMBERS = "COPY view_a.citizen_number (citizen_id, kind, number) FROM STDIN"
_LIVE = """
INSERT INTO projections (name, version, live_slot, position_a) VALUES ('citizen_search', 2, 'a', -1)
ON CONFLICT DO NOTHING
"""
_RECORDED_AT = datetime(2021, 3, 1, 2, tzinfo=UTC)


class Somebody(NamedTuple):
    """What questions are made of."""

    citizen_id: uuid.UUID
    name: Name
    birth: date
    sex: str
    unit: str
    pin: str
    cmnd9: str


class Crowd:
    """People drawn one after the other; every so many of them are remembered for questions."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.sample: list[Somebody] = []
        self._random = Random(SEED)  # noqa: S311 - load, not a secret
        self._places = Jurisdictions(load_register())
        self._provinces = load_provinces()
        self._weights = [one.population for one in self._provinces]
        self._communes: dict[str, list[str]] = {}
        register = load_register()
        for unit in register.units:
            if unit.level == "commune" and unit.exists_on(CAPTURED_ON):
                province = register.province_of(unit.code, CAPTURED_ON)
                self._communes.setdefault(province or "", []).append(unit.code)

    def fill(self, store: psycopg.Connection) -> Iterator[int]:
        """In bounded transactions, as the owner of the tables; yields how many so far."""
        store.execute(_LIVE)
        done = 0
        while done < self.people:
            some = [self._somebody(n) for n in range(done, min(done + ROWS_AT_ONCE, self.people))]
            with store.transaction():
                with store.cursor().copy(_COPY) as copy:
                    for n, one in enumerate(some):
                        copy.write_row(self._row(done + n, one))
                with store.cursor().copy(_COPY_NUMBERS) as copy:
                    for one in some:
                        copy.write_row((one.citizen_id, "pin", one.pin))
                        copy.write_row((one.citizen_id, "cmnd9", one.cmnd9))
            done += len(some)
            yield done

    def _somebody(self, number: int) -> Somebody:
        random = self._random
        (province,) = random.choices(self._provinces, self._weights)
        band = band_of(random)
        sex = "male" if random.random() * 100 < band.male else "female"
        year = CAPTURED_ON.year - random.randint(band.youngest, band.oldest) - 1
        birth = date(year, random.randint(1, 12), random.randint(1, 28))
        bearer = Bearer(sex, year, ethnicity_of(random, province.code), province.code)
        one = Somebody(
            uuid.UUID(int=random.getrandbits(128)),
            name_of(random, bearer),
            birth,
            sex,
            random.choice(self._communes[province.code]),
            form_pin(TEST_PREFIXES[number // 1_000_000 % 4], sex, year, number % 1_000_000),
            f"99{number % 10_000_000:07d}",
        )
        if number % max(1, self.people // SAMPLE) == 0:
            self.sample.append(one)
        return one

    def _row(self, number: int, one: Somebody) -> list[Any]:
        fields = {**one.name._asdict(), "sex": one.sex, "birth": one.birth.isoformat()}
        places = " ".join(self._places.reaching(one.unit, CAPTURED_ON))
        values = {
            "citizen_id": one.citizen_id, "version": 5, "stage": "active",
            "number_cancelled": False, "merged": False, "erased": False, "standing": "living",
            "pin": one.pin, "unit": one.unit, "unit_places": places, "residence_unit": one.unit,
            "residence_places": places, "position": number, "recorded_at": _RECORDED_AT,
            **plain_columns(fields),
        }  # fmt: skip
        return [values[column] for column in _COLUMNS]
