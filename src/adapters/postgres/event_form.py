"""The stored form of one event class: its two JSON texts, and the way back through upcasts."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect, structs

from adapters.postgres.event_shape import CatalogueWrong, Shape
from domain.envelope import Envelope
from domain.recorded import Recorded

SEALED = "sealed"
Part = dict[str, Any]


class FormBroken(ValueError):
    """A text that is not the stored form of its topic; the message quotes nothing of the text."""


class Upcast(NamedTuple):
    """How an old topic reads today: the topic it becomes, its public and its sealed part.

    Both functions take and give decoded JSON. Stored bytes never change, since the ledger holds
    their hash; an upcast is applied on every read, and may lead to a topic that is upcast in turn.
    """

    topic: str
    public: Callable[[Part], Part]
    sealed: Callable[[Part], Part] = lambda part: part


class _Written(msgspec.Struct, frozen=True):
    envelope: Any
    public: Any


class _Loose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    envelope: Any
    public: Part


_ENVELOPE = Shape(Envelope)
_BROKEN = (msgspec.DecodeError, UnicodeError, RecursionError)


class EventForm:
    """Made once for each class of the catalogue; CatalogueWrong when it could not be stored."""

    def __init__(self, topic: str, cls: type[msgspec.Struct]) -> None:
        if getattr(cls, "TOPIC", None) != topic:
            raise CatalogueWrong(f"{cls.__name__} does not bear the topic {topic}")
        self.cls = cls
        self._sealed_cls = _sealed_class(cls)
        self._sealed = Shape(self._sealed_cls) if self._sealed_cls else None
        self.has_seal = self._sealed is not None
        self._public = Shape(cls, without=SEALED if self._sealed else None)
        strict = [("envelope", Envelope), ("public", self._public.strict)]
        self._clear = msgspec.defstruct("State", strict, frozen=True, forbid_unknown_fields=True)
        self._read_clear: Callable[[bytes], Any] = msgspec.json.Decoder(self._clear).decode
        self._read_sealed: Callable[[bytes], Any] | None = (
            msgspec.json.Decoder(self._sealed.strict).decode if self._sealed else None
        )
        self._write = msgspec.json.Encoder().encode

    def clear_text(self, recorded: Recorded) -> bytes:
        public = self._public.plain(recorded.event)
        return self._write(_Written(_ENVELOPE.plain(recorded.envelope), public))

    def sealed_text(self, recorded: Recorded) -> bytes:
        """The secret part; an event that should have one and has not is a fault of the caller."""
        part = recorded.event.sealed
        if self._sealed is None or type(part) is not self._sealed_cls:
            raise CatalogueWrong(f"{recorded.topic} is recorded only with its sealed part")
        return self._write(self._sealed.plain(part))

    def read_clear(
        self, text: bytes, upcasts: Sequence[Upcast]
    ) -> tuple[Envelope, tuple[Any, ...]]:
        """The envelope and the constructor arguments but `sealed`; raises FormBroken."""
        try:
            state = self._upcast_clear(text, upcasts) if upcasts else self._read_clear(text)
        except _BROKEN as error:
            raise FormBroken("the clear part is not the form of its topic") from error
        return state.envelope, structs.astuple(state.public)

    def read_sealed(self, text: bytes, upcasts: Sequence[Upcast]) -> msgspec.Struct:
        """The sealed part as its class; raises FormBroken, which forgets what it read."""
        if self._sealed is None or self._sealed_cls is None or self._read_sealed is None:
            raise FormBroken("this topic has no sealed part")
        try:
            strict = self._upcast_sealed(text, upcasts) if upcasts else self._read_sealed(text)
        except _BROKEN:
            raise FormBroken("the sealed part is not the form of its topic") from None
        return self._sealed_cls(*structs.astuple(strict))

    def _upcast_sealed(self, text: bytes, upcasts: Sequence[Upcast]) -> Any:
        part = msgspec.json.decode(text, type=Part)
        for upcast in upcasts:
            part = _applied(upcast.sealed, part)
        return msgspec.convert(part, self._sealed.strict if self._sealed else Part)

    def _upcast_clear(self, text: bytes, upcasts: Sequence[Upcast]) -> Any:
        loose = msgspec.json.decode(text, type=_Loose)
        public = loose.public
        for upcast in upcasts:
            public = _applied(upcast.public, public)
        return msgspec.convert({"envelope": loose.envelope, "public": public}, self._clear)


def _applied(upcast: Callable[[Part], Part], part: Part) -> Part:
    try:
        return upcast(part)
    except (LookupError, TypeError, ValueError, AttributeError):
        # The message of a KeyError or ValueError may quote a person's data.
        raise FormBroken("the upcast does not fit the stored form") from None


def _sealed_class(cls: type[msgspec.Struct]) -> type[msgspec.Struct] | None:
    fields = structs.fields(cls)
    if SEALED not in (field.name for field in fields):
        return None
    last = fields[-1]
    info = inspect.type_info(last.type)
    parts = info.types if isinstance(info, inspect.UnionType) else ()
    classes = [part.cls for part in parts if isinstance(part, inspect.StructType)]
    if last.name != SEALED or len(parts) != 2 or len(classes) != 1:
        raise CatalogueWrong(f"the sealed part of {cls.__name__} is not its last optional struct")
    return classes[0]
