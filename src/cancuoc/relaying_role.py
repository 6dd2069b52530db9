"""`cancuoc relay`: publishes history to Kafka; and what `cancuoc run` does for it."""

from collections.abc import Callable

import psycopg

from adapters.kafka.relay import Relay
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topic_plan import COPIES
from adapters.kafka.trouble import KafkaAway, KafkaTrouble
from adapters.postgres.relay_position import Share, rewind
from cancuoc.background import spare_the_collector, stop_signal
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.settings import Settings, share_in
from cancuoc.topic_commands import apply


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
    return Share(*share_in(settings.relay_shard))


def roles_with_kafka(settings: Settings, say: Callable[[str], None]) -> tuple[str, ...]:
    """What else `cancuoc run` starts where CANCUOC_KAFKA is set.

    Topics that are missing are made. Where they cannot be, that is said and the roles start
    nevertheless: they wait for brokers that are away.
    """
    if not settings.kafka:
        return ()
    try:
        with topic_desk(kafka_place(settings)) as desk:
            copies = min(COPIES, desk.brokers())
        apply(settings, copies, False, say)
    except (KafkaAway, KafkaTrouble) as trouble:
        say(
            f"The topics could not be looked after: {trouble}. The register goes on without Kafka;"
            " once that is mended, run `cancuoc topics apply`."
        )
    return ("relay", "publish-progress")
