"""Tables of the citizen search in memory: rows opened, partly changed and dropped, in order."""

from typing import Any
from uuid import UUID

from adapters.reference.load_units import load_register
from citizen_stories import story
from domain.recorded import Recorded
from projections.citizen_joined import Joined
from projections.citizen_numbers import CITIZEN_NUMBER
from projections.citizen_search import CITIZEN_SEARCH, CitizenSearch
from projections.projection import Change, Drop, Open, Set

projection = CitizenSearch(load_register())

Tables = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def seen(history: list[Recorded]) -> Tables:
    """What the tables hold after a history, its positions counted from 0."""
    tables: Tables = {CITIZEN_SEARCH: {}, CITIZEN_NUMBER: {}}
    memories: dict[UUID, Joined | None] = {}
    for position, recorded in enumerate(history):
        memory = memories.get(recorded.stream)
        memories[recorded.stream], changes = projection.remember(memory, recorded, position)
        for change in changes:
            apply(change, tables[change.table])
    return tables


def apply(change: Change, rows: dict[tuple[Any, ...], dict[str, Any]]) -> None:
    match change:
        case Open():
            rows[change.key] = dict(change.values)
        case Drop():
            for key in [key for key in rows if key[: len(change.key)] == change.key]:
                del rows[key]
        case Set() if change.key in rows:
            rows[change.key] |= change.values


def person(*events: Any) -> dict[str, Any]:
    return person_of(story(*events))


def person_of(history: list[Recorded]) -> dict[str, Any]:
    (row,) = seen(history)[CITIZEN_SEARCH].values()
    return row
