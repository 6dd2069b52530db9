"""One invented person as form DC01 describes them: the body of a command that captures."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

from cancuoc.dc01_names import Bearer, Name, name_of
from cancuoc.dc01_population import (
    ELDER_FROM,
    YEAR_ONLY,
    YearOnly,
    band_of,
    ethnicity_of,
    is_newcomer,
    marital_of,
    religion_of,
)  # fmt: skip
from domain.context import VIETNAM_TIME
from domain.values.identifiers import uuid7
from domain.values.pin import TEST_PREFIXES, form_pin

Row = dict[str, Any]


class Home(NamedTuple):
    """Where a person is registered; `elsewhere` are communes of the whole country."""

    commune: str
    province: str
    region: str
    neighbours: tuple[str, ...]
    elsewhere: tuple[str, ...]


class Person(NamedTuple):
    """What the parts of a form agree on."""

    sex: str
    born: date
    age: int
    bearer: Bearer
    name: Name
    marital: str


def declaration(
    random: Random, home: Home, on: date, number: int, year_only: YearOnly = YEAR_ONLY
) -> Row:
    """The body of POST /v1/citizens for somebody of this commune, captured `on`; `number` keeps
    test PINs apart, and everything else follows from the other arguments."""
    person = _person(random, home, on)
    captured_at = datetime.combine(on, time(7, 30), VIETNAM_TIME) + timedelta(
        seconds=random.randrange(9 * 3600)
    )
    birth = _birth(random, person, year_only)
    row = {
        "id": _id(random, captured_at),
        "packet_id": _id(random, captured_at),
        "source": random.choices(("citizen", "household-book", "id-archive"), (40, 55, 5))[0],
        "captured_at": captured_at.isoformat(),
        "form": "DC01",
        "offline": random.random() < 0.2,
        "surname": person.name.surname,
        "middle": person.name.middle,
        "given": person.name.given,
        "birth": birth,
        "sex": person.sex,
        **_origins(random, home, on),
        "ethnicity": f"vn-1979:{person.bearer.ethnicity}",
        "religion": religion_of(random, home.region, person.bearer.ethnicity),
        "nationalities": ["VN"],
        "marital": person.marital,
        "blood": random.choice(("01", "02", "03", "04")) if random.random() < 0.03 else None,
        "residences": _residences(random, home, person, on),
        "relations": _relations(random, person),
        "cmnd9": _old_numbers(random, person),
        "pin_declared": _pin(random, person, number),
        "documents": [_object(random, captured_at)] if random.random() < 0.3 else [],
        "signature": _object(random, captured_at),
    }
    return {field: value for field, value in row.items() if value is not None}


def _person(random: Random, home: Home, on: date) -> Person:
    band = band_of(random)
    sex = "male" if random.random() * 100 < band.male else "female"
    age = random.randint(band.youngest, band.oldest)
    # A day within the year of life that gives this age: at least one, so nobody is born tomorrow.
    born = date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=random.randrange(1, 365))
    bearer = Bearer(sex, born.year, ethnicity_of(random, home.province), home.province)
    return Person(sex, born, age, bearer, name_of(random, bearer), marital_of(random, sex, age))


def _birth(random: Random, person: Person, year_only: YearOnly) -> str:
    """The date of birth, or as much of it as the papers of older people tell."""
    share = year_only.elders if person.age >= ELDER_FROM else year_only.others
    if random.random() >= share:
        return person.born.isoformat()
    return str(person.born.year) if random.random() < 0.9 else person.born.isoformat()[:7]


def _origins(random: Random, home: Home, on: date) -> Row:
    """Place of birth registration and native place, the latter at times to the district only."""
    if is_newcomer(random, home.province):
        unit = random.choice(home.elsewhere)
    else:
        unit = home.commune if random.random() < 0.88 else random.choice(home.neighbours)
    native = unit if random.random() < 0.85 else random.choice(home.neighbours)
    return {
        "birth_registration": {"as_of": on.isoformat(), "unit": unit},
        "native_place": {"as_of": on.isoformat(), "unit": native, "detail": _hamlet(random)},
    }


def _residences(random: Random, home: Home, person: Person, on: date) -> list[Row]:
    since = person.born + timedelta(days=random.randrange((on - person.born).days + 1))
    permanent = {
        "kind": "permanent",
        "from": since.isoformat(),
        "place": {"as_of": on.isoformat(), "unit": home.commune, "detail": _hamlet(random)},
    }
    if not (18 <= person.age <= 40 and random.random() < 0.2):
        return [permanent]
    moved = on - timedelta(days=random.randrange(30, 900))
    temporary = {
        "kind": "temporary",
        "from": moved.isoformat(),
        "place": {"as_of": on.isoformat(), "unit": random.choice(home.elsewhere)},
    }
    return [permanent, temporary]


def _hamlet(random: Random) -> str:
    kind = random.choice(("Thôn", "Ấp", "Tổ dân phố", "Bản", "Khu phố"))
    house = f"Số {random.randrange(1, 400)}, " if random.random() < 0.4 else ""
    return f"{house}{kind} {random.randrange(1, 21)}"


def _relations(random: Random, person: Person) -> list[Row]:
    mother = _relative(random, person, "female", 27)
    relations = [_related("mother", mother)]
    parent = mother
    if random.random() < 0.97:
        parent = _relative(random, person, "male", 30, person.name.surname)
        relations.insert(0, _related("father", parent))
    if person.marital == "married":
        other = "female" if person.sex == "male" else "male"
        relations.append(_related("spouse", _relative(random, person, other, 0)))
    head, to_head = _head(random, person, parent)
    relations.append(_related("head-of-household", head, to_head))
    return relations


def _head(random: Random, person: Person, parent: Name) -> tuple[Name, str]:
    if person.age >= 25 and random.random() < 0.5:
        return person.name, "head"
    if person.age < 45:
        return parent, "child"
    return _relative(random, person, "male", -25, person.name.surname), "parent"


def _relative(
    random: Random, person: Person, sex: str, older_by: int, surname: str | None = None
) -> Name:
    bearer = person.bearer._replace(sex=sex, birth_year=person.born.year - older_by)
    return name_of(random, bearer, surname)


def _related(kind: str, name: Name, to_head: str | None = None) -> Row:
    relation: Row = {"name": name.full, "nationality": "VN"}
    if to_head is not None:
        relation["to_head"] = to_head
    return {"kind": kind, "relation": relation}


def _old_numbers(random: Random, person: Person) -> list[str]:
    """No province ever gave out numbers beginning with 99, so these are nobody's."""
    if person.age < 14 or random.random() < 0.25:
        return []
    return [f"99{random.randrange(10_000_000):07d}"]


def _pin(random: Random, person: Person, number: int) -> str | None:
    """A number from a prefix reserved for tests, for those who would have one by then."""
    if random.random() >= (0.8 if person.born.year >= 2016 else 0.15):
        return None
    return form_pin(random.choice(TEST_PREFIXES), person.sex, person.born.year, number % 1_000_000)


def _object(random: Random, at: datetime) -> Row:
    return {
        "id": _id(random, at),
        "sha256": random.randbytes(32).hex(),
        "media_type": "application/pdf",
    }


def _id(random: Random, at: datetime) -> str:
    return str(uuid7(int(at.timestamp() * 1000), random.randbytes(10)))
