"""How the words that an officer types match a name, and what each match is worth.

The search ranks in SQL by these very points; this is the plain statement of them, by which every
answer explains itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from domain.values.vietnamese import soft_key, toned_words_of, words_of

Kind = Literal["exact", "unmarked", "other-marks", "soft", "beginning", "initial", "similar"]

EXACT, UNMARKED, OTHER_MARKS, SOFT, BEGINNING, INITIAL = 100, 90, 80, 70, 60, 50
SIMILAR = 40
"""For a word wholly alike; a similarity of 0.5 is worth half of it."""

MOST_WORDS = 10
MOST_UNASKED = 9
INITIALS = range(2, 7)
"""How many letters a lone word may have to be tried as the initials of a name, too."""

Alike = Mapping[str, Mapping[str, float]]
"""For each word asked for, folded, the words of the register that stand in for it."""


class AskedWord(msgspec.Struct, frozen=True):
    """One word as typed, folded, and with its marks in their one place."""

    text: str
    folded: str
    toned: str

    @property
    def is_marked(self) -> bool:
        return self.toned != self.folded

    @property
    def bare_points(self) -> int:
        """Of a name's word that differs in its marks at most."""
        return OTHER_MARKS if self.is_marked else UNMARKED

    @property
    def begun_points(self) -> int:
        """Of a name's word that begins so."""
        return BEGINNING if len(self.folded) > 1 else INITIAL

    @property
    def softened(self) -> str | None:
        """The same with i for a final lone y, or y for i, as Ly and Li; None for most words."""
        if self.folded.endswith("y"):
            other = soft_key(self.folded)
            return other if other != self.folded else None
        other = self.folded[:-1] + "y" if self.folded.endswith("i") else ""
        return other if other and soft_key(other) == self.folded else None


class WordMatch(msgspec.Struct, frozen=True):
    """`word` was typed, `found` is what it met in the name; `similarity` is of similar ones."""

    kind: Kind
    word: str
    found: str
    points: int
    similarity: float | None = None


class Verdict(msgspec.Struct, frozen=True):
    """`score` is 1000 for a name of just the words asked for, each with its marks."""

    score: int
    matches: tuple[WordMatch, ...]


class Name(msgspec.Struct, frozen=True):
    """A name as the search sees it: its words, folded and with marks."""

    words: tuple[str, ...]
    toned: tuple[str, ...]

    @classmethod
    def of(cls, *parts: str | None) -> "Name":
        whole = " ".join(part for part in parts if part)
        return cls(words_of(whole), toned_words_of(whole))

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.words)


def asked_words(text: str) -> tuple[AskedWord, ...]:
    """What was typed, word by word; more than ten say nothing new."""
    words = [
        AskedWord(typed, folded, toned)
        for typed in text.split()
        for folded, toned in zip(words_of(typed), toned_words_of(typed), strict=False)
    ]
    return tuple(words[:MOST_WORDS])


def are_letters(words: Sequence[AskedWord]) -> bool:
    """Whether single letters are all that was asked for: then they are initials, in their order."""
    return all(len(word.folded) == 1 for word in words)


def asked_initials(words: Sequence[AskedWord]) -> str | None:
    """The initials that the words may be: `N V A`, or the lone word `nva`."""
    if are_letters(words):
        return "".join(word.folded for word in words)
    lone = words[0].folded if len(words) == 1 else ""
    return lone if len(lone) in INITIALS and lone.isalpha() else None


def judge(words: Sequence[AskedWord], name: Name, alike: Alike) -> Verdict | None:
    """The better of both ways to match, or None where neither does."""
    ways = (_by_words(words, name, alike), _by_initials(words, name))
    return max((way for way in ways if way), key=lambda way: way.score, default=None)


def _by_words(words: Sequence[AskedWord], name: Name, alike: Alike) -> Verdict | None:
    """Ten times the mean of the points, less one for each word of the name that was not asked for.

    Each word has to match, in whatever order.
    """
    if are_letters(words):
        return None
    found = [_best(word, name, alike.get(word.folded, {})) for word in words]
    matches = tuple(one for one in found if one)
    if len(matches) < len(words):
        return None
    unasked = min(MOST_UNASKED, max(0, len(name.words) - len(words)))
    return Verdict(10 * sum(one.points for one in matches) // len(words) - unasked, matches)


def _by_initials(words: Sequence[AskedWord], name: Name) -> Verdict | None:
    initials = asked_initials(words)
    if initials is None or initials != name.initials:
        return None
    text = " ".join(word.text for word in words)
    return Verdict(10 * INITIAL, (WordMatch("initial", text, initials, INITIAL),))


def _best(word: AskedWord, name: Name, alike: Mapping[str, float]) -> WordMatch | None:
    found = [*_whole(word, name), *_begun(word, name), *_alike(word, name, alike)]
    return max(found, key=lambda one: one.points, default=None)


def _whole(word: AskedWord, name: Name) -> Iterator[WordMatch]:
    if word.toned in name.toned:
        yield WordMatch("exact", word.text, word.toned, EXACT)
    if word.folded in name.words:
        kind: Kind = "other-marks" if word.is_marked else "unmarked"
        yield WordMatch(kind, word.text, word.folded, word.bare_points)
    if word.softened in name.words:
        yield WordMatch("soft", word.text, word.softened or "", SOFT)


def _begun(word: AskedWord, name: Name) -> Iterator[WordMatch]:
    kind: Kind = "beginning" if len(word.folded) > 1 else "initial"
    for one in name.words:
        if one.startswith(word.folded):
            yield WordMatch(kind, word.text, one, word.begun_points)


def _alike(word: AskedWord, name: Name, alike: Mapping[str, float]) -> Iterator[WordMatch]:
    for one in name.words:
        if one in alike:
            points = similar_points(alike[one])
            yield WordMatch("similar", word.text, one, points, round(alike[one], 2))


def similar_points(likeness: float) -> int:
    return int(SIMILAR * likeness)
