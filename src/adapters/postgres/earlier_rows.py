"""What a row of a load meets in the register: the very same row stored before, or another one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import psycopg

from adapters.postgres.batch import UniqueKey, Write
from adapters.postgres.stored_state import FrameBroken, clear_text
from application.event_store import RowRefused
from domain.refusals import AlreadyTaken

Connection = psycopg.Connection[tuple[Any, ...]]


class Known:
    """The row is stored already, content and all."""


KNOWN: Final = Known()
Verdict = Known | AlreadyTaken | RowRefused

_COMMANDS = """
SELECT x.n, i.request_hmac FROM unnest(%b::int[], %b::uuid[], %b::uuid[])
  AS x(n, subject, command_id)
JOIN idempotency i ON i.subject = x.subject AND i.command_id = x.command_id
"""
_FIRST_EVENTS = """
SELECT x.n, e.state FROM unnest(%b::int[], %b::uuid[]) AS x(n, stream)
JOIN events e ON e.originator_id = x.stream AND e.originator_version = 1
"""


class _Actor(msgspec.Struct):
    officer: UUID


class _Envelope(msgspec.Struct):
    command_id: UUID
    actor: _Actor


class _Clear(msgspec.Struct):
    envelope: _Envelope


_read_clear = msgspec.json.Decoder(_Clear).decode


class EarlierRows:
    """Judges rows of which a unique key is taken. Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def judge(
        self, writes: Sequence[Write], taken: Mapping[int, set[UniqueKey]]
    ) -> Mapping[int, Verdict]:
        """A verdict on each row of `taken`, by its number."""
        senders = {n: (writes[n].subject, writes[n].command_id) for n in taken}
        others = [n for n in taken if ("command", *senders[n]) not in taken[n]]
        senders |= self._openers(writes, others)
        stored = self._stored(senders)
        return {n: _verdict(writes[n], taken[n], stored.get(n)) for n in taken}

    def _openers(self, writes: Sequence[Write], numbers: list[int]) -> dict[int, tuple[UUID, UUID]]:
        """Who stored the same form before, where that was another officer's load."""
        if not numbers:
            return {}
        streams = [writes[n].streams[0] for n in numbers]
        found = {}
        for n, state in self._connection.execute(_FIRST_EVENTS, (numbers, streams), binary=True):
            envelope = _envelope(state)
            if envelope is not None and envelope.command_id == writes[n].command_id:
                found[n] = (envelope.actor.officer, envelope.command_id)
        return found

    def _stored(self, senders: Mapping[int, tuple[UUID, UUID]]) -> dict[int, bytes]:
        officers = [officer for officer, _ in senders.values()]
        commands = [command for _, command in senders.values()]
        rows = self._connection.execute(_COMMANDS, (list(senders), officers, commands), binary=True)
        return {n: bytes(hmac) for n, hmac in rows}


def beside(write: Write, former: Write, met: UniqueKey) -> Verdict:
    """The verdict on a row that shares a key with a row before it in the same chunk."""
    if write.command_id == former.command_id:
        return _same(write, former.request_hmac)
    return _taken((met,))


def _verdict(write: Write, taken: set[UniqueKey], stored_hmac: bytes | None) -> Verdict:
    return _taken(taken) if stored_hmac is None else _same(write, stored_hmac)


def _same(write: Write, stored_hmac: bytes) -> Verdict:
    return KNOWN if write.request_hmac == stored_hmac else AlreadyTaken("row-differs-from-stored")


def _taken(keys: Sequence[UniqueKey] | set[UniqueKey]) -> Verdict:
    """As the office answers: of an id in use before a value in use (formats §4)."""
    if any(key[0] == "event" for key in keys):
        return AlreadyTaken("citizen-exists")
    kinds = sorted((key[1], key[2]) for key in keys if key[0] == "claim")
    if not kinds:
        return AlreadyTaken("row-differs-from-stored")
    kind, value = kinds[-1]
    if kind == "citizen-packet":
        return AlreadyTaken("citizen-packet-taken", value=value.decode())
    return AlreadyTaken(f"{kind}-taken")


def _envelope(state: bytes) -> _Envelope | None:
    try:
        return _read_clear(clear_text(state)).envelope
    except (FrameBroken, msgspec.MsgspecError):
        return None
