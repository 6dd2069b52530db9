"""A rebuild fills the other slot while the live one serves, then takes its place."""

import threading

import pytest
from tests.adapters.postgres.views.projected import History
from tests.adapters.postgres.views.running import LIFE, PIN, Running, newer, wait_until

from citizen_stories import APPROVED, VERIFIED, cancelled, captured, numbered, story


def test_a_rebuilt_view_equals_the_live_one_row_for_row(history: History) -> None:
    history.record(story(*LIFE), story(*LIFE, cancelled(PIN), APPROVED, numbered("001190000002")))
    history.projector(batch=2).catch_up()
    live = history.rows("a"), history.rows("a", "citizen_number")

    assert history.projector().rebuild()

    assert len(live[0]) == 2
    assert (history.rows("b"), history.rows("b", "citizen_number")) == live
    assert history.registered() == (2, "b", -1, 12, None)


def test_nothing_personal_stays_in_the_slot_that_was_left(history: History) -> None:
    history.record(story(*LIFE))
    history.projector().catch_up()

    history.projector().rebuild()

    assert (history.rows("a"), history.rows("a", "citizen_number")) == ([], [])


def test_a_rebuild_shows_how_far_it_is(history: History) -> None:
    history.record(*(story(captured()) for _ in range(5)))
    history.projector().catch_up()
    shown: list[tuple[int, int]] = []

    history.projector(batch=2, progress=lambda *at: shown.append(at)).rebuild()

    assert shown == [(2, 5), (4, 5), (5, 5)]


def interrupted(history: History, version: int = 2) -> None:
    """A rebuild that ends after its second batch of two events, as by a kill."""
    stop = threading.Event()
    halt = {4: stop.set}
    projector = history.projector(
        newer(version), batch=2, progress=lambda done, _: halt.get(done, bool)()
    )
    assert not projector.rebuild(stop)


def test_a_rebuild_goes_on_where_it_was_interrupted(history: History) -> None:
    history.record(*(story(captured()) for _ in range(7)))
    history.projector().catch_up()
    live = history.rows("a")

    interrupted(history)
    assert history.registered() == (2, "a", 6, 3, 2)
    assert history.rows("a") == live
    shown: list[int] = []
    history.projector(batch=2, progress=lambda done, _: shown.append(done)).rebuild()

    assert shown == [6, 7]
    assert history.rows("b") == live


def test_what_another_version_began_is_begun_again(history: History) -> None:
    history.record(*(story(captured()) for _ in range(7)))
    history.projector().catch_up()
    interrupted(history, version=3)
    shown: list[int] = []

    history.projector(newer(4), batch=2, progress=lambda done, _: shown.append(done)).catch_up()

    assert shown == [2, 4, 6, 7]
    assert history.registered() == (4, "b", -1, 6, None)


def test_a_newer_program_rebuilds_before_it_projects(history: History) -> None:
    history.record(*(story(captured()) for _ in range(3)))
    history.projector().catch_up()
    history.record(story(captured()))

    projector = history.projector(newer(3))
    projector.catch_up()

    assert projector.counters.rebuilds == 1
    assert history.registered() == (3, "b", -1, 3, None)
    assert len(history.rows("b")) == 4


def test_the_live_slot_is_projected_during_a_rebuild_and_after(history: History) -> None:
    history.record(*(story(captured()) for _ in range(5)))
    with Running(history.projector()) as runner:
        wait_until(lambda: runner.counters.position == 4)
        interrupted(history)
        history.record(story(captured(), VERIFIED))
        wait_until(lambda: runner.counters.position == 6)
        assert len(history.rows("a")) == 6

        history.projector().rebuild()
        history.record(story(captured()))
        wait_until(lambda: runner.counters.position == 7)

    assert runner.error is None
    assert history.registered() == (2, "b", -1, 7, None)
    assert len(history.rows("b")) == 7


def test_the_position_of_answers_never_falls_by_a_swap(history: History) -> None:
    history.record(*(story(captured()) for _ in range(3)))
    history.projector().catch_up()
    interrupted_at_two = threading.Event()
    projector = history.projector(batch=2, progress=lambda *_: interrupted_at_two.set())
    projector.rebuild(interrupted_at_two)
    history.ask("UPDATE projections SET position_a = 900")

    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()

    assert not history.projector().rebuild(stop)
    assert history.registered()[1] == "a"


@pytest.mark.parametrize("rebuilds", [2])
def test_views_swap_back_and_forth(history: History, rebuilds: int) -> None:
    history.record(story(*LIFE))
    history.projector().catch_up()
    live = history.rows("a")

    for _ in range(rebuilds):
        history.projector().rebuild()

    assert history.registered()[1] == "a"
    assert history.rows("a") == live
