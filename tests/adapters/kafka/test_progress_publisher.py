"""The compacted topic of progress ends, for each key, with what the view counts.

Long because each way to a wrong last value is a test.
"""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from tests.adapters.kafka.counted_people import (
    PROGRESS,
    Chance,
    Topic,
    counted,
    erase,
    people,
)
from tests.adapters.kafka.progress_topic import (
    assert_equal_to_the_view,
    assert_one_value_a_version,
    manifest_line,
    progress_topic,
)
from tests.adapters.postgres.views.projected import History

from adapters.kafka import progress_publisher
from adapters.kafka.clients import KafkaTrouble, admin
from adapters.kafka.progress_sender import ProgressSender
from adapters.kafka.topic_desk import TopicDesk, topic_desk
from adapters.kafka.topics import TopicNames
from adapters.postgres.progress_states import ProgressStates, Value
from adapters.postgres.progress_turns import TurnLost
from database import Store
from projections.progress import Progress
from projections.progress_state import AgeCount, SexCount, StateKey

CAPTURED = "00001/population.captured/2021-03-01/occurred"


KEY = StateKey("occurred", "population.captured", date(2021, 3, 1), "00001")
SLEEPER = UUID(int=1)


@pytest.fixture
def topic(store: Store, tmp_path: Path, broker: str, topic_prefix: str) -> Iterator[Topic]:
    with progress_topic(store, tmp_path, broker, topic_prefix) as made:
        yield made


def project(history: History) -> None:
    history.projector(PROGRESS).catch_up()


def await_gone(desk: TopicDesk, names: TopicNames) -> None:
    deadline = time.monotonic() + 30
    while names.progress_state in desk.found([], names):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def await_count(topic: Topic, count: int) -> None:
    deadline = time.monotonic() + 30
    while CAPTURED not in (last := topic.last()) or last[CAPTURED].count < count:
        assert time.monotonic() < deadline, f"{count} are not on the topic"
        time.sleep(0.1)


@pytest.mark.parametrize(("seed", "batch"), [(1, 500), (2, 10)])
def test_after_a_random_history_the_last_values_are_those_of_the_view(
    topic: Topic, seed: int, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a batch is hardly more than the keys that one event changes."""
    monkeypatch.setattr(progress_publisher, "BATCH", batch)
    chance = Chance(topic.history, seed)
    while chance.go_on():
        project(topic.history)
        topic.publish()
    project(topic.history)
    topic.publish()

    assert len(topic.last()) > 10
    assert_equal_to_the_view(topic)
    assert_one_value_a_version(topic)


def test_a_value_says_what_it_counts_and_its_headers_what_it_is(topic: Topic) -> None:
    topic.history.record(*people(12), *people(15, sex="male", birth="1950"))
    project(topic.history)
    topic.publish(min_group=10)

    record = next(one for one in topic.records() if one.key == CAPTURED)

    assert (record.state.version, record.state.count, record.state.grouped) == (1, 27, 27)
    assert record.state.by_sex == (SexCount("female", 12), SexCount("male", 15))
    assert record.state.by_age_band == (AgeCount("30-34", 12), AgeCount("70-74", 15))
    assert record.headers == {
        "ce_specversion": b"1.0",
        "ce_id": f"{CAPTURED}/1".encode(),
        "ce_source": b"//eid.example/ledger",
        "ce_type": b"progress.state.v1",
        "ce_subject": CAPTURED.encode(),
        "ce_sequence": b"1",
        "content-type": b"application/json",
    }


def test_no_record_of_the_topic_tells_of_a_small_group(topic: Topic) -> None:
    topic.history.record(*people(9), *people(14, sex="male", birth="1950"))
    project(topic.history)
    topic.publish(min_group=10)
    topic.history.record(*people(3))
    project(topic.history)
    topic.publish(min_group=10)

    told = [one for one in topic.records() if one.key == CAPTURED]

    assert [one.state.count for one in told] == [23, 26]
    assert [one.state.grouped for one in told] == [23, 23]
    assert all(one.state.by_sex == one.state.by_age_band == () for one in topic.records())


def test_an_erasure_moves_a_count_to_those_of_whom_nothing_is_known(topic: Topic) -> None:
    someone, *others = people(3)
    topic.history.record(someone, *others)
    project(topic.history)
    topic.publish()
    erase(topic.history, someone)
    project(topic.history)
    topic.publish()

    first, second = (one.state for one in topic.records() if one.key == CAPTURED)

    assert first.by_sex == (SexCount("female", 3),)
    assert second.by_sex == (SexCount("", 1), SexCount("female", 2))
    assert (second.version, second.count) == (2, 3)
    assert_equal_to_the_view(topic)


def test_who_watches_the_topic_does_not_see_from_which_group_the_erased_went(topic: Topic) -> None:
    someone, *others = people(30)
    topic.history.record(someone, *others)
    project(topic.history)
    topic.publish(min_group=10)
    before = topic.last()
    erase(topic.history, someone)
    project(topic.history)

    assert topic.publish(min_group=10) == 0
    assert topic.last() == before


def test_what_did_not_change_is_not_published_again(topic: Topic) -> None:
    topic.history.record(*people(2))
    project(topic.history)

    assert topic.publish() > 0
    assert topic.publish() == 0


def test_a_rebuilt_view_is_compared_whole_and_says_nothing_new(topic: Topic) -> None:
    someone, *others = people(5)
    topic.history.record(someone, *others)
    project(topic.history)
    topic.publish()
    erase(topic.history, someone)
    topic.history.projector(PROGRESS).rebuild()

    topic.publish()

    assert_equal_to_the_view(topic)
    topic.history.projector(PROGRESS).rebuild()
    assert topic.publish() == 0


def test_a_pass_over_many_keys_goes_page_by_page_and_comes_to_its_end(
    topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_publisher, "BATCH", 10)
    for unit in ("00001", "00004", "00007", "00008"):
        topic.history.record(*people(1, unit=unit))
    project(topic.history)
    sent = topic.publish()
    with psycopg.connect(topic.history.dsn, autocommit=True) as connection:
        ProgressStates(connection).turns.begin_again()

    assert (sent, topic.publish(), topic.publish()) == (16, 16, 0)


def test_a_view_that_counts_otherwise_is_published_where_it_differs(topic: Topic) -> None:
    topic.history.record(*people(5))
    project(topic.history)
    topic.publish()
    with psycopg.connect(topic.history.dsn, autocommit=True) as mended:
        mended.execute("UPDATE view_a.progress SET count = 4 WHERE counter LIKE '%captured'")
        mended.execute("DELETE FROM view_a.progress WHERE counter LIKE '%verified'")
        mended.execute("UPDATE progress_publisher SET view_version = view_version - 1")

    assert topic.publish() == 4
    assert sorted(state.count for state in topic.last().values()) == [0, 0, 4, 4]


def test_a_stricter_rule_takes_back_what_was_told(topic: Topic) -> None:
    topic.history.record(*people(12), *people(15, sex="male"))
    project(topic.history)
    topic.publish(min_group=10)

    topic.publish(min_group=13)

    assert topic.last()[CAPTURED].by_sex == ()


def test_everything_is_sent_again_when_that_is_asked(topic: Topic) -> None:
    topic.history.record(*people(2))
    project(topic.history)
    sent = topic.publish()
    with psycopg.connect(topic.history.dsn, autocommit=True) as connection:
        ProgressStates(connection).turns.begin_again()

    assert topic.publish() == sent
    assert topic.publish() == 0
    assert_one_value_a_version(topic)


def test_a_topic_that_was_made_again_is_filled_again(topic: Topic) -> None:
    topic.history.record(*people(2))
    project(topic.history)
    sent = topic.publish()
    client = admin(topic.place)
    client.delete_topics([topic.names.progress_state])
    client.close()
    with topic_desk(topic.place) as desk:
        await_gone(desk, topic.names)
        with pytest.raises(KafkaTrouble, match="topics apply"):
            topic.publish()
        desk.create([manifest_line(topic.names)], copies=1)

    assert topic.publish() == sent
    assert_equal_to_the_view(topic)


def test_an_older_view_is_waited_for(topic: Topic) -> None:
    topic.history.record(*people(2))
    older = Progress(PROGRESS._units)
    older.version = Progress.version - 1
    topic.history.projector(older).catch_up()

    assert topic.publish() == 0
    assert topic.records() == []


def test_a_second_publisher_waits_for_its_turn(topic: Topic) -> None:
    with psycopg.connect(topic.history.dsn, autocommit=True) as connection:
        states = ProgressStates(connection)
        epoch = states.turns.take(SLEEPER)
        assert epoch is not None

        with pytest.raises(TurnLost):
            topic.publish()
        states.turns.give_up(epoch)

    assert topic.publish() == 0


def test_a_publisher_whose_turn_ended_can_write_and_send_nothing(topic: Topic) -> None:
    topic.history.record(*people(2))
    project(topic.history)
    sleeper = ProgressSender(topic.place, topic.names, "//a")
    with psycopg.connect(topic.history.dsn, autocommit=True) as connection:
        states = ProgressStates(connection)
        epoch = states.turns.take(SLEEPER) or 0
        seen = states.look(1, 500)
        assert seen is not None
        connection.execute("UPDATE progress_publisher SET until = '-infinity'")
        topic.publish()
        newest = topic.last()[CAPTURED]
        late = Value(KEY, 0, "{}")

        with pytest.raises(TurnLost):
            states.write(epoch, seen.after, ())
        with pytest.raises(TurnLost):
            states.turns.keep(epoch)
    with pytest.raises(TurnLost):
        sleeper.send([late], lambda: None)
    sleeper.close()

    assert topic.last()[CAPTURED] == newest
    assert_equal_to_the_view(topic)


def test_a_publisher_follows_a_register_at_work(topic: Topic) -> None:
    stop = threading.Event()
    publisher = topic.publisher()
    running = threading.Thread(target=publisher.run, args=(stop,))
    running.start()
    try:
        for _ in range(3):
            topic.history.record(*people(4))
            project(topic.history)
            await_count(topic, sum(counted(topic.history)[KEY].values()))
    finally:
        stop.set()
        running.join(30)

    assert not running.is_alive()
    assert_equal_to_the_view(topic)


EAGER = {
    "segment_ms": "100",
    "min_cleanable_dirty_ratio": "0.01",
    "min_compaction_lag_ms": "0",
    "max_compaction_lag_ms": "100",
}
"""The broker throws away what is behind a newer value as soon as it can."""


def test_what_compaction_leaves_is_what_the_view_counts(
    store: Store, tmp_path: Path, broker: str, topic_prefix: str
) -> None:
    with progress_topic(store, tmp_path, broker, topic_prefix, **EAGER) as topic:
        for _ in range(6):
            topic.history.record(*people(1))
            project(topic.history)
            topic.publish()
        deadline = time.monotonic() + 90
        while len([one for one in topic.records() if one.key == CAPTURED]) == 6:
            assert time.monotonic() < deadline, "nothing was compacted"
            time.sleep(0.5)

        assert topic.last()[CAPTURED].version == 6
        assert_equal_to_the_view(topic)
