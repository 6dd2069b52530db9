"""The runner of projections on a real event store: one transaction, one runner, never a skip."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from tests.adapters.postgres.views.projected import MAPPER, SEARCH, History

from adapters.postgres.projection_batches import ProjectionStopped
from adapters.postgres.projector import Counters, Projector
from citizen_stories import (
    APPROVED,
    DEAD,
    NOTIFIED,
    VERIFIED,
    amended,
    cancelled,
    captured,
    numbered,
    story,
)
from domain.recorded import Recorded
from projections.citizen_search import CITIZEN_PIN, CITIZEN_SEARCH, CitizenSearch
from projections.confirmed_rules import ConfirmedRules
from projections.projection import Change, Open

PIN = "001190000001"
LIFE = (captured(), VERIFIED, APPROVED, numbered(PIN), NOTIFIED)


class Running:
    """A projector in a thread; `error` is what ended it."""

    def __init__(self, projector: Projector) -> None:
        self.projector = projector
        self.error: BaseException | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def counters(self) -> Counters:
        return self.projector.counters

    def await_end(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self.projector.run(self._stop)
        except ProjectionStopped as stopped:
            self.error = stopped

    def __enter__(self) -> "Running":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self.await_end()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "not within 10 s"
        time.sleep(0.01)


def newer(version: int) -> CitizenSearch:
    projection = CitizenSearch(SEARCH._units)
    projection.version = version
    return projection


def test_a_view_holds_what_its_events_say(history: History) -> None:
    history.record(story(*LIFE), story(captured(surname="Đỗ")))

    read = history.projector().catch_up()

    assert read == 6
    assert history.registered() == (1, "a", 5, -1, None)
    assert history.ask(
        "SELECT fold_name, status, pin, position FROM view_a.citizen_search ORDER BY position"
    ) == [("nguyen thi anh", "active", PIN, 4), ("do thi anh", "captured", None, 5)]


def test_a_name_without_a_middle_has_one_space(history: History) -> None:
    history.record(story(captured(middle="")), story(captured(surname="", middle="")))

    history.projector().catch_up()

    names = history.ask("SELECT fold_name FROM view_a.citizen_search ORDER BY 1")
    assert names == [("anh",), ("nguyen anh",)]


@pytest.mark.parametrize("size", [1, 3, 2000])
def test_the_size_of_a_batch_changes_no_row(history: History, size: int) -> None:
    stories = [
        story(*LIFE, amended(given="Ảnh"), cancelled(PIN), numbered(f"00109000000{n}"), DEAD)
        for n in range(3)
    ]
    history.record(*stories)
    history.projector().catch_up()
    expected = history.rows("a"), history.rows("a", "citizen_pin")
    history.ask("TRUNCATE view_a.citizen_search, view_a.citizen_pin")
    history.ask("UPDATE projections SET position_a = -1")

    history.projector(batch=size).catch_up()

    assert (history.rows("a"), history.rows("a", "citizen_pin")) == expected


class RefusedHalfway(CitizenSearch):
    """Writes a good row and then one that the table refuses."""

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        good = Open(CITIZEN_PIN, (recorded.stream, PIN), {"established_on": "2021-03-01"})
        return [good, Open(CITIZEN_SEARCH, (recorded.stream,), {"surname": "Canary"})]


def test_rows_and_position_are_written_together_or_not_at_all(history: History) -> None:
    history.record(story(captured()))

    with pytest.raises(ProjectionStopped) as stopped:
        history.projector(RefusedHalfway(SEARCH._units)).catch_up()

    assert "up to position 0" in str(stopped.value)
    assert "Canary" not in repr(stopped.value) + repr(stopped.value.__cause__)
    assert history.registered()[2] == -1
    assert history.rows("a", "citizen_pin") == []


def torn(history: History) -> bool:
    """Whether rows and position disagree, in one snapshot: every event opens a citizen."""
    ((rows, highest, position),) = history.ask(
        "SELECT count(c), coalesce(max(c.position), -1), p.position_a FROM projections p"
        " LEFT JOIN view_a.citizen_search c ON true"
        " WHERE p.name = 'citizen_search' GROUP BY p.position_a"
    )
    return not rows - 1 == highest == position


def test_a_kill_at_any_moment_leaves_nothing_half_done(history: History) -> None:
    history.record(*(story(captured()) for _ in range(300)))
    history.projector().catch_up()
    history.ask("UPDATE projections SET position_a = -1")
    history.ask("TRUNCATE view_a.citizen_search, view_a.citizen_pin")
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'cancuoc-project-citizen_search'"
    )

    with Running(history.projector(batch=1)) as runner:
        for _ in range(4):
            wait_until(lambda: runner.counters.position < 299)
            history.ask(kill)
            assert not torn(history)
            time.sleep(0.02)
        wait_until(lambda: runner.counters.position == 299)

    assert runner.error is None
    assert runner.counters.reconnects > 0
    assert not torn(history)
    assert len(history.rows("a")) == 300


def test_new_events_appear_while_it_runs(history: History) -> None:
    with Running(history.projector()) as runner:
        for n in range(3):
            history.record(story(captured()))
            wait_until(lambda expected=n: runner.counters.position == expected)

    assert len(history.rows("a")) == 3
    assert (runner.counters.lag, runner.counters.events) == (0, 3)


def test_a_second_runner_waits_for_the_first(history: History) -> None:
    history.record(story(captured()))
    with Running(history.projector()) as first:
        wait_until(lambda: first.counters.position == 0)
        with Running(history.projector()) as second:
            time.sleep(0.3)
            assert second.counters.batches == 0

    history.record(story(captured()))
    with Running(history.projector()) as second:
        wait_until(lambda: second.counters.position == 1)
    assert second.counters.events == 1


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
    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        raise KeyError(recorded.event.sealed.surname)


def test_an_error_of_its_own_quotes_nobody(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    history.record(story(captured(surname="Canary")))

    with logged(caplog) as lines, pytest.raises(ProjectionStopped, match="KeyError") as stopped:
        history.projector(Confused(SEARCH._units)).catch_up()

    assert stopped.value.__suppress_context__
    assert any("in rows" in line for line in lines)
    assert "Canary" not in str(stopped.value) + "".join(lines)


def test_events_that_nobody_wants_are_passed_over_undecoded(history: History) -> None:
    history.record_raw(uuid4(), "citizen.captured.v1", b"no state at all")

    projector = Projector(history.dsn, ConfirmedRules(), MAPPER)
    projector.catch_up()

    assert (projector.counters.position, projector.counters.projected) == (0, 0)


def test_a_projection_that_opens_sealed_parts_needs_keys(history: History) -> None:
    with pytest.raises(ValueError, match="no keys"):
        Projector(history.dsn, SEARCH, MAPPER)


def test_an_erased_person_leaves_the_view(history: History) -> None:
    person = story(*LIFE, VERIFIED)
    history.record(person[:-1])
    history.projector().catch_up()
    history.record(person[-1:])

    history.destroy_key_of(person[0].stream)
    history.projector().catch_up()

    assert history.ask("SELECT fold_name, birth, pin, version FROM view_a.citizen_search") == [
        ("", None, None, 6)
    ]
    assert history.rows("a", "citizen_pin") == []


def test_a_program_older_than_the_view_refuses(history: History) -> None:
    history.projector(newer(2)).catch_up()

    with pytest.raises(ProjectionStopped, match="start the newer program"):
        history.projector().catch_up()
