"""How every client of Kafka is made: the same waiting, the same safety, our own errors."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import (
    AuthorizationError,
    BrokerResponseError,
    KafkaError,
    SaslAuthenticationFailedError,
)
from kafka.net.compat import KafkaNetClient
from kafka.record import util as record_checksums

from adapters.kafka.client_options import client_settings
from adapters.kafka.last_words import LastWords, last_words
from adapters.kafka.trouble import KafkaAway, KafkaTrouble

__all__ = [
    "KafkaAway", "KafkaPlace", "KafkaTrouble", "admin", "consumer", "in_our_words", "producer",
    "translated",
]  # fmt: skip

ADDRESS = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")
# RFC 3720 B.4 has no vector of its own for these digits; it is the check value of CRC-32C.
CHECK_TEXT, CHECK_VALUE = b"123456789", 0xE3069283

EVERYWHERE: dict[str, Any] = {
    "client_id": "cancuoc",
    # A broker comes back within seconds; a client that had backed off to 30 s would not notice.
    "reconnect_backoff_max_ms": 1_000,
    "bootstrap_timeout_ms": 10_000,
    "metadata_max_age_ms": 60_000,
}
PRODUCING: dict[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "compression_type": "zstd",
    "linger_ms": 5,
    "batch_size": 131_072,
    "allow_auto_create_topics": False,
}
CONSUMING: dict[str, Any] = {
    # Positions live beside the rows they made, in PostgreSQL.
    "enable_auto_commit": False,
    "auto_offset_reset": "earliest",
    "isolation_level": "read_committed",
    "allow_auto_create_topics": False,
}

# At debug the client writes its whole configuration, the password too; at info, each connection.
logging.getLogger("kafka").setLevel(logging.WARNING)


class KafkaPlace(msgspec.Struct, frozen=True):
    """Where the brokers are, and the checked options of `read_options`.

    KafkaTrouble for an address that is not host:port, with commas between several.
    """

    bootstrap: str
    options: dict[str, Any] = {}

    def __post_init__(self) -> None:
        if not all(_is_address(one) for one in self.bootstrap.split(",")):
            raise KafkaTrouble(
                f"CANCUOC_KAFKA is {self.bootstrap!r}: give host:port, with commas between several"
            )

    def __repr__(self) -> str:
        """Without the options, for they may hold a password."""
        return f"KafkaPlace({self.bootstrap!r})"


def producer(place: KafkaPlace, **more: Any) -> KafkaProducer:
    """Idempotent, acks=all, zstd. KafkaAway when no broker answers; KafkaTrouble otherwise."""
    require_fast_checksums()
    return _made(KafkaProducer, place, PRODUCING, more)


def consumer(place: KafkaPlace, **more: Any) -> KafkaConsumer:
    """Commits nothing by itself and begins at the first record. Errors as of `producer`."""
    require_fast_checksums()
    return _made(KafkaConsumer, place, CONSUMING, more)


def admin(place: KafkaPlace, **more: Any) -> KafkaAdminClient:
    """Errors as of `producer`."""
    return _made(KafkaAdminClient, place, {}, more)


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what a client raises into KafkaTrouble or KafkaAway."""
    try:
        yield
    except KafkaError as error:
        raise translated(error) from error


def translated(error: KafkaError) -> KafkaTrouble | KafkaAway:
    """What the client's own error means to us; whoever caught it raises this `from` it."""
    if isinstance(error, SaslAuthenticationFailedError):
        return KafkaTrouble(
            f"Kafka does not believe who we are ({error}): correct the file of"
            " CANCUOC_KAFKA_OPTIONS"
        )
    if isinstance(error, AuthorizationError):
        return KafkaTrouble(
            f"Kafka does not let this account do this ({error}): see the rights in"
            " docs/operations.md, section Kafka"
        )
    if error.retriable:
        return KafkaAway(f"no Kafka broker answers at the moment ({error})")
    if isinstance(error, BrokerResponseError):
        return KafkaTrouble(f"Kafka refuses this ({error}): see the broker's log")
    return KafkaTrouble(f"the Kafka client cannot work like this ({error})")


def require_fast_checksums() -> None:
    """KafkaTrouble where each record's CRC-32C would be made in pure Python, ten times slower."""
    fast = record_checksums.crc32c_c
    if fast is None or fast(CHECK_TEXT) != CHECK_VALUE:
        raise KafkaTrouble(
            "the package crc32c is missing or wrong, and Kafka would be ten times slower:"
            " install the packages of requirements/run.txt again (`make run` does)"
        )


def _made(kind: Callable[..., Any], place: KafkaPlace, ours: dict[str, Any],
          more: dict[str, Any]) -> Any:  # fmt: skip
    settings = {**EVERYWHERE, **ours, **client_settings(place.options), **more}
    begun: list[KafkaNetClient] = []

    def begin(**configs: Any) -> KafkaNetClient:
        begun.append(KafkaNetClient(**configs))
        return begun[-1]

    with last_words() as heard:
        try:
            return kind(
                bootstrap_servers=place.bootstrap.split(","), kafka_client=begin, **settings
            )
        except KafkaError as error:
            # A client that gives up leaves its thread and its sockets behind.
            for one in begun:
                one.close()
            raise _explained(translated(heard.refusal or error), heard) from error


def _explained(trouble: KafkaTrouble | KafkaAway, heard: LastWords) -> KafkaTrouble | KafkaAway:
    said = str(trouble)
    if heard.text and heard.text not in said:
        said += f"; last seen: {heard.text}"
    if heard.hung_up and not heard.refusal:
        said += (
            "; a broker ended the connection: it may want other options than those of the file of"
            " CANCUOC_KAFKA_OPTIONS (security_protocol, name, password)"
        )
    return type(trouble)(said)


def _is_address(text: str) -> bool:
    found = ADDRESS.fullmatch(text)
    return found is not None and 0 < int(found[1]) < 65_536
