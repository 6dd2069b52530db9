"""Which feed the views are projected from, by the settings."""

from adapters.kafka.from_kafka import FromKafka
from adapters.postgres.ledger_lane import FromLedger
from adapters.postgres.view_registration import Source
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.settings import Settings, SettingsWrong
from projections.projection import Projection


def source_of(settings: Settings, projection: Projection) -> Source:
    """Raises SettingsWrong for a feed that there is not, or without an address of Kafka."""
    if settings.feed == "kafka":
        return FromKafka(kafka_place(settings), topic_names(settings), projection)
    if settings.feed != "ledger":
        raise SettingsWrong(f"CANCUOC_FEED is ledger or kafka, not {settings.feed!r}")
    return FromLedger()
