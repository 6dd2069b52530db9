"""Partitions that do not hold what the marks of a view say, in sentences with a way out."""

from kafka import TopicPartition
from kafka.errors import LogTruncationError, OffsetOutOfRangeError

from adapters.kafka.clients import KafkaTrouble

WAY_OUT = (
    "Run `cancuoc project NAME --rebuild` with CANCUOC_FEED=ledger, or publish history anew:"
    " docs/operations.md, section Feeds, has the steps."
)


def require_inside(one: TopicPartition, at: int, first: int, last: int) -> None:
    if at > last:
        raise KafkaTrouble(_beyond(one, at, last))
    if at < first:
        raise KafkaTrouble(
            f"partition {one.partition} of {one.topic} begins at offset {first} and this view"
            f" stands at {at}: records between them are gone. {WAY_OUT}"
        )


def _beyond(one: TopicPartition, at: int, last: int) -> str:
    return (
        f"partition {one.partition} of {one.topic} ends at offset {last} and this view stands at"
        f" {at}: the topic was made anew or has lost its end. Run `cancuoc project NAME --rebuild`"
        " when the relay has published history again: docs/operations.md, section Feeds."
    )


def out_of_range(trouble: KafkaTrouble) -> KafkaTrouble | None:
    cause = trouble.__cause__
    if not isinstance(cause, (OffsetOutOfRangeError, LogTruncationError)) or not cause.args:
        return None
    where = cause.args[0]
    named = ", ".join(f"partition {one.partition} of {one.topic} at {at}" for one, at in
                      where.items()) if isinstance(where, dict) else str(where)  # fmt: skip
    return KafkaTrouble(
        f"this view reads {named}, where there is nothing any more: the topic was made anew or has"
        f" lost records. {WAY_OUT}"
    )
