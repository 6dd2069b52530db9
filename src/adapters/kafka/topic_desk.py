"""Looks at the topics of a broker and brings them to the manifest, through the admin client."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import RequestTimedOutError, TopicAlreadyExistsError

from adapters.kafka.clients import KafkaAway, KafkaPlace, KafkaTrouble, admin, in_our_words
from adapters.kafka.topic_plan import Found, Plan, complete
from adapters.kafka.topics import Configs, Topic, TopicNames

# Topics in one request: a broker answers each within its own time-out.
TOGETHER = 50
SETTLED_WITHIN_S = 60.0
TIMES = 5
PAUSE_S = 0.2
# What another made meanwhile; and what is made, although the broker's patience was over first.
HARMLESS = (0, TopicAlreadyExistsError.errno, RequestTimedOutError.errno)


class TopicDesk:
    """One admin client. Errors of every method: KafkaTrouble, KafkaAway."""

    def __init__(self, client: KafkaAdminClient) -> None:
        self._client = client

    def brokers(self) -> int:
        """How many take part in the cluster at the moment."""
        return len(_asked(self._client.describe_cluster)["brokers"])

    def listed(self, names: TopicNames) -> dict[str, list[dict[str, Any]]]:
        """The partitions of every topic under our prefix, as the brokers describe them."""
        topics = _asked(self._client.describe_topics)
        return {one["name"]: one["partitions"] for one in topics if names.is_ours(one["name"])}

    def found(self, topics: Iterable[Topic], names: TopicNames) -> dict[str, Found]:
        """Every topic under our prefix, by name."""
        ours = self.listed(names)
        configs = self._configs([topic.name for topic in topics if topic.name in ours])
        return {
            name: Found(
                len(partitions),
                min((len(one["replica_nodes"]) for one in partitions), default=0),
                configs.get(name, {}),
                sum(_lacks(one) for one in partitions),
            )
            for name, partitions in ours.items()
        }

    def carry_out(self, plan: Plan, copies: int) -> None:
        """Create and change; what is wrong and who is strange is left to people."""
        for some in _together(plan.create):
            self.create(some, copies)
        if plan.change:
            self._change(plan.change)

    def create(self, topics: Iterable[Topic], copies: int) -> None:
        """Returns when every partition has a leader. What another made meanwhile is no error."""
        wanted = {
            topic.name: {
                "num_partitions": topic.partitions,
                "replication_factor": copies,
                "configs": dict(complete(topic, copies)),
            }
            for topic in topics
        }
        for answer in _asked(self._client.create_topics, wanted, raise_errors=False)["topics"]:
            if answer["error_code"] not in HARMLESS:
                _refused(answer["name"], str(answer["error_message"]))
        with in_our_words():
            self._client.wait_for_topics(list(wanted), timeout_ms=SETTLED_WITHIN_S * 1000)

    def _configs(self, topics: list[str]) -> dict[str, Configs]:
        if not topics:
            return {}
        asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in topics]
        answer = _asked(self._client.describe_configs, asked, config_filter="all").get("topic", {})
        return {
            topic: {name: str(one["value"]) for name, one in values.items()}
            for topic, values in answer.items()
        }

    def _change(self, change: Mapping[str, Configs]) -> None:
        asked = [
            ConfigResource(ConfigResourceType.TOPIC, name, dict(configs))
            for name, configs in change.items()
        ]
        answer = _asked(self._client.alter_configs, asked)
        for name, result in answer.get("topic", {}).items():
            if result != "OK":
                _refused(name, str(result))
        self._await_change(change)

    def _await_change(self, change: Mapping[str, Configs]) -> None:
        """The controller has written it down; a broker that is asked next may not know it yet."""
        patience = time.monotonic() + SETTLED_WITHIN_S
        while time.monotonic() < patience:
            now = self._configs(list(change))
            if all(configs.items() <= now[name].items() for name, configs in change.items()):
                return
            time.sleep(0.1)
        raise KafkaAway(f"the brokers did not all follow a change in {SETTLED_WITHIN_S:.0f} s")


@contextmanager
def topic_desk(place: KafkaPlace, **more: Any) -> Iterator[TopicDesk]:
    """A desk whose client is closed on leaving. Raises KafkaAway, KafkaTrouble."""
    client = admin(place, **more)
    try:
        yield TopicDesk(client)
    finally:
        client.close()


def _asked(question: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Ask again where the broker that was chosen is the one that is away: each may be repeated."""
    for _ in range(TIMES - 1):
        try:
            with in_our_words():
                return question(*arguments, **named)
        except KafkaAway:
            time.sleep(PAUSE_S)
    with in_our_words():
        return question(*arguments, **named)


def _lacks(partition: Mapping[str, Any]) -> bool:
    copies, in_sync = partition["replica_nodes"], partition["isr_nodes"]
    return partition["leader_id"] < 0 or len(in_sync) < len(copies)


def _together(topics: tuple[Topic, ...]) -> Iterator[tuple[Topic, ...]]:
    for begin in range(0, len(topics), TOGETHER):
        yield topics[begin : begin + TOGETHER]


def _refused(topic: str, said: str) -> NoReturn:
    raise KafkaTrouble(f"Kafka refuses the topic {topic} ({said}): see the broker's log")
