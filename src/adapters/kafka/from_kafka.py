"""Opens the feed of Kafka for one view: which topics it reads, in which group, in which order."""

import logging
from collections.abc import Mapping
from uuid import UUID

from adapters.kafka.clients import (
    KafkaAway,
    KafkaPlace,
    KafkaTrouble,
    admin,
    in_our_words,
)
from adapters.kafka.dead_letter_topic import DeadLetterTopic
from adapters.kafka.judged_records import Judge
from adapters.kafka.kafka_feed import KafkaFeed, away
from adapters.kafka.lane_reader import LaneReader
from adapters.kafka.topics import PARTITIONS, TopicNames
from adapters.postgres.partition_book import PartitionBook, TopicAt, TopicReplaced
from adapters.postgres.view_registration import Place
from application.feed import FeedName, Lane
from domain.catalogue import stream_of
from projections.projection import InWholeOrder, Projection

BATCH = 2000

_log = logging.getLogger(__name__)


class FromKafka:
    """`Source` of views that are projected from topics.

    Several programs share the partitions of a view, but for one that needs the order of the whole
    ledger: there one program reads all partitions and a second one waits, as from the ledger.
    """

    feed: FeedName = "kafka"

    def __init__(
        self, place: KafkaPlace, names: TopicNames, projection: Projection, batch: int = BATCH
    ) -> None:
        self.batch = batch
        self.shared = not isinstance(projection, InWholeOrder)
        self._place = place
        self._topics = sorted({names.events(stream_of(one)) for one in projection.topics})
        self._dead = names.dead_letters(projection.name)
        self._group = group_of(names, projection.name)
        self._reader: LaneReader | None = None
        self._letters: DeadLetterTopic | None = None

    def open(self, place: Place) -> KafkaFeed:
        """Raises KafkaTrouble for topics that are not as they should be, FeedAway."""
        with away():
            topics = self._look()
            book = PartitionBook(place)
            try:
                book.enter(topics)
            except TopicReplaced as replaced:
                raise KafkaTrouble(_made_anew(replaced.topic, place.projection.name)) from replaced
            reader = self._opened(place)
            judge = Judge(place.projection.topics, book, claim_check=place.projection.needs_sealed)
            if self._letters is None:
                self._letters = DeadLetterTopic(self._place, self._dead, self._group)
        return KafkaFeed(reader, book, judge, self._letters, in_order=not self.shared)

    def close(self) -> None:
        """Leave the group, so that others take over at once."""
        reader, letters = self._reader, self._letters
        self._reader = self._letters = None
        try:
            if reader is not None:
                reader.close()
            if letters is not None:
                letters.close()
        except KafkaAway as gone:
            _log.info("the group %s was not left in good order: %s", self._group, gone)

    def _opened(self, place: Place) -> LaneReader:
        """The reader stays a member of its group while the database is away."""
        if self._reader is None:
            self._reader = LaneReader(self._place, self._group)
        if self.shared and place.live:
            self._reader.join(self._topics)
        else:
            self._reader.take_all(Lane(t, n) for t in self._topics for n in range(PARTITIONS))
        return self._reader

    def _look(self) -> Mapping[str, TopicAt]:
        client = admin(self._place)
        try:
            with in_our_words():
                found = {one["name"]: one for one in client.describe_topics()}
        finally:
            client.close()
        return {name: _topic_at(name, found.get(name)) for name in self._topics}


def group_of(names: TopicNames, projection: str) -> str:
    """The consumer group of a view: where tools show how far it is."""
    return f"{names.prefix}cancuoc.{projection}"


def _topic_at(name: str, found: Mapping[str, object] | None) -> TopicAt:
    if found is None:
        raise KafkaTrouble(f"the topic {name} is not there: run `cancuoc topics apply`")
    parts = found["partitions"]
    count = len(parts) if isinstance(parts, list) else 0
    if count != PARTITIONS:
        raise KafkaTrouble(
            f"the topic {name} has {count} partitions and must have {PARTITIONS}, or events of a"
            " stream overtake each other: docs/operations.md, section Kafka, has the way out"
        )
    return TopicAt(UUID(str(found["topic_id"])), count)


def _made_anew(topic: str, projection: str) -> str:
    return (
        f"the topic {topic} was made anew since the view {projection} read it, and its offsets mean"
        f" other records now: when the relay has published history again, run `cancuoc project"
        f" {projection} --rebuild` (docs/operations.md, section Feeds)"
    )
