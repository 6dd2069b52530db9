"""The compact serialization of a signed token (RFC 7515 §7.1), read as hostile input."""

import binascii
import json
from typing import Any, NoReturn

import msgspec
from joserfc.util import urlsafe_b64decode

from adapters.identity.refused import TokenRefused

MAX_TOKEN_BYTES = 8192

# RFC 9068 §2.1 and RFC 7519 §5.1; compared without case, "application/" may be left out.
TYPES = frozenset({"at+jwt", "application/at+jwt", "jwt", "application/jwt"})

# Headers by which a token would choose its own key, or change what is signed (RFC 7515 §4.1.2,
# §4.1.3, §4.1.5, §4.1.11; RFC 7797; RFC 7516 §4.1.3). None of them is ever believed.
FORBIDDEN_HEADERS = ("jku", "jwk", "x5u", "x5c", "crit", "b64", "zip")


class CompactToken(msgspec.Struct, frozen=True):
    """A token taken apart, its signature not yet checked.

    `signing_input` is the ASCII text that the signature covers, `signature` the raw bytes.
    """

    algorithm: str
    key_id: str | None
    claims: dict[str, Any]
    signing_input: bytes
    signature: bytes


def read_compact(token: bytes) -> CompactToken:
    """Take a token apart without believing it; TokenRefused names what is wrong with its shape."""
    _refuse_size(token)
    segments = token.split(b".")
    if len(segments) != 3:
        raise TokenRefused("token-malformed")
    header = _json_object(_decoded(segments[0]))
    return CompactToken(
        algorithm=_algorithm(header),
        key_id=_key_id(header),
        claims=_json_object(_decoded(segments[1])),
        signing_input=segments[0] + b"." + segments[1],
        signature=_decoded(segments[2]),
    )


def _refuse_size(token: bytes) -> None:
    if not token:
        raise TokenRefused("token-missing")
    if len(token) > MAX_TOKEN_BYTES:
        raise TokenRefused("token-too-large", most=MAX_TOKEN_BYTES)


def _decoded(segment: bytes) -> bytes:
    """Base64url without padding, one spelling per value only (RFC 7515 §2)."""
    try:
        return urlsafe_b64decode(segment)
    except binascii.Error as wrong:
        raise TokenRefused("token-malformed") from wrong


def _json_object(text: bytes) -> dict[str, Any]:
    # Two readers of one text must see the same claims, so a repeated name is refused (RFC 8725
    # §2.4) as are NaN and Infinity; RecursionError is how the reader meets a deep nest.
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as wrong:
        raise TokenRefused("token-malformed") from wrong
    if not isinstance(value, dict):
        raise TokenRefused("token-malformed")
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member name is repeated")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _algorithm(header: dict[str, Any]) -> str:
    for name in FORBIDDEN_HEADERS:
        if name in header:
            raise TokenRefused("token-header", header=name)
    kind = header.get("typ")
    if not isinstance(kind, str) or kind.lower() not in TYPES:
        raise TokenRefused("token-type")
    algorithm = header.get("alg")
    if not isinstance(algorithm, str):
        raise TokenRefused("token-algorithm")
    return algorithm


def _key_id(header: dict[str, Any]) -> str | None:
    key_id = header.get("kid")
    if key_id is not None and not isinstance(key_id, str):
        raise TokenRefused("token-header", header="kid")
    return key_id
