"""What a projection does not understand stops it, by name and without a word of the person."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from tests.adapters.postgres.views.projected import History
from tests.adapters.postgres.views.running import PIN, Running, newer, wait_until

from adapters.postgres.projection_batches import ProjectionStopped
from adapters.reference.load_units import load_register
from citizen_stories import (
    captured,
    story,
)
from domain.recorded import Recorded
from projections.citizen_joined import Joined
from projections.citizen_numbers import CITIZEN_NUMBER
from projections.citizen_search import CITIZEN_SEARCH, CitizenSearch
from projections.projection import Change, Open

Remembered = tuple[Joined | None, list[Change]]


class RefusedHalfway(CitizenSearch):
    """Writes a good row and then one that the table refuses."""

    def remember(self, memory: Joined | None, recorded: Recorded, position: int) -> Remembered:
        good = Open(CITIZEN_NUMBER, (recorded.stream, "pin", PIN), {"established_on": "2021-03-01"})
        return None, [good, Open(CITIZEN_SEARCH, (recorded.stream,), {"surname": "Canary"})]


def test_rows_and_position_are_written_together_or_not_at_all(history: History) -> None:
    history.record(story(captured()))

    with pytest.raises(ProjectionStopped) as stopped:
        history.projector(RefusedHalfway(load_register())).catch_up()

    assert "up to position 0" in str(stopped.value)
    assert "Canary" not in repr(stopped.value) + repr(stopped.value.__cause__)
    assert history.registered()[2] == -1
    assert history.rows("a", "citizen_number") == []


@contextmanager
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    lines: list[str] = []
    with caplog.at_level(logging.ERROR):
        yield lines
    lines += [record.getMessage() for record in caplog.records]


def test_an_event_it_cannot_read_stops_it_by_name(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    history.record(story(captured()))
    history.projector().catch_up()
    poison = uuid4()
    history.record(story(captured()))
    history.record_raw(poison, "citizen.captured.v1", b"\x02broken")
    history.record(story(captured()))

    with logged(caplog) as lines, pytest.raises(ProjectionStopped) as stopped:
        history.projector().catch_up()

    place = f"position 2: stream {poison} version 1 topic citizen.captured.v1: the state has an"
    assert place in str(stopped.value)
    assert any(place in line for line in lines)
    assert history.registered()[2] == 0
    assert len(history.rows("a")) == 1


class Confused(CitizenSearch):
    def remember(self, memory: Joined | None, recorded: Recorded, position: int) -> Remembered:
        raise KeyError(recorded.event.sealed.surname)


def test_an_error_of_its_own_quotes_nobody(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    history.record(story(captured(surname="Canary")))

    with logged(caplog) as lines, pytest.raises(ProjectionStopped, match="KeyError") as stopped:
        history.projector(Confused(load_register())).catch_up()

    assert stopped.value.__suppress_context__
    assert stopped.value.__cause__ is None
    assert any("in remember" in line for line in lines)
    assert "Canary" not in str(stopped.value) + "".join(lines)


def test_a_runner_that_was_overtaken_stops(history: History) -> None:
    history.record(*(story(captured()) for _ in range(3)))
    with Running(history.projector()) as runner:
        wait_until(lambda: runner.counters.position == 2)
        history.ask("UPDATE projections SET position_a = 1")
        history.record(story(captured()))
        runner.await_end()

    assert isinstance(runner.error, ProjectionStopped)
    assert "stands at position 1 where this runner left it at 2" in str(runner.error)
    assert len(history.rows("a")) == 3


def test_a_program_older_than_the_view_refuses(history: History) -> None:
    history.projector(newer(3)).catch_up()

    with pytest.raises(ProjectionStopped, match="start the newer program"):
        history.projector().catch_up()
