"""Where Kafka is by the settings, and what topics are called there."""

from pathlib import Path

from adapters.kafka.client_options import read_options
from adapters.kafka.clients import KafkaPlace
from adapters.kafka.topics import TopicNames
from cancuoc.settings import Settings, SettingsWrong


def kafka_place(settings: Settings) -> KafkaPlace:
    """Raises SettingsWrong where none is set, KafkaTrouble for what cannot be one."""
    if not settings.kafka:
        raise SettingsWrong(
            "CANCUOC_KAFKA is not set: give the address of a broker as host:port; for trials"
            " `make kafka` or `docker compose up kafka` starts one"
        )
    options = read_options(Path(settings.kafka_options)) if settings.kafka_options else {}
    return KafkaPlace(settings.kafka, options)


def topic_names(settings: Settings) -> TopicNames:
    """Raises KafkaTrouble for a prefix that no topic can have."""
    return TopicNames(settings.kafka_prefix)
