"""Copies of lived cases with all their streams: new ids and numbers, the links between them kept."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from adapters.keys.data_key import SECRET_BYTES, DataKey
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import key_id_of
from cancuoc.bench.copies import Copier, Row, copy_events, new_id, write_keys
from domain.recorded import Recorded

COPIED_AT_ONCE = 40
"""Copies of one transaction, whose events are dealt out evenly over its numbers."""


class Stored(msgspec.Struct, frozen=True):
    """One event as text in which ids can be exchanged, and the key of its sealed part."""

    recorded: Recorded
    text: bytes
    key_id: UUID | None


class History(msgspec.Struct, frozen=True):
    """Events of several streams in the order of their numbers.

    `subjects` are those whose keys seal them, `numbers` texts to be exchanged for others of the
    same length, such as the part of a serial that names a block.
    """

    events: tuple[Stored, ...]
    subjects: dict[UUID, UUID]
    streams: tuple[UUID, ...]
    numbers: tuple[str, ...] = ()

    def before(self, topic: str, stream: UUID | None = None) -> "History":
        """What there was when the first event of this topic (of this stream) was recorded."""
        found = (
            n
            for n, one in enumerate(self.events)
            if one.recorded.topic == topic and stream in (None, one.recorded.stream)
        )
        return self._with(self.events[: next(found)])

    def without(self, unwanted: Callable[[Recorded], bool]) -> "History":
        return self._with(one for one in self.events if not unwanted(one.recorded))

    def version(self, stream: UUID) -> int:
        return sum(one.recorded.stream == stream for one in self.events)

    def _with(self, events: Iterable[Stored]) -> "History":
        return msgspec.structs.replace(self, events=tuple(events))


class Copied(msgspec.Struct, frozen=True):
    """The ids of one copy by those of its model."""

    ids: dict[UUID, UUID]


def read_history(
    store: psycopg.Connection,
    streams: Collection[UUID],
    mapper: SealingMapper,
    vault: SyncVault,
    numbers: tuple[str, ...] = (),
) -> History:
    """All that these streams hold; `vault` opens their sealed parts."""
    rows = store.execute(
        "SELECT originator_id, originator_version, topic, state FROM events"
        " WHERE originator_id = ANY(%s) ORDER BY notification_id",
        (list(streams),),
    ).fetchall()
    key_ids = {key_id for *_, state in rows if (key_id := key_id_of(bytes(state)))}
    keys = vault.load(key_ids)
    events = []
    for stream, version, topic, state in rows:
        recorded = mapper.decode(stream, version, topic, bytes(state), keys)
        key_id = key_id_of(bytes(state))
        events.append(Stored(recorded, msgspec.json.encode(recorded.event), key_id))
    return History(tuple(events), vault.subjects(key_ids), tuple(streams), numbers)


class CaseCopier:
    """Writes copies into one event store; `next_number` makes numbers that no other copy has."""

    def __init__(self, copier: Copier) -> None:
        self._copier = copier
        self._made = 0

    def copy(self, history: History, count: int) -> list[Copied]:
        """So many copies, in transactions of their own."""
        return [
            one
            for done in range(0, count, COPIED_AT_ONCE)
            for one in self._write(history, min(COPIED_AT_ONCE, count - done))
        ]

    def _write(self, history: History, count: int) -> list[Copied]:
        made = [self._copied(history) for _ in range(count)]
        keys = [{key_id: new_id() for key_id in history.subjects} for _ in made]
        secrets_ = {key: secrets.token_bytes(SECRET_BYTES) for one in keys for key in one.values()}
        write_keys(
            self._copier,
            [
                (new, copied.ids.get(history.subjects[old], history.subjects[old]), secrets_[new])
                for copied, one in zip(made, keys, strict=True)
                for old, new in one.items()
            ],
        )
        rows = [
            row
            for n, (copied, one) in enumerate(zip(made, keys, strict=True))
            for row in self._rows(history, copied, one, secrets_, n / count)
        ]
        rows.sort(key=lambda row: row[0])
        copy_events(self._copier.store, (row for _, row in rows))
        return made

    def _copied(self, history: History) -> Copied:
        return Copied({stream: new_id() for stream in history.streams})

    def _rows(
        self,
        history: History,
        copied: Copied,
        key_ids: dict[UUID, UUID],
        secrets_: dict[UUID, bytes],
        late: float,
    ) -> Iterator[tuple[float, Row]]:
        """With the place of each between the others: `late` is how far this copy lags behind."""
        exchanged = self._exchanged(history, copied)
        for n, stored in enumerate(history.events):
            event = _exchange(stored, exchanged)
            recorded = stored.recorded
            stream = copied.ids[recorded.stream]
            fresh = Recorded(stream, recorded.version, recorded.envelope, event)
            key_id = key_ids[stored.key_id] if stored.key_id else None
            keys = {key_id: DataKey(secrets_[key_id])} if key_id else {}
            topic, state = self._copier.mapper.encode(fresh, keys, key_id)
            yield n / len(history.events) + late, (stream, recorded.version, topic, state)

    def _exchanged(self, history: History, copied: Copied) -> Sequence[tuple[bytes, bytes]]:
        ids = [(str(old).encode(), str(new).encode()) for old, new in copied.ids.items()]
        numbers = []
        for number in history.numbers:
            self._made += 1
            fresh = f"{number[:2]}{5_000_000 + self._made:0{len(number) - 2}d}"
            numbers.append((number.encode(), fresh.encode()))
        return (*ids, *numbers)


def _exchange(stored: Stored, exchanged: Sequence[tuple[bytes, bytes]]) -> Any:
    text = stored.text
    for old, new in exchanged:
        text = text.replace(old, new)
    return msgspec.json.decode(text, type=type(stored.recorded.event))
