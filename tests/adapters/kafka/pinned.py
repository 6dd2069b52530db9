"""Stored examples of every event, at positions, and the records that they are pinned to."""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.kafka.records import Record, record_of
from adapters.kafka.topics import TopicNames
from application.feed import Positioned
from domain.catalogue import CATALOGUE

STORED = Path(__file__).parents[2] / "architecture" / "stored"
SNAPSHOT = Path(__file__).parent / "records.json"
STREAM = UUID("01780a5c-8e00-7000-8000-000000000001")
SOURCE = "//ledger.example"


def state_of(topic: str) -> bytes:
    return bytes.fromhex((STORED / f"{topic}.hex").read_text())


def stored_example(topic: str, position: int = 7) -> Positioned:
    return Positioned(position, STREAM, 1, topic, state_of(topic))


def shown(record: Record) -> dict[str, Any]:
    """A record as it is pinned; the value as text, since its very bytes are promised."""
    headers = [[name, value.decode()] for name, value in record.headers]
    return {
        "topic": record.topic,
        "partition": record.partition,
        "key": record.key.decode(),
        "headers": headers,
        "value": record.value.decode(),
    }


def records_now() -> dict[str, Any]:
    names = TopicNames()
    return {
        topic: shown(record_of(stored_example(topic), names, SOURCE)) for topic in sorted(CATALOGUE)
    }


def pin() -> None:
    """Add the records of new topics; those that are there stay as they are."""
    there = json.loads(SNAPSHOT.read_text()) if SNAPSHOT.exists() else {}
    pinned = json.dumps(records_now() | there, ensure_ascii=False, indent=1, sort_keys=True)
    SNAPSHOT.write_text(f"{pinned}\n")


if __name__ == "__main__":
    sys.exit(pin())
