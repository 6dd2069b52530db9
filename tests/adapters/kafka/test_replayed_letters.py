"""`cancuoc dlq`: what was set aside is applied once, in its order, or put away on record."""

from functools import partial

import pytest
from tests.adapters.postgres.views.running import Running, wait_until
from tests.fed_progress import forged
from tests.poison import put, record
from tests.two_feeds import TwoFeeds, projection

from cancuoc.dead_letters import discard, replay
from cancuoc.settings import Settings, SettingsWrong
from citizen_stories import APPROVED, VERIFIED, captured, numbered, story
from domain.recorded import Recorded

VIEW = "progress"
until = partial(wait_until, seconds=60)
LIFE = (captured(), VERIFIED, APPROVED, numbered("001190000001"))


def agrees_with_the_ledger(both: TwoFeeds) -> bool:
    """Whether the view has what the ledger says; each thing counted once."""
    view = projection(VIEW, both.dsn)
    fed = both.live_rows(view)
    both.forget(view)
    both.projector(view).catch_up()
    return both.live_rows(view) == fed


def catch_up(both: TwoFeeds) -> None:
    both.from_kafka(projection(VIEW, both.dsn)).catch_up()


def ahead_of_the_ledger(both: TwoFeeds) -> list[Recorded]:
    """A life of which the second event came before the ledger had it, and parked the stream."""
    life, other = story(*LIFE), story(*LIFE)
    both.record(life[:1], other[:1])
    both.publish()
    put(both, [record(both, life[1], 2)])
    catch_up(both)
    both.record(life[1:3], other[1:])
    both.publish()
    catch_up(both)
    return life


def test_what_can_be_read_by_now_is_applied_once_and_unparked(
    both: TwoFeeds, settings: Settings
) -> None:
    life = ahead_of_the_ledger(both)
    # The record that came too early, the relay's own of the same event, and the one behind it.
    assert both.ask("SELECT count(*) FROM dead_letters") == [(3,)]
    said: list[str] = []

    assert replay(settings, VIEW, said.append) == 0

    assert said == [f"stream {life[0].stream}: 3 applied, and it waits no more."]
    assert both.ask("SELECT outcome, position, reason FROM settled_letters ORDER BY position") == [
        ("replayed", 2, None),
        ("replayed", 2, None),
        ("replayed", 3, None),
    ]
    both.record(life[3:])
    both.publish()
    catch_up(both)
    assert replay(settings, VIEW, said.append) == 0
    assert said[-1] == "No record of progress is set aside."
    assert agrees_with_the_ledger(both)


def test_what_still_cannot_be_read_keeps_its_stream_waiting(
    both: TwoFeeds, settings: Settings
) -> None:
    life, name = forged(both)
    said: list[str] = []

    assert replay(settings, VIEW, said.append) == 1

    assert said == [
        f"stream {life[0].stream}: 0 applied, then {name} still cannot be read: ce_type is not in"
        " the catalogue. Mend the cause and replay again, or discard that record."
    ]
    assert both.ask("SELECT attempts, count(*) FROM dead_letters GROUP BY 1 ORDER BY 1") == [
        (1, 3),
        (2, 1),
    ]


def test_a_record_put_away_is_kept_on_record_and_frees_what_waits_behind(
    both: TwoFeeds, settings: Settings
) -> None:
    _, name = forged(both)
    said: list[str] = []

    discard(settings, VIEW, name, "forged, says the inquiry of 3 March", said.append)

    assert both.ask("SELECT outcome, was, reason, account <> '' FROM settled_letters") == [
        (
            "discarded",
            "ce_type is not in the catalogue",
            "forged, says the inquiry of 3 March",
            True,
        )
    ]
    assert said == [f"{name} is put away. `cancuoc dlq replay progress` applies what waited"
                    " behind it."]  # fmt: skip
    assert replay(settings, VIEW, said.append) == 0
    assert agrees_with_the_ledger(both)


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_put_away_without_a_reason(
    both: TwoFeeds, settings: Settings, reason: str
) -> None:
    _, name = forged(both)

    with pytest.raises(SettingsWrong, match="--reason"):
        discard(settings, VIEW, name, reason, print)

    assert both.ask("SELECT count(*) FROM settled_letters") == [(0,)]


def test_what_was_not_set_aside_cannot_be_put_away(both: TwoFeeds, settings: Settings) -> None:
    forged(both)

    with pytest.raises(SettingsWrong, match="has set no record there/0/1 aside"):
        discard(settings, VIEW, "there/0/1", "because", print)


def test_a_view_fed_from_the_ledger_sets_nothing_aside(both: TwoFeeds, settings: Settings) -> None:
    both.projector(projection(VIEW, both.dsn)).catch_up()

    with pytest.raises(SettingsWrong, match="not fed from Kafka"):
        replay(settings, VIEW, print)


def test_a_replay_beside_a_running_view_loses_and_doubles_nothing(
    both: TwoFeeds, settings: Settings
) -> None:
    life = ahead_of_the_ledger(both)
    with Running(both.from_kafka(projection(VIEW, both.dsn))) as runner:
        until(lambda: runner.counters.position == 6)
        assert replay(settings, VIEW, print) == 0
        both.record(life[3:])
        both.publish()
        until(lambda: runner.counters.position == 7)

    assert runner.error is None
    assert both.ask("SELECT count(*) FROM dead_letters") == [(0,)]
    assert agrees_with_the_ledger(both)
