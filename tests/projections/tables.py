"""Tables of the citizen search after a history, kept in memory."""

from typing import Any

from tests.projections.remembering import Kept

from adapters.reference.load_units import load_register
from citizen_stories import story
from domain.recorded import Recorded
from projections.citizen_numbers import CITIZEN_NUMBER
from projections.citizen_search import CITIZEN_SEARCH, CitizenSearch

projection = CitizenSearch(load_register())

Tables = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def seen(history: list[Recorded]) -> Tables:
    """What the tables hold after a history, its positions counted from 0."""
    kept = Kept(projection).see(*history)
    return {table: kept.rows(table) for table in (CITIZEN_SEARCH, CITIZEN_NUMBER)}


def person(*events: Any) -> dict[str, Any]:
    return person_of(story(*events))


def person_of(history: list[Recorded]) -> dict[str, Any]:
    (row,) = seen(history)[CITIZEN_SEARCH].values()
    return row
