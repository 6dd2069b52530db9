"""Nine citizens to be searched for, and the moment of the search."""

from datetime import timedelta
from typing import Any

from adapters.postgres.citizen_query import Criteria
from citizen_stories import (
    APPROVED,
    DEAD,
    DONG_VAN,
    NOTIFIED,
    RECORDED_AT,
    VERIFIED,
    cancelled,
    captured,
    numbered,
    resided,
    stay,
    story,
)
from domain.recorded import Recorded
from domain.values.partial_date import PartialDate
from domain.values.search_text import SearchText

NOW = RECORDED_AT + timedelta(seconds=10)
EVERYBODY = "ministry"
ELSEWHERE = (stay(DONG_VAN),)

PEOPLE: dict[str, list[Recorded]] = {
    "ánh": story(
        captured(), VERIFIED, APPROVED, numbered("001190000001"), NOTIFIED,
        cancelled("001190000001"), APPROVED, numbered("001090000001"),
    ),
    "đỗ": story(captured(surname="Đỗ", middle="Hữu", given="Đạt", birth="1985-12", sex="male")),
    "y-thien": story(captured(surname="Ksor", middle="", given="Y-Thiên", birth="1950")),
    "d'ran": story(captured(surname="K'", middle="", given="D'Ran", birth="1986-02-28")),
    "moved": story(captured(given="Bích", birth="1970-01-01"), resided(DONG_VAN)),
    "homeless": story(captured(given="Cúc", birth="1970-12-31", residences=())),
    "at centre": story(captured(given="Dung", residences=ELSEWHERE), unit="centre"),
    "dead": story(
        captured(given="Hoà", birth="1930"), VERIFIED, APPROVED, numbered("001030000001"), DEAD
    ),
    "nobody": story(captured(surname="Lê", given="Lan", birth="1999-09-09")),
}  # fmt: skip


def criteria(q: str | None = None, birth: str | None = None, **more: Any) -> Criteria:
    """What an officer types, and the parameters beside it."""
    read = SearchText.parse(q) if q is not None else SearchText((), (), ())
    births = (*read.births, *((PartialDate(birth),) if birth else ()))
    return Criteria(words=read.words, births=births, numbers=read.numbers, **more)
