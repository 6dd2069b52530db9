"""Candidates of a double entry: brought together by their keys, compared in memory."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

import msgspec

from adapters.postgres import quality_questions as questions
from adapters.postgres.live_view import Row
from adapters.postgres.quality_pairs import People
from adapters.postgres.quality_reader import QualityReader
from domain.quality.compared import BLOCKING, SAME_PERSON, Compared
from domain.quality.likeness import Field, likeness, score
from domain.quality.traits import NAMES

MOST_OF_A_KEY = 100
"""Persons compared by one key: beyond so many the key tells too little."""

PAIRED = (*BLOCKING, SAME_PERSON)
_decode = msgspec.msgpack.Decoder(Compared).decode


class Candidate(msgspec.Struct, frozen=True):
    """Two entries and how alike they are; `by` are the keys that brought them together."""

    citizen_id: UUID
    other_citizen_id: UUID
    score: float
    fields: tuple[Field, ...]
    by: tuple[str, ...]
    since: int


class Frequencies:
    """The shares of the parts of the names that occur in a page of comparisons."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._counts = {(part, digest): count for part, digest, count in rows}
        self._everybody: int = max(self._counts.get(("everybody", 0), 0), 1)

    def share(self, part: str, digest: int) -> float:
        count: int = self._counts.get((part, digest), 0)
        return count / self._everybody


async def candidates(
    reader: QualityReader, shared: Sequence[Row], people: People
) -> list[Candidate]:
    """Every pair of the rows of `SHARED` whose two ends are there, each pair once."""
    pairs: dict[tuple[UUID, UUID], tuple[set[str], int]] = {}
    for citizen, other, kind, since in shared:
        if citizen in people and other in people:
            pair = (min(citizen, other), max(citizen, other))
            kinds, latest = pairs.get(pair, (set(), -1))
            pairs[pair] = (kinds | {kind}, max(latest, since))
    seen = {one: _decode(people[one].traits) for pair in pairs for one in pair}
    frequencies = await _frequencies(reader, seen.values())
    return [
        _candidate(pair, seen, frequencies, kinds, since)
        for pair, (kinds, since) in sorted(pairs.items())
    ]


def _candidate(
    pair: tuple[UUID, UUID],
    seen: dict[UUID, Compared],
    frequencies: Frequencies,
    kinds: set[str],
    since: int,
) -> Candidate:
    fields = likeness(seen[pair[0]], seen[pair[1]], frequencies.share)
    return Candidate(*pair, score(fields), fields, tuple(sorted(kinds)), since)


async def _frequencies(reader: QualityReader, people: Iterable[Compared]) -> Frequencies:
    wanted = sorted({key for person in people for key in _parts(person)} | {("everybody", 0)})
    parts, digests = [part for part, _ in wanted], [digest for _, digest in wanted]
    (rows,) = await reader.asked(questions.NAMES, parts=parts, digests=digests)
    return Frequencies(rows)


def _parts(person: Compared) -> Iterator[tuple[str, int]]:
    return ((part, getattr(person.traits, part).soft) for part in NAMES)
