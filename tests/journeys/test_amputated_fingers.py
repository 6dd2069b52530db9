"""J4, three months later: a bandaged finger is followed up on day 91, an amputated one never."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from card_case import CardCase
from database import Store
from domain.derived_ids import quality_case_id
from quality_at_work import QualityAtWork
from store_at_work import StoreAtWork, store_at_work
from workshop import Workshop


@pytest.fixture
def work(store: Store, tmp_path: Path) -> Iterator[StoreAtWork]:
    with store_at_work(store, tmp_path) as opened:
        yield opened


def test_a_bandaged_finger_is_asked_for_on_the_91st_day(work: StoreAtWork) -> None:
    checks = QualityAtWork(work)
    here = [{"position": n, "quality": 80, "tries": 1} for n in range(1, 11) if n not in {2, 6, 7}]
    missing = {6: "amputated", 7: "amputated", 2: "bandaged"}
    there = [{"position": n, "missing": why, "tries": 0} for n, why in missing.items()]
    case = CardCase(Workshop(work.service))  # type: ignore[arg-type]
    case.captured(fingers=[*here, *there])
    checks.project()
    citizen = UUID(case.citizen.id)
    asked = quality_case_id(citizen, "DQ-20")

    assert "DQ-19" not in checks.found(citizen)
    work.hours.at += timedelta(days=90)
    checks.look()
    assert asked not in checks.cases()
    work.hours.at += timedelta(days=1)
    checks.look()
    assert checks.cases()[asked][0] == "detected"
