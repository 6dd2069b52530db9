"""What somebody with every right on the tables could do to a stored event."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

import psycopg
from tests.faults.running_register import RunningRegister

from adapters.postgres.stored_state import clear_part

LAST = 5
"""Captured, verified, approved, number established, declared missing."""
KEY_ID = slice(1, 17)


class Row(NamedTuple):
    """One stored event: (stream, version), its topic and its bytes."""

    version: int
    topic: str
    state: bytes

    @property
    def clear(self) -> bytes:
        return clear_part(self.state)

    @property
    def sealed(self) -> bytes:
        return self.state[len(self.clear) :]


class Entries(NamedTuple):
    """Two entries, both declared missing in their last event, and their rows by version."""

    mine: str
    rows: dict[int, Row]
    others: dict[int, Row]


def rows_of(register: RunningRegister, citizen: str) -> dict[int, Row]:
    with psycopg.connect(register.dsn) as connection:
        found = connection.execute(
            "SELECT originator_version, topic, state FROM events WHERE originator_id = %s",
            (UUID(citizen),),
        ).fetchall()
    return {version: Row(version, topic, state) for version, topic, state in found}


@contextmanager
def stored_instead(register: RunningRegister, citizen: str, row: Row) -> Iterator[None]:
    """What only the owner of the tables can do, undone at the end."""
    former = rows_of(register, citizen)[row.version]
    try:
        _store(register, citizen, row)
        yield
    finally:
        _store(register, citizen, former)


def _store(register: RunningRegister, citizen: str, row: Row) -> None:
    with psycopg.connect(register.dsn) as connection:
        changed = connection.execute(
            "UPDATE events SET topic = %s, state = %s"
            " WHERE originator_id = %s AND originator_version = %s",
            (row.topic, row.state, UUID(citizen), row.version),
        )
        assert changed.rowcount == 1


def _moved_from_another_stream(entries: Entries) -> Row:
    return entries.others[1]


def sealed_part_from_another_stream(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.clear + entries.others[1].sealed)


def _moved_to_another_version(entries: Entries) -> Row:
    return entries.rows[1]._replace(version=2)


def _sealed_part_of_another_version(entries: Entries) -> Row:
    row = entries.rows[2]
    return row._replace(state=row.clear + entries.rows[1].sealed)


def _under_another_topic(entries: Entries) -> Row:
    """The topic of an event with the very same fields."""
    return entries.rows[LAST]._replace(topic="citizen.nationality-regained.v1")


def _with_another_public_part(entries: Entries) -> Row:
    row = entries.rows[LAST]
    assert b'"2021-02-01"' in row.clear
    return row._replace(state=row.state.replace(b'"2021-02-01"', b'"2021-01-01"', 1))


def _by_another_officer(entries: Entries) -> Row:
    row = entries.rows[2]
    assert b'"commune-chief"' in row.clear
    return row._replace(state=row.state.replace(b'"commune-chief"', b'"commune-thief"', 1))


def _under_another_key(entries: Entries) -> Row:
    row = entries.rows[1]
    key = entries.others[1].sealed[KEY_ID]
    return row._replace(state=row.clear + row.sealed[:1] + key + row.sealed[17:])


def _with_one_bit_turned(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.state[:-1] + bytes([row.state[-1] ^ 1]))


def _cut_short(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.state[:-20])


def _with_its_sealed_part_removed(entries: Entries) -> Row:
    row = entries.rows[1]
    return row._replace(state=row.clear)


TAMPERED: list[Callable[[Entries], Row]] = [
    _moved_from_another_stream,
    sealed_part_from_another_stream,
    _moved_to_another_version,
    _sealed_part_of_another_version,
    _under_another_topic,
    _with_another_public_part,
    _by_another_officer,
    _under_another_key,
    _with_one_bit_turned,
    _cut_short,
    _with_its_sealed_part_removed,
]
