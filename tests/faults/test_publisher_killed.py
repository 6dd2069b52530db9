"""A publisher of progress that dies or sleeps at any step leaves the last values right."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from tests.adapters.kafka.counted_people import PROGRESS, Topic, people
from tests.adapters.kafka.progress_topic import (
    assert_equal_to_the_view,
    assert_one_value_a_version,
    progress_topic,
)
from tests.faults.dying_publisher import STEPS, Orders
from tests.faults.relay_process import PATIENCE_S, await_halt, await_words, ordered_process

from database import Store

pytestmark = pytest.mark.fault


@pytest.fixture
def topic(store: Store, tmp_path: Path, broker: str, topic_prefix: str) -> Iterator[Topic]:
    with progress_topic(store, tmp_path, broker, topic_prefix) as made:
        more_people(made)
        yield made


def more_people(topic: Topic) -> None:
    topic.history.record(*people(3), *people(2, sex="male"))
    topic.history.projector(PROGRESS).catch_up()


def publishing(
    topic: Topic, log: Path, **orders: object
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    told = Orders(topic.history.dsn, topic.place.bootstrap, topic.names.prefix, **orders)  # type: ignore[arg-type]
    return ordered_process(told, log)


def end_the_turn(topic: Topic) -> None:
    """As ten seconds of silence would."""
    with psycopg.connect(topic.history.dsn, autocommit=True) as connection:
        connection.execute("UPDATE progress_publisher SET until = '-infinity'")


def killed_and_gone_on(topic: Topic, log: Path, **orders: object) -> None:
    """Killed at its step; then more is counted, and another publisher goes on."""
    with publishing(topic, log, **orders) as process:
        assert process.wait(PATIENCE_S) == -signal.SIGKILL, log.read_text()
    more_people(topic)
    end_the_turn(topic)
    topic.publish()


@pytest.mark.parametrize("step", STEPS)
def test_one_killed_at_this_step_leaves_the_last_values_right(
    topic: Topic, tmp_path: Path, step: str
) -> None:
    killed_and_gone_on(topic, tmp_path / "log", step=step)

    assert_equal_to_the_view(topic)
    assert_one_value_a_version(topic)


def test_a_value_sent_before_it_is_stored_says_two_things_under_one_version(
    topic: Topic, tmp_path: Path
) -> None:
    """Teeth."""
    killed_and_gone_on(topic, tmp_path / "log", protection_off="storing first")

    assert_equal_to_the_view(topic)
    with pytest.raises(AssertionError):
        assert_one_value_a_version(topic)


def slept_through(topic: Topic, log: Path, **orders: object) -> None:
    """Halted before it sends; another publisher goes far beyond; then it wakes up."""
    orders |= {"step": "before sending", "number": int(signal.SIGSTOP)}
    with publishing(topic, log, **orders) as process:
        await_halt(process)
        more_people(topic)
        end_the_turn(topic)
        topic.publish()
        process.send_signal(signal.SIGCONT)
        await_words(log, "another publisher of progress has taken over")


def test_one_that_slept_through_the_end_of_its_turn_changes_nothing(
    topic: Topic, tmp_path: Path
) -> None:
    slept_through(topic, tmp_path / "log")

    assert_equal_to_the_view(topic)
    assert_one_value_a_version(topic)


def test_without_fencing_it_puts_an_old_value_behind_the_newest(
    topic: Topic, tmp_path: Path
) -> None:
    """Teeth."""
    slept_through(topic, tmp_path / "log", protection_off="fencing")

    with pytest.raises(AssertionError):
        assert_equal_to_the_view(topic)
