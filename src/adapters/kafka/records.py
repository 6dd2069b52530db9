"""An event as a record of its topic, and back: CloudEvents 1.0 in binary mode (formats §6).

The Kafka Protocol Binding for CloudEvents 1.0.2 (§3.2) puts each attribute into a header `ce_…`
and the data into the value. Only the public part of an event is looked at here: neither the sealed
part nor the id of its key can come into a record; a few public fields are withheld.

Long because a record and everything that may be wrong with one are told side by side.
"""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

import msgspec

from adapters.kafka.partitions import partition_of
from adapters.kafka.topics import TopicNames
from adapters.kafka.withheld import with_withheld_null, without_withheld
from adapters.postgres.event_form import SEALED
from adapters.postgres.sealing_mapper import UPCASTS
from adapters.postgres.stored_state import clear_text, frame
from application.feed import Positioned
from domain.catalogue import CATALOGUE, stream_of

Header = tuple[str, bytes]

JSON = b"application/json"
STRUCTURED = b"application/cloudevents"
SPECVERSION = b"1.0"
ATTRIBUTES = (
    "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_sequence",
    "ce_position", "content-type",
)  # fmt: skip
"""Every record has these; `traceparent` stands beside them where the command had one."""
_FIXED = (("ce_specversion", SPECVERSION), ("content-type", JSON))
_MEANT = frozenset((*ATTRIBUTES, "traceparent"))
_NO_NUMBER = -1
_LARGEST = 2**63 - 1


class Record(msgspec.Struct, frozen=True, gc=False):
    """What is handed to a producer; `key` is the stream id as lower-case text."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: list[Header]


class Arrived(msgspec.Struct, frozen=True, gc=False):
    """A record that was read: which event it is, and its value as it came."""

    position: int
    stream: UUID
    version: int
    type: str
    value: bytes
    traceparent: str | None = None
    source: str = ""
    """`//` and the origin of the ledger that the event is of."""


class RecordPoison(ValueError):
    """A record that is no event of ours; its text is the reason, and quotes nothing of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _StoredEnvelope(msgspec.Struct, gc=False):
    recorded_at: msgspec.Raw
    occurred_at: msgspec.Raw
    actor: msgspec.Raw
    command_id: msgspec.Raw
    correlation_id: msgspec.Raw
    policy_version: msgspec.Raw
    traceparent: str | None


class _Stored(msgspec.Struct, gc=False):
    envelope: _StoredEnvelope
    public: msgspec.Raw


class _Value(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    recorded_at: msgspec.Raw
    occurred_at: msgspec.Raw
    actor: msgspec.Raw
    command_id: msgspec.Raw
    correlation_id: msgspec.Raw
    policy_version: msgspec.Raw
    data: msgspec.Raw


class _Envelope(msgspec.Struct, gc=False):
    """In the order of formats §2; what a topic does not carry is null there."""

    recorded_at: msgspec.Raw
    occurred_at: msgspec.Raw
    actor: msgspec.Raw
    station_id: None
    command_id: msgspec.Raw
    correlation_id: msgspec.Raw
    policy_version: msgspec.Raw
    countersigned_by: None
    traceparent: str | None
    clock_offset_s: int


class _State(msgspec.Struct, gc=False):
    envelope: _Envelope
    public: msgspec.Raw


_read_stored = msgspec.json.Decoder(_Stored).decode
_read_value = msgspec.json.Decoder(_Value).decode
_write = msgspec.json.Encoder().encode


def record_of(event: Positioned, names: TopicNames, source: str) -> Record:
    """The record of one event; `source` is `//` and the ledger's origin.

    Raises FrameBroken or msgspec.DecodeError for state bytes that are not of formats §2.
    """
    stored = _read_stored(clear_text(event.state))
    envelope = stored.envelope
    key, partition = place_of(event.stream)
    version = b"%d" % event.version
    headers = [
        ("ce_specversion", SPECVERSION),
        ("ce_id", key + b"/" + version),
        ("ce_source", source.encode()),
        ("ce_type", event.topic.encode()),
        ("ce_time", _unquoted(envelope.occurred_at)),
        ("ce_subject", key),
        ("ce_sequence", version),
        ("ce_position", b"%d" % event.position),
        ("content-type", JSON),
    ]
    if envelope.traceparent is not None:
        headers.append(("traceparent", envelope.traceparent.encode()))
    value = _write(
        _Value(
            envelope.recorded_at,
            envelope.occurred_at,
            envelope.actor,
            envelope.command_id,
            envelope.correlation_id,
            envelope.policy_version,
            without_withheld(event.topic, stored.public),
        )
    )
    return Record(names.events(stream_of(event.topic)), partition, key, value, headers)


def read_record(key: bytes | None, value: bytes | None, headers: Sequence[Header]) -> Arrived:
    """Which event a record of a topic is; RecordPoison where it is none.

    Headers of others (such as those of a dead letter) may stand beside ours.
    """
    if value is None:
        raise RecordPoison("a tombstone: topics of events have none")
    found = _attributes(headers)
    stream, version = _identity(key, found)
    position = _number(found["ce_position"])
    if position == _NO_NUMBER:
        raise RecordPoison("ce_position is not a position")
    topic = _text(found, "ce_type")
    if topic not in _HAS_SEAL:
        raise RecordPoison("ce_type is not in the catalogue")
    if _unquoted(_valued(value).occurred_at) != found["ce_time"]:
        raise RecordPoison("ce_time is not the value's occurred_at")
    traceparent = _text(found, "traceparent") if "traceparent" in found else None
    source = _text(found, "ce_source")
    return Arrived(position, stream, version, topic, value, traceparent, source)


def clear_state(arrived: Arrived) -> bytes:
    """State bytes (formats §2) of what the record carries, for readers that open nothing.

    Station, countersignature and clock offset are absent. Where the topic has a sealed part, there
    stands a seal of nothing under the key NOBODYS_KEY: readers find that key destroyed.
    """
    value = _valued(arrived.value)
    envelope = _Envelope(
        value.recorded_at,
        value.occurred_at,
        value.actor,
        None,
        value.command_id,
        value.correlation_id,
        value.policy_version,
        None,
        arrived.traceparent,
        0,
    )
    public = with_withheld_null(arrived.type, value.data)
    clear = frame(_write(_State(envelope, public)))
    return clear + _SEAL_OF_NOTHING if _HAS_SEAL[arrived.type] else clear


NOBODYS_KEY = UUID(int=0)
_SEAL_OF_NOTHING = b"\x01" + NOBODYS_KEY.bytes + bytes(12 + 32 + 16)
"""Version, key id, nonce, commitment, and the tag of no text."""


def _sealing(topic: str) -> bool:
    """Whether the topic, or what it reads as today, has a sealed part."""
    while topic in UPCASTS:
        topic = UPCASTS[topic].topic
    fields: tuple[str, ...] = getattr(CATALOGUE[topic], "__struct_fields__", ())
    return SEALED in fields


_HAS_SEAL = {topic: _sealing(topic) for topic in (*CATALOGUE, *UPCASTS)}


@lru_cache(maxsize=65_536)
def place_of(stream: UUID) -> tuple[bytes, int]:
    """Key and partition; remembered, since the events of a stream come close together."""
    key = str(stream).encode()
    return key, partition_of(key)


def _unquoted(text: msgspec.Raw) -> bytes:
    return bytes(text)[1:-1]


def _valued(value: bytes) -> _Value:
    try:
        return _read_value(value)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise RecordPoison("the value is not the JSON object of formats §6") from None


def _attributes(headers: Sequence[Header]) -> dict[str, bytes]:
    found = dict(headers)
    if len(found) != len(headers):
        _refuse_twice(headers)
    for name in ATTRIBUTES:
        if not isinstance(found.get(name), bytes):
            raise RecordPoison(_missing(name, found))
    for name, wanted in _FIXED:
        if found[name] != wanted:
            raise RecordPoison(f"{name} is not {wanted.decode()}")
    return found


def _missing(name: str, found: dict[str, bytes]) -> str:
    if (found.get("content-type") or b"").startswith(STRUCTURED):
        return "structured mode: topics of events are in binary mode"
    return f"the header {name} is missing"


def _refuse_twice(headers: Sequence[Header]) -> None:
    ours = [name for name, _ in headers if name in _MEANT]
    for name in ours:
        if ours.count(name) > 1:
            raise RecordPoison(f"the header {name} stands twice")


def _identity(key: bytes | None, found: dict[str, bytes]) -> tuple[UUID, int]:
    subject, sequence = found["ce_subject"], found["ce_sequence"]
    if key != subject:
        raise RecordPoison("the key is not ce_subject")
    stream = _stream(subject)
    version = _number(sequence)
    if version < 1:
        raise RecordPoison("ce_sequence is not a version")
    if found["ce_id"] != subject + b"/" + sequence:
        raise RecordPoison("ce_id is not ce_subject/ce_sequence")
    return stream, version


def _stream(subject: bytes) -> UUID:
    try:
        stream = UUID(subject.decode("ascii"))
    except ValueError:
        stream = None
    if stream is None or str(stream).encode() != subject:
        raise RecordPoison("ce_subject is not a stream id in lower case")
    return stream


def _number(digits: bytes) -> int:
    """A decimal number as we write it, at most that of PostgreSQL's bigint; else _NO_NUMBER."""
    if not digits.isdigit() or (digits[:1] == b"0" and digits != b"0"):
        return _NO_NUMBER
    number = int(digits) if len(digits) < 20 else _LARGEST + 1
    return number if number <= _LARGEST else _NO_NUMBER


def _text(found: dict[str, bytes], name: str) -> str:
    try:
        return found[name].decode()
    except UnicodeDecodeError:
        raise RecordPoison(f"the header {name} is no text") from None
