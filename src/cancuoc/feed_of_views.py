"""Which feed the views are projected from, by the settings."""

from adapters.kafka.from_kafka import FromKafka
from adapters.postgres.ledger_lane import FromLedger
from adapters.postgres.view_registration import Source
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.settings import Settings
from projections.projection import Projection


def source_of(settings: Settings, projection: Projection) -> Source:
    """Raises SettingsWrong without an address of Kafka; the settings know both feeds."""
    if settings.feed == "kafka":
        return FromKafka(kafka_place(settings), topic_names(settings), projection)
    return FromLedger()
