"""The headers that every command and every read share, taken as bytes from the ASGI scope."""

import re
from collections.abc import Iterable
from uuid import UUID

import msgspec

from adapters.http.problems import RequestRefused

_VERSION = re.compile(rb'^"(0|[1-9][0-9]{0,17})"$')
_UUID = re.compile(rb"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
_TRACEPARENT = re.compile(rb"^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$")


class RequestHeaders(msgspec.Struct):
    """The raw values, None where absent. A header sent twice is a list (RFC 9110 §5.3)."""

    authorization: bytes | None = None
    idempotency_key: bytes | None = None
    if_match: bytes | None = None
    content_type: bytes | None = None
    content_length: bytes | None = None
    content_encoding: bytes | None = None
    accept_language: bytes | None = None
    traceparent: bytes | None = None
    countersignature: bytes | None = None
    list_signature: bytes | None = None


_WANTED = {name.replace("_", "-").encode(): name for name in RequestHeaders.__struct_fields__}


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> RequestHeaders:
    headers = RequestHeaders()
    for name, value in raw:
        wanted = _WANTED.get(name)
        if wanted is not None:
            former = getattr(headers, wanted)
            setattr(headers, wanted, value if former is None else former + b", " + value)
    return headers


def bearer_token(headers: RequestHeaders) -> bytes:
    """The token of `Authorization: Bearer` (RFC 6750 §2.1); empty when there is none."""
    scheme, _, token = (headers.authorization or b"").partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else b""


def command_id(headers: RequestHeaders) -> UUID:
    """The Idempotency-Key, which is the command's id (formats §4)."""
    key = headers.idempotency_key
    if key is None:
        raise RequestRefused(400, "idempotency-key-missing", where={"header": "Idempotency-Key"})
    if not _UUID.match(key):
        raise RequestRefused(400, "idempotency-key-malformed", where={"header": "Idempotency-Key"})
    return UUID(key.decode("ascii"))


def version_read(headers: RequestHeaders) -> int:
    """The version in `If-Match`: one strong entity tag (RFC 9110 §13.1.1)."""
    if headers.if_match is None:
        raise RequestRefused(428, "if-match-missing", where={"header": "If-Match"})
    found = _VERSION.match(headers.if_match.strip())
    if found is None:
        raise RequestRefused(400, "if-match-malformed", where={"header": "If-Match"})
    return int(found.group(1))


def refuse_countersignature(headers: RequestHeaders) -> None:
    """This command takes no second officer's token, and what is not checked must not be sent."""
    if headers.countersignature is not None:
        where = {"header": "Countersignature"}
        raise RequestRefused(400, "countersignature-not-here", where=where)


def declared(headers: RequestHeaders, media_type: str) -> None:
    """The body is said to be of this type, and not compressed."""
    if _media_type(headers) != media_type.encode():
        where = {"header": "Content-Type"}
        raise RequestRefused(415, "body-not-declared", where=where, media_type=media_type)
    if headers.content_encoding not in (None, b"identity"):
        where = {"header": "Content-Encoding"}
        raise RequestRefused(415, "body-not-declared", where=where, media_type=media_type)


def declared_json(headers: RequestHeaders) -> None:
    if _media_type(headers) != b"application/json":
        raise RequestRefused(415, "body-not-declared-json", where={"header": "Content-Type"})
    if headers.content_encoding not in (None, b"identity"):
        raise RequestRefused(415, "body-not-declared-json", where={"header": "Content-Encoding"})


def declared_length(headers: RequestHeaders, limit: int) -> None:
    """Refuse a body that says itself that it is too long, before a byte of it is invited."""
    length = headers.content_length or b""
    if len(length) > len(str(limit)) or (length.isdigit() and int(length) > limit):
        raise RequestRefused(413, "body-too-large", limit=limit)


def trace_parent(headers: RequestHeaders) -> str | None:
    """A W3C traceparent of version 00; anything else is ignored, as that standard asks."""
    value = headers.traceparent
    if value is None or not _TRACEPARENT.match(value):
        return None
    return value.decode("ascii")


def _media_type(headers: RequestHeaders) -> bytes:
    return (headers.content_type or b"").partition(b";")[0].strip().lower()
