"""A relay that dies at any step loses nothing, and repeats only what consumers drop."""

import signal
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo
from tests.faults.dying_relay import BATCH, STEPS, Orders
from tests.faults.relay_process import PATIENCE_S, ordered_process
from tests.relaying import History, Seen, events_kept, published, reading, repeated

from adapters.kafka.clients import KafkaPlace
from adapters.kafka.relay import Relay
from adapters.kafka.topics import TopicNames
from database import Store

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(300)]

EVENTS = 600


@pytest.fixture
def history(store: Store) -> History:
    made = History(store)
    made.grow(EVENTS)
    return made


def killed_and_gone_on(
    store: Store, place: KafkaPlace, topic_names: TopicNames, log: Path, *off: str, step: str
) -> Seen:
    """Killed at the step with half of history to go; another relay publishes the rest."""
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    orders = Orders(dsn, place.bootstrap, topic_names.prefix, step, protections_off=off)
    with ordered_process(orders, log) as process:
        assert process.wait(PATIENCE_S) == -signal.SIGKILL
    Relay(dsn, place, topic_names, lease_s=1.0).catch_up()
    with reading(place, topic_names) as reader:
        return reader.to_the_end()


@pytest.mark.parametrize("step", STEPS)
def test_a_relay_killed_at_this_step_has_lost_nothing(
    store: Store,
    history: History,
    place: KafkaPlace,
    topic_names: TopicNames,
    tmp_path: Path,
    step: str,
) -> None:
    seen = killed_and_gone_on(store, place, topic_names, tmp_path / "log", step=step)

    assert events_kept(seen) == published(history.all())
    assert repeated(seen) <= BATCH
    assert repeated(seen) == BATCH or step != "after committing, before saving"


def test_a_position_saved_before_the_flush_loses_events(
    store: Store, history: History, place: KafkaPlace, topic_names: TopicNames, tmp_path: Path
) -> None:
    """Teeth: the same death and the same check, with the order of the two turned round."""
    seen = killed_and_gone_on(
        store, place, topic_names, tmp_path / "log", "saving afterwards",
        step="after producing, before flushing",
    )  # fmt: skip

    assert len(events_kept(seen)) < len(published(history.all()))
