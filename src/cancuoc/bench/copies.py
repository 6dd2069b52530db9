"""Copies of the lived histories: new streams, new keys, sealed anew, written by COPY.

What is stored is what the API would have stored; only the time it takes is not.
"""

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import psycopg
from msgspec.structs import replace

from adapters.keys.data_key import SECRET_BYTES, DataKey
from adapters.keys.kek import Kek
from adapters.postgres.sealing_mapper import SealingMapper
from cancuoc.bench.models import BODIES, READY_FOR, Model
from cancuoc.bench.request_bytes import Act
from domain.values.identifiers import uuid7

TRANSACTION_ROWS = 50_000
_COLUMNS = ["uuid", "int8", "int8", "text", "bytea"]
_COPY_EVENTS = (
    "COPY events (originator_id, originator_version, notification_id, topic, state)"
    " FROM STDIN (FORMAT BINARY)"
)
_COPY_KEYS = "COPY data_keys (key_id, subject, kek_id, wrapped) FROM STDIN (FORMAT BINARY)"
# As the store itself numbers: transaction id, ordinal, epoch (formats §1).
_FIRST_NUMBER = (
    "SELECT (pg_current_xact_id()::text::bigint << 20) + (SELECT epoch_offset FROM store_epoch)"
)

Row = tuple[UUID, int, str, bytes]


class Copier(NamedTuple):
    """Writes as the owner of both databases."""

    store: psycopg.Connection
    keys: psycopg.Connection
    kek: Kek
    mapper: SealingMapper

    def ready_for(self, step: str, people: Sequence[Model], count: int) -> list[Act]:
        """`count` new citizens that stand before a command, and the acts that carry it out."""
        acts = []
        done = 0
        while done < count:
            part = min(count - done, TRANSACTION_ROWS // READY_FOR[step])
            models = [people[n % len(people)] for n in range(done, done + part)]
            streams = [new_id() for _ in models]
            self._write(step, models, streams)
            acts += [
                _act(step, model, stream) for model, stream in zip(models, streams, strict=True)
            ]
            done += part
        return acts

    def _write(self, step: str, models: Sequence[Model], streams: Sequence[UUID]) -> None:
        secrets_ = [(new_id(), secrets.token_bytes(SECRET_BYTES)) for _ in streams]
        owned = zip(streams, secrets_, strict=True)
        write_keys(self, [(key_id, stream, secret) for stream, (key_id, secret) in owned])
        rows = (
            row
            for model, stream, (key_id, secret) in zip(models, streams, secrets_, strict=True)
            for row in self._rows(model, READY_FOR[step], stream, key_id, DataKey(secret))
        )
        copy_events(self.store, rows)

    def _rows(
        self, model: Model, events: int, stream: UUID, key_id: UUID, key: DataKey
    ) -> Iterator[Row]:
        for recorded in model.history[:events]:
            copy = replace(recorded, stream=stream)
            topic, state = self.mapper.encode(copy, {key_id: key}, key_id)
            yield stream, recorded.version, topic, state


def write_keys(copier: Copier, keys: Iterable[tuple[UUID, UUID, bytes]]) -> None:
    """Keys by (key id, subject, secret), in one transaction."""
    with copier.keys.transaction(), copier.keys.cursor().copy(_COPY_KEYS) as copy:
        copy.set_types(["uuid", "uuid", "text", "bytea"])
        for key_id, subject, secret in keys:
            copy.write_row((key_id, subject, copier.kek.kek_id, copier.kek.wrap(secret)))


def copy_events(store: psycopg.Connection, rows: Iterable[Row]) -> int:
    """Write events in one transaction, numbered as it numbers its own; returns how many."""
    count = 0
    with store.transaction():
        found = store.execute(_FIRST_NUMBER).fetchone()
        first = int(found[0]) if found else 0
        with store.cursor().copy(_COPY_EVENTS) as copy:
            copy.set_types(_COLUMNS)
            for stream, version, topic, state in rows:
                copy.write_row((stream, version, first + count, topic, state))
                count += 1
    return count


def captures(people: Sequence[Model], count: int) -> list[Act]:
    """Acts that open `count` new entries."""
    marks = []
    for model in people:
        plain = {**model.declaration, "id": "@id", "packet_id": "@packet"}
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        marks.append((text.encode(), model.tokens["capture"]))
    acts = []
    for n in range(count):
        body, token = marks[n % len(marks)]
        body = body.replace(b"@id", str(new_id()).encode(), 1)
        body = body.replace(b"@packet", str(new_id()).encode(), 1)
        acts.append(Act("/v1/citizens", token, body, None))
    return acts


def new_id() -> UUID:
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def _act(step: str, model: Model, stream: UUID) -> Act:
    path = f"/v1/citizens/{stream}/{step}"
    tokens = model.tokens
    return Act(path, tokens[step], BODIES[step], READY_FOR[step], tokens["rival"])
