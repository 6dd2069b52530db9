"""The codec between recorded events and stored state bytes (formats §2), sealing on the way in.

It is the eventsourcing library's Mapper over our own format. A batch of writers or readers uses
`encode` and `decode` with keys it has loaded; the library's two methods use an attached KeySource.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from adapters.keys.data_key import Binding, lost_key, open_shaped, seal, sealing_key_id
from adapters.postgres.event_form import EventForm, FormBroken, Upcast
from adapters.postgres.event_shape import CatalogueWrong
from adapters.postgres.stored_state import (
    HEAD_BYTES,
    FrameBroken,
    clear_end,
    clear_part,
    frame,
    key_id_of,
)
from application.vault import SealingKey, VaultMismatch
from domain.recorded import Recorded, SealBroken, StateUnreadable

Keys = Mapping[UUID, SealingKey | None]

UPCASTS: Mapping[str, Upcast] = {}
"""Old topic -> how it reads today. Empty while every stored topic is of its first version."""


class KeySource(Protocol):
    """Where the library's synchronous methods find keys."""

    def load(self, key_ids: Iterable[UUID]) -> Keys:
        """Every key asked for, None for a destroyed one."""

    def key_for(self, recorded: Recorded) -> UUID:
        """The key of the subject that an event with a sealed part belongs to (formats §2)."""


class SealingMapper(Mapper[UUID]):
    """Writes and reads every event of `catalogue` (topic -> struct).

    An event class has its sealed part as a last field `sealed: SomeSealed | None`. It is always
    written; when read it is None only if the subject's key is destroyed.
    """

    def __init__(
        self,
        catalogue: Mapping[str, type[msgspec.Struct]],
        upcasts: Mapping[str, Upcast] = UPCASTS,
        source: KeySource | None = None,
    ) -> None:
        super().__init__(JSONTranscoder())
        self._forms = {topic: EventForm(topic, cls) for topic, cls in catalogue.items()}
        self._ways = {topic: _way(topic, upcasts) for topic in upcasts}
        self._source = source

    @staticmethod
    def key_id_of(state: bytes) -> UUID | None:
        """Whose key a row needs; see `stored_state.key_id_of`."""
        return key_id_of(state)

    @staticmethod
    def clear_part(state: bytes) -> bytes:
        """All state bytes before the sealed part; raises FrameBroken."""
        return clear_part(state)

    def encode(self, recorded: Recorded, keys: Keys, key_id: UUID | None) -> tuple[str, bytes]:
        """Topic and state bytes, sealed with a fresh nonce each time.

        Of an erased person, whose key is destroyed, an event is recorded without its sealed part:
        in its place stands a seal of nothing, which no key opens, so that every event of a topic
        keeps its one form. VaultMismatch when there is a part to seal and the key is absent or
        destroyed; CatalogueWrong for an event that is not of the catalogue, or that lacks its part.
        """
        form = self._form(recorded)
        clear = frame(form.clear_text(recorded))
        if not form.has_seal:
            return recorded.topic, clear
        binding = Binding(recorded.stream, recorded.version, recorded.topic, clear)
        if key_id is None or key_id not in keys:
            raise _no_key(recorded)
        key = keys[key_id]
        if key is None and recorded.event.sealed is None:
            return recorded.topic, clear + seal(key_id, lost_key(), b"", binding)
        if key is None:
            raise _no_key(recorded)
        return recorded.topic, clear + seal(key_id, key, form.sealed_text(recorded), binding)

    def decode(self, stream: UUID, version: int, topic: str, state: bytes, keys: Keys) -> Recorded:
        """The event of one row; raises StateUnreadable (or SealBroken, a kind of it).

        `keys` must hold the key id of the row (`stored_state.key_id_of`), if only as None.
        """
        try:
            return self._read(stream, version, topic, state, keys)
        except (FrameBroken, FormBroken) as error:
            raise StateUnreadable(stream, version, topic, str(error)) from error

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        key_id = None
        keys: Keys = {}
        if self._form(domain_event).has_seal:
            key_id = self._attached().key_for(domain_event)
            keys = self._attached().load((key_id,))
        topic, state = self.encode(domain_event, keys, key_id)
        return StoredEvent(domain_event.stream, domain_event.version, topic, state)

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        stream = UUID(str(stored_event.originator_id))
        version, topic, state = (
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )
        key_id = key_id_of(state)
        keys = self._attached().load((key_id,)) if key_id else {}
        return self.decode(stream, version, topic, state, keys)

    def _form(self, recorded: Recorded) -> EventForm:
        form = self._forms.get(recorded.topic)
        if form is None or type(recorded.event) is not form.cls:
            raise CatalogueWrong(f"{recorded.topic} is not in the catalogue")
        return form

    def _read(self, stream: UUID, version: int, topic: str, state: bytes, keys: Keys) -> Recorded:
        way = self._ways.get(topic, ())
        form = self._forms.get(way[-1].topic if way else topic)
        if form is None:
            raise FormBroken("the topic is not in the catalogue")
        end = clear_end(state)
        envelope, values = form.read_clear(state[HEAD_BYTES:end], way)
        sealed = state[end:]
        if not form.has_seal:
            if sealed:
                raise SealBroken(stream, version, topic, "a sealed part follows an event without")
            return Recorded(stream, version, envelope, form.cls(*values))
        secret = _opened(Binding(stream, version, topic, state[:end]), sealed, keys)
        part = None if secret is None else form.read_sealed(secret, way)
        return Recorded(stream, version, envelope, form.cls(*values, part))

    def _attached(self) -> KeySource:
        if self._source is None:
            raise VaultMismatch("no key source is attached to this mapper")
        return self._source


def _no_key(recorded: Recorded) -> VaultMismatch:
    return VaultMismatch(f"no living key to seal {recorded.stream}/{recorded.version} with")


def _opened(at: Binding, sealed: bytes, keys: Keys) -> bytes | None:
    """The secret text, or None when its key is destroyed."""
    key_id = sealing_key_id(sealed, at)
    if key_id not in keys:
        raise at.broken("the key of the sealed part was not loaded")
    key = keys[key_id]
    return None if key is None else open_shaped(key, sealed, at)


def _way(topic: str, upcasts: Mapping[str, Upcast]) -> Sequence[Upcast]:
    """All steps from an old topic to the one in the catalogue."""
    return tuple(_steps(topic, upcasts))


def _steps(topic: str, upcasts: Mapping[str, Upcast]) -> Iterator[Upcast]:
    for _ in upcasts:
        if (upcast := upcasts.get(topic)) is None:
            return
        yield upcast
        topic = upcast.topic
    if topic in upcasts:
        raise CatalogueWrong(f"the upcasts of {topic} lead in a circle")
