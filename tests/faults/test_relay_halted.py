"""A relay that is halted is relieved, and does no harm when it wakes up (SIGSTOP, SIGCONT)."""

import signal
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo
from tests.faults.dying_relay import BATCH, Orders
from tests.faults.relay_process import await_halt, await_words, ordered_process, saved_position
from tests.relaying import (
    History,
    Seen,
    events_kept,
    published,
    reading,
    repeated,
)

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.relay import Relay
from adapters.kafka.topics import TopicNames
from database import Store

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(300)]

EVENTS = 600
HALTS = ("after producing, before flushing", "after flushing, before committing",
         "after committing, before saving")  # fmt: skip
OVERTAKEN = "begins again"
"""What a relay says that finds itself fenced or its lease gone."""


@pytest.fixture
def history(store: Store) -> History:
    made = History(store)
    made.grow(EVENTS)
    return made


def halted_relieved_and_woken(
    store: Store, place: KafkaPlace, topic_names: TopicNames, log: Path, *off: str, step: str
) -> tuple[Seen, int]:
    """All records in the end, also uncommitted ones; and the position that is saved."""
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    orders = Orders(
        dsn, place.bootstrap, topic_names.prefix, step, number=signal.SIGSTOP, protections_off=off
    )
    with ordered_process(orders, log) as zombie:
        await_halt(zombie)
        Relay(dsn, place, topic_names, lease_s=60.0).catch_up()
        zombie.send_signal(signal.SIGCONT)
        await_words(log, OVERTAKEN)
    with reading(place, topic_names, isolation_level="read_uncommitted") as reader:
        return reader.to_the_end(), saved_position(dsn)


def committed(place: KafkaPlace, topic_names: TopicNames) -> Seen:
    with reading(place, topic_names) as reader:
        return reader.to_the_end()


@pytest.mark.parametrize("step", HALTS)
def test_a_relay_that_wakes_up_after_it_was_relieved_does_no_harm(
    store: Store,
    history: History,
    place: KafkaPlace,
    topic_names: TopicNames,
    tmp_path: Path,
    step: str,
) -> None:
    everything, saved = halted_relieved_and_woken(
        store, place, topic_names, tmp_path / "log", step=step
    )

    seen = committed(place, topic_names)
    assert events_kept(seen) == published(history.all())
    assert saved == EVENTS - 1
    assert repeated(seen) <= BATCH
    assert no_record_is_late(everything)


def test_without_fencing_the_records_of_a_relay_that_wakes_up_come_late(
    store: Store, history: History, place: KafkaPlace, topic_names: TopicNames, tmp_path: Path
) -> None:
    """Teeth: the same relief and the same check, with a producer that brokers cannot refuse."""
    everything, _ = halted_relieved_and_woken(
        store, place, topic_names, tmp_path / "log", "fencing", step=HALTS[0]
    )

    assert events_kept(everything) == published(history.all()), "nothing is lost by it"
    assert not no_record_is_late(everything)


def no_record_is_late(seen: Seen) -> bool:
    """Whether the last record of each partition is its newest: nothing came after the relief."""
    return all(
        records[-1].position == max(one.position for one in records)
        for records in seen.values()
        if records
    )
