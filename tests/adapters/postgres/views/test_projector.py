"""The runner of projections on a real event store: one transaction, one runner at a time."""

import time
from uuid import uuid4

import pytest
from tests.adapters.postgres.views.projected import MAPPER, SEARCH, History
from tests.adapters.postgres.views.running import LIFE, PIN, Running, wait_until

from adapters.postgres.projector import Projector
from citizen_stories import (
    DEAD,
    VERIFIED,
    amended,
    cancelled,
    captured,
    numbered,
    story,
)
from projections.confirmed_rules import ConfirmedRules

EMPTIED = """TRUNCATE view_a.citizen_search, view_a.citizen_number, view_a.citizen_name,
    view_a.citizen_word"""


def test_a_view_holds_what_its_events_say(history: History) -> None:
    history.record(story(*LIFE), story(captured(surname="Đỗ")))

    read = history.projector().catch_up()

    assert read == 6
    assert history.registered() == (2, "a", 5, -1, None)
    assert history.ask(
        "SELECT fold_surname, status, pin, position FROM view_a.citizen_search ORDER BY position"
    ) == [("nguyen", "active", PIN, 4), ("do", "captured", None, 5)]


def test_a_name_without_a_middle_has_one_space(history: History) -> None:
    history.record(story(captured(middle="")), story(captured(surname="", middle="")))

    history.projector().catch_up()

    names = history.ask("SELECT fold FROM view_a.citizen_name ORDER BY 1")
    assert names == [(" anh",), (" nguyen anh",)]


@pytest.mark.parametrize("size", [1, 3, 2000])
def test_the_size_of_a_batch_changes_no_row(history: History, size: int) -> None:
    stories = [
        story(*LIFE, amended(given="Ảnh"), cancelled(PIN), numbered(f"00109000000{n}"), DEAD)
        for n in range(3)
    ]
    history.record(*stories)
    history.projector().catch_up()
    expected = history.rows("a"), history.rows("a", "citizen_number")
    history.ask(EMPTIED)
    history.ask("UPDATE projections SET position_a = -1")

    history.projector(batch=size).catch_up()

    assert (history.rows("a"), history.rows("a", "citizen_number")) == expected


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
    history.ask(EMPTIED)
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
    second = Running(history.projector())
    with Running(history.projector()) as first:
        wait_until(lambda: first.counters.position == 0)
        with second:
            for position in (1, 2, 3):
                history.record(story(captured()))
                wait_until(lambda expected=position: first.counters.position == expected)
            assert second.counters.position == -1
            first.stop()
            history.record(story(captured()))
            wait_until(lambda: second.counters.position == 4)

    assert second.counters.events == 1
    assert (first.error, second.error) == (None, None)


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

    assert history.ask("SELECT fold_given, birth, pin, version FROM view_a.citizen_search") == [
        (None, None, None, 6)
    ]
    for table in ("citizen_number", "citizen_name", "citizen_word", "citizen_joined"):
        assert history.rows("a", table) == [], table
