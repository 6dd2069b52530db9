"""Whether the topics of events are as they must be before anything is published to them."""

from collections.abc import Iterable

from adapters.kafka.clients import KafkaPlace, KafkaTrouble, admin, in_our_words
from adapters.kafka.topics import PARTITIONS, TopicNames
from domain.stream_kinds import STREAM_KINDS

APPLY = "run `cancuoc topics apply`"


def look(place: KafkaPlace, names: TopicNames, kinds: Iterable[str] = STREAM_KINDS) -> str:
    """The place in words that tell it from every other: id of the cluster, and prefix.

    KafkaTrouble for a topic that is missing or has another number of partitions; KafkaAway.
    """
    client = admin(place)
    try:
        with in_our_words():
            cluster = client.describe_cluster()["cluster_id"]
            listed = client.describe_topics()
    finally:
        client.close()
    found = {one["name"]: len(one["partitions"]) for one in listed}
    for topic in map(names.events, kinds):
        if topic not in found:
            raise KafkaTrouble(f"the topic {topic} is not there: {APPLY}")
        if found[topic] != PARTITIONS:
            raise KafkaTrouble(
                f"the topic {topic} has {found[topic]} partitions and must have {PARTITIONS}, or"
                " keys would move and events of a stream overtake each other: docs/operations.md,"
                " section Kafka, has the way out"
            )
    return f"cluster {cluster}, prefix {names.prefix or 'none'}"
