"""A population with planted double entries and planted twins, and how many of them are found.

The truth is known, so that precision and recall of the comparison are counted and not believed.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from cancuoc.dc01_sample import declarations
from domain.quality.compared import BLOCKING, SAME_PERSON, Compared, Key
from domain.quality.likeness import likeness, score
from domain.quality.traits import NAMES

CAPTURED_ON = date(2020, 12, 15)
SHARE_OF_DOUBLES, SHARE_OF_TWINS = 0.01, 0.01
MOST_OF_A_KEY = 100

Row = dict[str, Any]
Pair = tuple[UUID, UUID]


class Population(NamedTuple):
    """Declarations (bodies of POST /v1/citizens) and which two of them are one person."""

    rows: list[Row]
    doubles: frozenset[Pair]
    twins: frozenset[Pair]


class Finding(NamedTuple):
    """Of the pairs compared those above the threshold, beside what was planted."""

    compared: int
    found: int
    right: int
    planted: int
    by_key: int
    """Planted doubles that a key brings together at all: no threshold finds more."""

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.planted if self.planted else 1.0


def population(count: int, seed: int) -> Population:
    """So many people, and one in a hundred of them once more, as another clerk wrote the form."""
    random = Random(f"doubles/{seed}")  # noqa: S311 - invented people
    rows = list(declarations(count, seed, CAPTURED_ON))
    chosen = random.sample(rows, round(count * SHARE_OF_DOUBLES))
    doubles = [(row, _written_again(random, row)) for row in chosen]
    named = [row for row in rows if row.get("relations") and "surname" in row]
    twins = [(row, _twin(random, row, rows)) for row in random.sample(named, len(chosen))]
    every = [*rows, *(again for _, again in doubles), *(twin for _, twin in twins)]
    return Population(every, _pairs(doubles), _pairs(twins))


def found_among(
    people: dict[UUID, Compared],
    keys: Callable[[Compared], Iterable[Key]],
    doubles: frozenset[Pair],
    least: float,
) -> Finding:
    """All pairs that share a key, compared and counted."""
    pairs = candidate_pairs(people, keys)
    names: Counter[tuple[str, int]] = Counter(
        (part, getattr(one.traits, part).soft) for one in people.values() for part in NAMES
    )

    def frequency(part: str, digest: int) -> float:
        return names[part, digest] / len(people)

    alike = {
        pair
        for pair in pairs
        if score(likeness(people[pair[0]], people[pair[1]], frequency)) >= least
    }
    right, by_key = len(alike & doubles), len(pairs & doubles)
    return Finding(len(pairs), len(alike), right, len(doubles), by_key)


def candidate_pairs(
    people: dict[UUID, Compared], keys: Callable[[Compared], Iterable[Key]]
) -> set[Pair]:
    blocks: dict[Key, list[UUID]] = {}
    for id_, person in people.items():
        for key in keys(person):
            if key[0] in (*BLOCKING, SAME_PERSON):
                blocks.setdefault(key, []).append(id_)
    return {
        (min(pair), max(pair))
        for block in blocks.values()
        for pair in combinations(sorted(block)[:MOST_OF_A_KEY], 2)
    }


def _pairs(rows: Iterable[tuple[Row, Row]]) -> frozenset[Pair]:
    ids = ((UUID(one["id"]), UUID(two["id"])) for one, two in rows)
    return frozenset((min(pair), max(pair)) for pair in ids)


def _copied(random: Random, row: Row) -> Row:
    """The same form under ids of its own."""
    tail = f"{random.getrandbits(48):012x}"
    packet = f"{random.getrandbits(48):012x}"
    copy = {**row, "id": row["id"][:-12] + tail, "packet_id": row["packet_id"][:-12] + packet}
    copy.pop("pin_declared", None)
    return copy


def _twin(random: Random, row: Row, others: Sequence[Row]) -> Row:
    """Born on the day and at the place of the other, of the same parents, with another name."""
    twin = _copied(random, row)
    twin.pop("cmnd9", None)
    given = row["given"]
    while given == row["given"]:
        given = random.choice(others)["given"]
    return {**twin, "given": given}


def _written_again(random: Random, row: Row) -> Row:
    copy = _copied(random, row)
    for slip in random.sample(SLIPS, random.choice((0, 1, 1, 2, 3))):
        copy = slip(random, copy)
    return copy


def _without_marks(_: Random, row: Row) -> Row:
    return {**row, **{part: _plain(row[part]) for part in NAMES if row.get(part)}}


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _i_for_y(_: Random, row: Row) -> Row:
    swap = {"ý": "í", "y": "i", "í": "ý", "ỳ": "ì", "ì": "ỳ"}
    given = row["given"]
    return {**row, "given": given[:-1] + swap.get(given[-1], given[-1])}


def _without_middle(_: Random, row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "middle"}


def _slip_of_the_pen(random: Random, row: Row) -> Row:
    """One letter of the given name is another one."""
    given = row["given"]
    at = random.randrange(len(given))
    return {**row, "given": given[:at] + random.choice("aehilmnotu") + given[at + 1 :]}


def _exchanged_day(_: Random, row: Row) -> Row:
    year, _, rest = row["birth"].partition("-")
    month, _, day = rest.partition("-")
    fits = day and int(day) <= 12
    return {**row, "birth": f"{year}-{day}-{month}"} if fits else row


def _year_only(_: Random, row: Row) -> Row:
    return {**row, "birth": row["birth"][:4]}


def _next_day(_: Random, row: Row) -> Row:
    if len(row["birth"]) < 10:
        return row
    day = date.fromisoformat(row["birth"]) - timedelta(days=1)
    return {**row, "birth": day.isoformat()}


def _province_only(_: Random, row: Row) -> Row:
    """The other clerk writes the place of birth registration as its native place."""
    return {**row, "birth_registration": {**row["birth_registration"],
                                          "unit": row["native_place"]["unit"]}}  # fmt: skip


def _without_parents(_: Random, row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "relations"}


def _without_old_number(_: Random, row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "cmnd9"}


SLIPS: tuple[Callable[[Random, Row], Row], ...] = (
    _without_marks, _i_for_y, _without_middle, _slip_of_the_pen, _exchanged_day, _year_only,
    _next_day, _province_only, _without_parents, _without_old_number,
)  # fmt: skip
