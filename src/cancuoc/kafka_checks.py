"""What `cancuoc doctor` asks of Kafka: whether it answers, and whether its topics are right."""

from collections.abc import Iterable, Iterator

from adapters.kafka.clients import KafkaAway, KafkaTrouble
from adapters.kafka.topic_desk import topic_desk
from adapters.kafka.topic_plan import Found, plan
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.settings import Settings
from cancuoc.store_checks import Finding, Patience
from cancuoc.topic_commands import topics_of

NAME = "kafka"
AWAY = (
    "start the brokers, or correct CANCUOC_KAFKA; nothing is lost meanwhile: what was recorded is"
    " published when they are back"
)
_PAGE = "docs/operations.md, section Kafka"


def kafka_findings(settings: Settings, patience: Patience) -> Iterator[Finding]:
    """One, or none where no part of the register uses Kafka."""
    if settings.kafka:
        yield _asked(settings, patience)
    elif settings.feed == "kafka":
        seen = "CANCUOC_FEED is kafka, and CANCUOC_KAFKA is not set"
        yield Finding(NAME, False, seen, "set it, or let views be fed from the ledger")


def is_away(found: Iterable[Finding]) -> bool:
    """Whether these findings tell of brokers that do not answer."""
    return any(one.advice == AWAY for one in found)


def _asked(settings: Settings, patience: Patience) -> Finding:
    milliseconds = int(patience.kafka_s * 1000)
    try:
        names = topic_names(settings)
        topics = topics_of(names)
        with topic_desk(
            kafka_place(settings),
            bootstrap_timeout_ms=milliseconds,
            request_timeout_ms=milliseconds,
        ) as desk:
            brokers = desk.brokers()
            found = desk.found(topics, names)
    except KafkaAway as away:
        return Finding(NAME, False, str(away), AWAY)
    except KafkaTrouble as trouble:
        return Finding(NAME, False, str(trouble), _PAGE)
    return _judged(brokers, found, plan(topics, found, 0, names).is_nothing)


def _judged(brokers: int, found: dict[str, Found], as_manifest: bool) -> Finding:
    lacking = sum(one.lacking for one in found.values())
    seen = f"{brokers} brokers, {len(found)} topics"
    if not as_manifest:
        advice = "`cancuoc topics show` tells the difference, `cancuoc topics apply` mends it"
        return Finding(NAME, False, f"{seen}, not as in the manifest", advice)
    if lacking:
        return Finding(
            NAME,
            False,
            f"{seen}, {lacking} partitions lack a copy",
            "start the broker that is away",
        )
    return Finding(NAME, True, seen)
