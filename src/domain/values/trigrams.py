"""How alike two words are, exactly as the extension pg_trgm of PostgreSQL counts it."""

import struct
from collections.abc import Iterable

LEAST_SIMILAR = 0.3
MOST_SIMILAR = 8
SHORTEST_SIMILAR = 3


def similarity(one: str, other: str) -> float:
    """Shared trigrams of all trigrams, 0 to 1, in the four bytes that PostgreSQL gives it."""
    some, others = trigrams(one), trigrams(other)
    if not some or not others:
        return 0.0
    whole: float = struct.unpack("f", struct.pack("f", len(some & others) / len(some | others)))[0]
    return whole


def trigrams(text: str) -> set[str]:
    """Of each run of letters and digits, with two blanks before it and one behind."""
    runs = "".join(letter if letter.isalnum() else " " for letter in text).split()
    padded = [f"  {run} " for run in runs]
    return {run[n : n + 3] for run in padded for n in range(len(run) - 2)}


def most_similar(word: str, dictionary: Iterable[str]) -> dict[str, float]:
    """The words that may stand in for one that was misspelt: eight at most, the most alike."""
    if len(word) < SHORTEST_SIMILAR:
        return {}
    found = [(similarity(word, one), one) for one in dictionary if one != word]
    alike = [pair for pair in found if pair[0] >= LEAST_SIMILAR]
    nearest = sorted(alike, key=lambda pair: (-pair[0], pair[1]))[:MOST_SIMILAR]
    return {one: likeness for likeness, one in nearest}
