"""A genuine broker with properties that a test wrote itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tools.kafka_broker import Broker
from tools.kafka_brokers import cluster_id
from tools.kafka_jars import NoBroker, jars, require_java


@contextmanager
def one_broker(folder: Path, properties: Mapping[str, str]) -> Iterator[Broker]:
    """Formatted, started, and killed at the end; a test skips where there can be none."""
    try:
        require_java()
        broker = Broker(folder, jars())
    except NoBroker as missing:
        pytest.skip(str(missing))
    lines = [f"{name}={value}\n" for name, value in properties.items()]
    broker.properties.write_text("".join(lines))
    broker.format(cluster_id())
    try:
        broker.start()
        yield broker
    finally:
        broker.kill()
