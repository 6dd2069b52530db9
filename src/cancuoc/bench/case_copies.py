"""Copies of lived cases with all their streams: ids and numbers are new, their links kept."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from adapters.keys.data_key import SECRET_BYTES, DataKey
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.stored_state import key_id_of
from cancuoc.bench.copies import Copier, Row, copy_events, new_id, write_keys
from domain.recorded import Recorded

_FIRST_NUMBER = 50_000_000
COPIED_AT_ONCE = 40
"""Copies of one transaction, whose events are dealt out evenly over its numbers."""


class Stored(msgspec.Struct, frozen=True):
    """One event as text in which ids can be exchanged, and the key of its sealed part."""

    recorded: Recorded
    text: bytes
    key_id: UUID | None


class History(msgspec.Struct, frozen=True):
    """Events of several streams in the order of their numbers.

    `ids` are those of the streams and others that every copy has for itself; `subjects` those whose
    keys seal them, by key; `numbers` what the serials of its blocks have in common.
    """

    events: tuple[Stored, ...]
    subjects: dict[UUID, UUID]
    ids: tuple[UUID, ...]
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
    """The ids of one copy by those of its model, and which copy it is."""

    ordinal: int
    ids: dict[UUID, UUID]


def read_history(
    copier: Copier, vault: SyncVault, ids: Collection[UUID], numbers: tuple[str, ...] = ()
) -> History:
    """All that the streams among these ids hold; `vault` opens their sealed parts."""
    rows = copier.store.execute(
        "SELECT originator_id, originator_version, topic, state FROM events"
        " WHERE originator_id = ANY(%s) ORDER BY notification_id",
        (list(ids),),
    ).fetchall()
    key_ids = {key_id for *_, state in rows if (key_id := key_id_of(bytes(state)))}
    keys = vault.load(key_ids)
    events = []
    for stream, version, topic, state in rows:
        recorded = copier.mapper.decode(stream, version, topic, bytes(state), keys)
        key_id = key_id_of(bytes(state))
        events.append(Stored(recorded, msgspec.json.encode(recorded.event), key_id))
    owned = copier.keys.execute(
        "SELECT key_id, subject FROM data_keys WHERE key_id = ANY(%s)", (list(key_ids),)
    )
    return History(tuple(events), dict(owned.fetchall()), tuple(ids), numbers)


class CaseCopier:
    """Writes copies into one event store."""

    def __init__(self, copier: Copier) -> None:
        self.copier = copier
        self._made = 0

    def nothing(self, count: int) -> list[Copied]:
        """So many copies of an empty history, for what begins anew."""
        return [self._copied(()) for _ in range(count)]

    def copy(self, history: History, count: int) -> list[Copied]:
        """So many copies, in transactions of their own."""
        return [
            one
            for done in range(0, count, COPIED_AT_ONCE)
            for one in self._write(history, min(COPIED_AT_ONCE, count - done))
        ]

    def _write(self, history: History, count: int) -> list[Copied]:
        made = [self._copied(history.ids) for _ in range(count)]
        keys = [{key_id: new_id() for key_id in history.subjects} for _ in made]
        secrets_ = {key: secrets.token_bytes(SECRET_BYTES) for one in keys for key in one.values()}
        write_keys(
            self.copier,
            [
                (new, copied.ids.get(history.subjects[old]) or new_id(), secrets_[new])
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
        copy_events(self.copier.store, (row for _, row in rows))
        return made

    def _copied(self, ids: Iterable[UUID]) -> Copied:
        self._made += 1
        return Copied(self._made, {id_: new_id() for id_ in ids})

    def _rows(
        self,
        history: History,
        copied: Copied,
        key_ids: dict[UUID, UUID],
        secrets_: dict[UUID, bytes],
        late: float,
    ) -> Iterator[tuple[float, Row]]:
        """With the place of each between the others: `late` is how far this copy lags behind."""
        exchanged = _exchanges(history, copied)
        for n, stored in enumerate(history.events):
            event = _exchange(stored, exchanged)
            recorded = stored.recorded
            stream = copied.ids[recorded.stream]
            fresh = Recorded(stream, recorded.version, recorded.envelope, event)
            key_id = key_ids[stored.key_id] if stored.key_id else None
            keys = {key_id: DataKey(secrets_[key_id])} if key_id else {}
            topic, state = self.copier.mapper.encode(fresh, keys, key_id)
            yield n / len(history.events) + late, (stream, recorded.version, topic, state)


def _exchanges(history: History, copied: Copied) -> Sequence[tuple[bytes, bytes]]:
    """Texts of the model and what stands for them in the copy."""
    ids = [(str(old).encode(), str(new).encode()) for old, new in copied.ids.items()]
    numbers = [
        (number.encode(), f"{number[:2]}{_FIRST_NUMBER + copied.ordinal:08d}".encode())
        for number in history.numbers
    ]
    return (*ids, *numbers)


def _exchange(stored: Stored, exchanged: Sequence[tuple[bytes, bytes]]) -> Any:
    text = stored.text
    for old, new in exchanged:
        text = text.replace(old, new)
    return msgspec.json.decode(text, type=type(stored.recorded.event))
