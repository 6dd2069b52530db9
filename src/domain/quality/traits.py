"""What is compared between persons, as keyed digests: equal traits, equal values, nothing told."""

from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Any, get_type_hints

import msgspec

from domain.citizen.events import Declaration
from domain.citizen.facts import DeclaredRelation, Relation
from domain.quality.redaction import Digest
from domain.values.vietnamese import fold, soft_key, tone_placement_key

Words = tuple[int, ...]

NAMES = ("surname", "middle", "given")
KEPT_NAMES = 50_000
SHORTEST_NEAR = 3
"""In letters: of two, either one left out, half of all short names would be near."""
COMPARED = (*NAMES, "cmnd9", "relations", "pin_declared")
_HINTS = get_type_hints(Declaration)


class Name(msgspec.Struct, frozen=True, array_like=True):
    """`exact` with its tones, `soft` with i for y, `words` without any mark, in their order.

    `near` are the given name without marks, whole and with each one of its letters left out: two
    names that a slip of the pen tells apart have one of them in common.
    """

    exact: int = 0
    soft: int = 0
    words: Words = ()
    near: Words = ()


class Link(msgspec.Struct, frozen=True, array_like=True):
    """Another person named by an entry: by entry (its id as text), by number, or by name alone.

    `to_head` is the relation to the head of household. Numbers and names are digests.
    """

    kind: str
    citizen_id: str | None = None
    pin: int | None = None
    cmnd9: int | None = None
    name: Words = ()
    to_head: str | None = None


class Traits(msgspec.Struct, frozen=True):
    """By field of the entry."""

    surname: Name = Name()
    middle: Name = Name()
    given: Name = Name()
    cmnd9: tuple[int, ...] = ()
    relations: tuple[Link, ...] = ()
    pin_declared: int = 0

    @property
    def words(self) -> Words:
        """The whole name, wherever a form divides it."""
        return (*self.surname.words, *self.middle.words, *self.given.words)

    def named(self, kind: str) -> Words:
        """The name of the father, the mother …, as far as the entry gives one."""
        return next((one.name for one in self.relations if one.kind == kind and one.name), ())


class TraitsOf:
    """Names are so often the same that those met last are kept, and not digested again."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._name = lru_cache(KEPT_NAMES)(self._name_of)
        self._word = lru_cache(KEPT_NAMES)(partial(digest, "word"))
        self.words = lru_cache(KEPT_NAMES)(self._words_of)

    def declared(self, declaration: Declaration) -> Traits:
        return Traits(*(self._of(field, getattr(declaration, field)) for field in COMPARED))

    def changed(self, field: str, after: Any) -> Any:
        """Of a changed field; None where it is not compared, or is not of that field's form."""
        if field not in COMPARED:
            return None
        try:
            return self._of(field, msgspec.convert(after, _HINTS[field]))
        except msgspec.ValidationError:
            return None

    def link(self, kind: str, relation: Relation) -> Link:
        return Link(
            kind,
            str(relation.citizen_id) if relation.citizen_id else None,
            self._digest("pin", relation.pin) if relation.pin else None,
            self._digest("cmnd9", relation.cmnd9) if relation.cmnd9 else None,
            self.words(relation.name or ""),
            relation.to_head,
        )

    def number(self, pin: str) -> int:
        return self._digest("pin", pin)

    def _words_of(self, text: str) -> Words:
        return tuple(map(self._word, fold(text).split()))

    def _of(self, field: str, value: Any) -> Any:
        if field in NAMES:
            return self._name(value or "", field == "given")
        if field == "cmnd9":
            return tuple(self._digest("cmnd9", number) for number in value)
        if field == "pin_declared":
            return self._digest("pin", value) if value else 0
        return self._links(value)

    def _name_of(self, text: str, near: bool) -> Name:
        if not text:
            return Name()
        exact, soft = tone_placement_key(text), fold(soft_key(text))
        return Name(
            self._digest("exact", exact),
            self._digest("soft", soft),
            self.words(text),
            self._near(soft) if near else (),
        )

    def _near(self, name: str) -> Words:
        if len(name) < SHORTEST_NEAR:
            return ()
        left = {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}
        return tuple(self._digest("near", one) for one in sorted(left))

    def _links(self, relations: Iterable[DeclaredRelation]) -> tuple[Link, ...]:
        return tuple(self.link(one.kind, one.relation) for one in relations)
