"""The manifest of topics: how each is called, divided and kept (interfaces §3)."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from adapters.kafka.trouble import KafkaTrouble
from domain.stream_kinds import STREAM_KINDS

PARTITIONS = 12
"""Of every topic of events, for ever: one more would move keys, and with them the order."""
PROGRESS_PARTITIONS = 3
DEAD_LETTER_PARTITIONS = 1
RECORD_BYTES = 1_048_588
"""Largest batch as it is stored; Kafka's own default, pinned so that no broker has another."""
PREFIX = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}\.|")

Configs = Mapping[str, str]

_KEPT: Configs = {
    # The producer chose zstd; a broker that packs anew would only burn its own cores.
    "compression.type": "producer",
    "max.message.bytes": str(RECORD_BYTES),
    "message.timestamp.type": "CreateTime",
    # A replica that lags behind and leads all the same would lose what was acknowledged.
    "unclean.leader.election.enable": "false",
}
FOREVER: Configs = {
    **_KEPT,
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    # Said although it is Kafka's default: a broker's own default for all topics could be another.
    "retention.bytes": "-1",
}
NEWEST_OF_KEY: Configs = {
    **_KEPT,
    "cleanup.policy": "compact",
    # A consumer that was away for a week still sees what was taken back.
    "delete.retention.ms": str(7 * 24 * 3600 * 1000),
    "max.compaction.lag.ms": str(24 * 3600 * 1000),
}


class TopicNames(msgspec.Struct, frozen=True):
    """What each topic is called under a prefix. KafkaTrouble where the prefix cannot be one."""

    prefix: str = ""

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise KafkaTrouble(
                f"CANCUOC_KAFKA_PREFIX is {self.prefix!r}: it takes small letters, digits, dots"
                " and hyphens, and ends in a dot, such as test."
            )

    def events(self, kind: str) -> str:
        """Events of all streams of a kind, such as `card-application`; key = stream id."""
        return f"{self.prefix}cancuoc.{kind}.events.v1"

    @property
    def progress_state(self) -> str:
        """The newest counter of each unit, stage and day."""
        return f"{self.prefix}cancuoc.progress.state.v1"

    def dead_letters(self, projection: str) -> str:
        """Records that a view could not understand, in their original bytes."""
        return f"{self.prefix}cancuoc.{projection}.dlq"

    def is_ours(self, topic: str) -> bool:
        """Whether a name lies under this prefix, in the manifest or not."""
        return topic.startswith(f"{self.prefix}cancuoc.")


class Topic(msgspec.Struct, frozen=True):
    """One line of the manifest; the number of copies is chosen where it is applied."""

    name: str
    partitions: int
    configs: Configs


def manifest(names: TopicNames, views: Iterable[str]) -> tuple[Topic, ...]:
    """Every topic there should be; `views` are the projections that may be fed from Kafka."""
    return (
        *(Topic(names.events(kind), PARTITIONS, FOREVER) for kind in sorted(STREAM_KINDS)),
        Topic(names.progress_state, PROGRESS_PARTITIONS, NEWEST_OF_KEY),
        *(
            Topic(names.dead_letters(view), DEAD_LETTER_PARTITIONS, FOREVER)
            for view in sorted(views)
        ),
    )
