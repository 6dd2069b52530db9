"""A person as two entries are compared, and the keys that bring two of them together."""

from collections.abc import Iterator

import msgspec

from domain.quality.redaction import Digest
from domain.quality.traits import Traits
from domain.values.partial_date import PartialDate


class Compared(msgspec.Struct, frozen=True):
    """`registered` and `native` are unit codes or countries, `pins` digests of all numbers.

    `province` is that of the birth registration, which the code of a commune does not tell.
    """

    traits: Traits
    birth: str
    sex: str
    registered: str
    native: str
    ethnicity: str
    pins: tuple[int, ...] = ()
    province: str = ""


Key = tuple[str, int]
"""Kind and digest: two persons with one key are looked at together."""

SAME_PERSON = "same-person"
"""Equal in all that DQ-07 names."""
BLOCKING = ("name-year", "given-day", "surname-day", "parents", "name-place", "pin", "cmnd9")
"""Keys of candidates, each of which survives an error in what it leaves out."""


def keys_of(person: Compared, digest: Digest) -> Iterator[Key]:
    """Every key of the person. What is not known is in none: strangers would share it."""
    yield from (("cmnd9", number) for number in person.traits.cmnd9)
    for kind, parts in _keys(person):
        yield kind, digest(kind, " ".join(map(str, parts)))


def _keys(person: Compared) -> Iterator[tuple[str, tuple[object, ...]]]:
    traits, words = person.traits, person.traits.words
    yield SAME_PERSON, (*words, person.birth, person.sex, person.registered)
    yield "name-year", (*words, person.birth[:4], person.sex)
    yield "name-place", (*words, person.registered)
    father, mother = traits.named("father"), traits.named("mother")
    if father and mother:
        # Of sisters and brothers all but the given name is equal.
        yield "parents", (*father, *mother, traits.given.soft)
    yield from _keys_of_day(person)


def _keys_of_day(person: Compared) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Day and month in the order of their numbers, since forms exchange them."""
    birth = PartialDate(person.birth)
    if not birth.has_day:
        return
    day = (*sorted((birth.text[5:7], birth.text[8:])), birth.text[:4])
    yield "given-day", (person.traits.given.soft, *day, person.sex)
    yield "surname-day", (person.traits.surname.soft, *day, person.registered)
