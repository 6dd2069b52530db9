"""`cancuoc relay`: publishes history to Kafka; and what `cancuoc run` does for it."""

import re
from collections.abc import Callable

import psycopg

from adapters.kafka.relay import Relay
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topic_plan import COPIES
from adapters.kafka.topics import PARTITIONS
from adapters.postgres.relay_position import Share, rewind
from cancuoc.background import spare_the_collector, stop_signal
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.topic_commands import apply

_SHARE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")


def run_relay(settings: Settings) -> None:
    """Publish until SIGTERM. Raises SettingsWrong, KafkaTrouble, PostgresTrouble."""
    relay = Relay(settings.dsn, kafka_place(settings), topic_names(settings), share_of(settings))
    spare_the_collector()
    relay.run(stop_signal())


def rewind_relay(settings: Settings) -> None:
    """Let every relay begin again at the first event; consumers drop what they are past."""
    with psycopg.connect(settings.dsn, autocommit=True, connect_timeout=5) as connection:
        rewind(connection)


def share_of(settings: Settings) -> Share:
    """The share of CANCUOC_RELAY_SHARD; SettingsWrong for what is none."""
    found = _SHARE.fullmatch(settings.relay_shard)
    share = Share(*map(int, found.groups())) if found else Share(1, 1)
    if not share.shard < share.shards <= PARTITIONS:
        raise SettingsWrong(
            f"CANCUOC_RELAY_SHARD is {settings.relay_shard!r}: give the number of this relay and"
            f" how many there are, such as 0/2 and 1/2; at most {PARTITIONS}"
        )
    return share


def roles_with_kafka(settings: Settings, say: Callable[[str], None]) -> tuple[str, ...]:
    """What else `cancuoc run` starts where CANCUOC_KAFKA is set, once the topics are there.

    Raises KafkaAway, KafkaTrouble.
    """
    if not settings.kafka:
        return ()
    with topic_desk(kafka_place(settings)) as desk:
        copies = min(COPIES, desk.brokers())
    apply(settings, copies, False, say)
    return ("relay", "publish-progress")
