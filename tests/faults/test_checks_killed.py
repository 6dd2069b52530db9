"""The data-check service killed at each of its steps: the cases are those of a quiet day."""

import os
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.faults.test_reactors_killed import PATIENCE_S, Processes, _ended, at_work

from adapters.postgres.embedded import EmbeddedPostgres
from citizen_case import Case, home
from database import Store
from domain.derived_ids import quality_case_id
from service import own_store
from store_at_work import StoreAtWork

pytestmark = [pytest.mark.fault, pytest.mark.slow]

PEOPLE = 12
DEATHS = 10
LONGEST_S = 240.0
_CASES = """
SELECT originator_id, count(*) FROM events
WHERE topic IN ('data-quality-case.detected.v1', 'data-quality-case.reopened.v1')
GROUP BY 1 ORDER BY 1
"""


def test_killed_at_every_step_each_failing_check_has_one_case(
    cluster: EmbeddedPostgres, template: Store, tmp_path: Path
) -> None:
    with (
        own_store(cluster, tmp_path) as store,
        Processes(store, cluster, tmp_path) as processes,
        at_work(store, tmp_path, lambda: None) as work,
    ):
        for words in (("cancuoc", "sequence"), ("cancuoc", "project")):
            processes.start(*words)
        dying = [processes.start("tests.faults.dying_checks", seed) for seed in ("1", "2")]
        expected = sorted(case for number in range(PEOPLE) for case in failing(work, number))
        await_deaths(work, dying)
        for process in dying:
            _ended(process)
        processes.start("cancuoc", "react")
        await_cases(work, len(expected))
        again(work)

        assert work.ask(_CASES) == [(case, 1) for case in expected]


def failing(work: StoreAtWork, number: int) -> list[UUID]:
    """An elder known by the year, every third of whom lives nowhere; the cases to be opened."""
    homes = [] if number % 3 == 0 else [home()]
    # Names, days and parents of their own: nobody here is another one's double.
    name = f"{'Lan Mai Cúc Trúc Đào Sen'.split()[number % 6]}"
    declared: dict[str, Any] = {"given": name, "birth": str(1930 + number), "residences": homes}
    person = Case(work.service, **declared).captured()  # type: ignore[arg-type]
    checks = ["DQ-14", *(["DQ-15"] if not homes else [])]
    return [quality_case_id(UUID(person.id), check) for check in checks]


def await_deaths(work: StoreAtWork, dying: list[subprocess.Popen[bytes]]) -> None:
    """Until the service has died so often; begun again from the first event after each wait, it
    meets its own acts at every step."""
    told, until = 0, time.monotonic() + LONGEST_S
    for process in dying:
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
    while told < DEATHS:
        assert time.monotonic() < until, f"{told} deaths of {DEATHS}"
        work.ask("DELETE FROM quality_rounds")
        time.sleep(0.5)
        told += sum(len(one.stdout.read() or b"") for one in dying if one.stdout)


def await_cases(work: StoreAtWork, least: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while len(found := work.ask(_CASES)) < least:
        assert time.monotonic() < until, f"{len(found)} cases of {least}"
        time.sleep(0.1)


def again(work: StoreAtWork) -> None:
    """Let the service begin again at the first event, and come to the last."""
    work.ask("DELETE FROM quality_rounds")
    until = time.monotonic() + PATIENCE_S
    query = (
        "SELECT coalesce((SELECT position FROM quality_rounds WHERE name = 'data-check'), -1),"
        " (SELECT max(position) FROM positions)"
    )
    while True:
        ((position, head),) = work.ask(query)
        if position == head:
            return
        assert time.monotonic() < until, f"{position=} {head=}"
        time.sleep(0.1)
