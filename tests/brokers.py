"""Fixtures on the genuine Kafka broker: one a session, and three for what needs replicas."""

import gc
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from tools.kafka_brokers import Brokers, running_brokers
from tools.kafka_jars import NoBroker

if TYPE_CHECKING:
    from adapters.kafka.clients import KafkaPlace
    from adapters.kafka.topics import TopicNames

# The client is imported by the fixtures that need it: it would slow the start of every other test.
LEFT_OPEN = "ignore:unclosed <(socket|ssl):ResourceWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """kafka-python leaves every socket that was refused to the collector, and warnings are errors.

    So whoever takes brokers away from under a client names `three_brokers` or `refusing`.
    """
    for item in items:
        if {"three_brokers", "refusing"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.filterwarnings(LEFT_OPEN))


@contextmanager
def refused_sockets_collected() -> Iterator[None]:
    """The captured log would keep them alive, through the errors in it, into some other test."""
    made = logging.getLogRecordFactory()

    def without_frames(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = made(*arguments, **named)
        for one in record.args if isinstance(record.args, tuple) else ():
            if isinstance(one, BaseException):
                one.__traceback__ = None
        return record

    logging.setLogRecordFactory(without_frames)
    try:
        yield
    finally:
        logging.setLogRecordFactory(made)
        gc.collect()


def brokers_or_skip(count: int) -> Iterator[Brokers]:
    """Brokers of our own; where they cannot be, the test skips with one sentence."""
    try:
        with running_brokers(count) as brokers:
            yield brokers
    except NoBroker as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def own_broker() -> Iterator[Brokers]:
    """One broker that the session started itself, with its folder; never that of CANCUOC_KAFKA."""
    yield from brokers_or_skip(1)


@pytest.fixture(scope="session")
def broker(request: pytest.FixtureRequest) -> str:
    """Bootstrap address of a genuine broker: that of CANCUOC_KAFKA, or one started here."""
    given = os.environ.get("CANCUOC_KAFKA", "")
    if given:
        return given
    started: Brokers = request.getfixturevalue("own_broker")
    return started.bootstrap


@pytest.fixture(scope="session")
def _three() -> Iterator[Brokers]:
    yield from brokers_or_skip(3)


@pytest.fixture
def three_brokers(_three: Brokers) -> Iterator[Brokers]:
    """Three brokers, all up when a test begins; it may kill, stop, pause and start them."""
    _three.mend()
    with refused_sockets_collected():
        yield _three
    _three.mend()


@pytest.fixture
def topic_prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """A prefix of its own for each test, so that tests share a broker and no topic.

    Its topics on `broker` are deleted at the end: thousands of partitions would slow the rest.
    """
    prefix = f"t{uuid4().hex[:6]}."
    address = request.getfixturevalue("broker") if "broker" in request.fixturenames else None
    yield prefix
    if address is not None:
        _delete(address, prefix)


def _delete(address: str, prefix: str) -> None:
    from adapters.kafka.clients import KafkaPlace, admin

    client = admin(KafkaPlace(address))
    try:
        if made := [topic for topic in client.list_topics() if topic.startswith(prefix)]:
            client.delete_topics(made, raise_errors=False)
    finally:
        client.close()


@pytest.fixture
def place(broker: str) -> "KafkaPlace":
    """`broker`, as clients are told."""
    from adapters.kafka.clients import KafkaPlace

    return KafkaPlace(broker)


@pytest.fixture
def topic_names(place: "KafkaPlace", topic_prefix: str) -> "TopicNames":
    """Every topic of the manifest, made on `broker` under a prefix of this test's own."""
    from adapters.kafka.topic_desk import topic_desk
    from adapters.kafka.topics import TopicNames
    from cancuoc.topic_commands import topics_of

    names = TopicNames(topic_prefix)
    with topic_desk(place) as desk:
        desk.create(topics_of(names), copies=1)
    return names


@pytest.fixture
def refusing() -> Iterator[str]:
    """An address of this machine where nobody listens, for as long as the test runs."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        bound.bind(("127.0.0.1", 0))
        host, port = bound.getsockname()
        with refused_sockets_collected():
            yield f"{host}:{port}"
