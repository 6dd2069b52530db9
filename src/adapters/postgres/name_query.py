"""What the words asked for come to in the names of the register, and their score in SQL.

`domain.values.name_match` says the same in Python; a test holds one against the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from adapters.postgres.view_tables import Slot
from domain.values.name_match import (
    EXACT,
    INITIAL,
    MOST_UNASKED,
    SOFT,
    AskedWord,
    are_letters,
    asked_initials,
    similar_points,
)
from domain.values.trigrams import MOST_SIMILAR, SHORTEST_SIMILAR

MOST_BEGUN = 1000
"""Words of the register that begin as one that was typed: more are not looked for."""

WITHOUT_NAME = 0
"""The score where no word was asked for."""

_LAST_LETTER = chr(0x10FFFF)


class Expansion(msgspec.Struct, frozen=True):
    """Words of the register: those that begin as one typed does, and those like it."""

    begun: tuple[str, ...] = ()
    alike: Mapping[str, float] = {}


class NamesAsked(msgspec.Struct, frozen=True):
    """Conditions and score over rows of `citizen_name AS n`."""

    words: tuple[AskedWord, ...]
    expansions: tuple[Expansion, ...]

    @property
    def alike(self) -> dict[str, Mapping[str, float]]:
        pairs = zip(self.words, self.expansions, strict=True)
        return {word.folded: expansion.alike for word, expansion in pairs}

    def conditions(self) -> Iterator[str]:
        if self._initials is None:
            yield from self._words()
        elif are_letters(self.words):
            yield "n.initials = %(initials)s"
        else:
            yield f"n.initials = %(initials)s OR {' AND '.join(self._words())}"

    def score(self) -> str:
        if not self.words:
            return str(WITHOUT_NAME)
        by_initials = f"CASE WHEN n.initials = %(initials)s THEN {10 * INITIAL} ELSE 0 END"
        if are_letters(self.words):
            return by_initials
        points = " + ".join(f"({self._points(n)})" for n in range(len(self.words)))
        count = len(self.words)
        by_words = (
            f"10 * ({points}) / {count}"
            f" - LEAST({MOST_UNASKED}, GREATEST(0, cardinality(n.words) - {count}))"
        )
        return by_words if self._initials is None else f"GREATEST({by_words}, {by_initials})"

    def order(self) -> str:
        """Names without a score go along their index, so that the first page is read at once."""
        return "score DESC, sort" if self.words else "sort"

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {"initials": self._initials}
        for n, word in enumerate(self.words):
            found[f"any{n}"] = self._known(n)
            found[f"toned{n}"] = [word.toned]
            found[f"folded{n}"] = [word.folded]
            found[f"soft{n}"] = [word.softened]
            found[f"begun{n}"] = f"% {_literally(word.folded)}%"
            for m, alike in enumerate(self.expansions[n].alike):
                found[f"alike{n}_{m}"] = [alike]
        return found

    @property
    def _initials(self) -> str | None:
        return asked_initials(self.words) if self.words else None

    def _words(self) -> Iterator[str]:
        for n in range(len(self.words)):
            yield f"n.words && %(any{n})s::text[]"

    def _known(self, n: int) -> list[str]:
        word, expansion = self.words[n], self.expansions[n]
        itself = (word.folded, word.softened or word.folded)
        return list(dict.fromkeys((*itself, *expansion.begun, *expansion.alike)))

    def _points(self, n: int) -> str:
        """The first that holds is the best: each way is worth less than the one before."""
        return f"CASE {' '.join(self._ways(n))} ELSE 0 END"

    def _ways(self, n: int) -> Iterator[str]:
        word = self.words[n]
        yield f"WHEN n.tones @> %(toned{n})s::text[] THEN {EXACT}"
        yield f"WHEN n.words @> %(folded{n})s::text[] THEN {word.bare_points}"
        if word.softened is not None:
            yield f"WHEN n.words @> %(soft{n})s::text[] THEN {SOFT}"
        yield f"WHEN n.fold LIKE %(begun{n})s THEN {word.begun_points}"
        for m, likeness in enumerate(self.expansions[n].alike.values()):
            yield f"WHEN n.words @> %(alike{n}_{m})s::text[] THEN {similar_points(likeness)}"


def begun_words(slot: Slot, words: Sequence[AskedWord]) -> tuple[str, dict[str, Any]]:
    """Number of the word asked for, and each word of the register that begins as it does."""
    text = f"""
    SELECT a.n, w.word FROM unnest(%(n)s::int[], %(low)s::text[]) AS a (n, low)
    CROSS JOIN LATERAL (
        SELECT word FROM view_{slot}.citizen_word
        WHERE word >= a.low COLLATE "C" AND word < (a.low || %(last)s) COLLATE "C"
        ORDER BY word LIMIT {MOST_BEGUN}) AS w
    """  # noqa: S608 - of nothing that anybody sent
    lows = [word.folded for word in words]
    return text, {"n": list(range(len(lows))), "low": lows, "last": _LAST_LETTER}


def alike_words(slot: Slot, words: Sequence[AskedWord]) -> tuple[str, dict[str, Any]]:
    """The same with the words most like it, and how alike they are."""
    text = f"""
    SELECT a.n, w.word, w.likeness FROM unnest(%(n)s::int[], %(word)s::text[]) AS a (n, word)
    CROSS JOIN LATERAL (
        SELECT word, similarity(word, a.word) AS likeness FROM view_{slot}.citizen_word
        WHERE word % a.word AND word <> a.word
        ORDER BY likeness DESC, word LIMIT {MOST_SIMILAR}) AS w
    """.replace("% a", "%% a")  # noqa: S608 - of nothing that anybody sent
    long = [(n, one.folded) for n, one in enumerate(words) if len(one.folded) >= SHORTEST_SIMILAR]
    return text, {"n": [n for n, _ in long], "word": [word for _, word in long]}


def _literally(word: str) -> str:
    """The word in a LIKE pattern, where `%` and `_` would stand for anything."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
