"""How a station signs a transmission, well and badly."""

import json
from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey, OKPKey
from tests.adapters.identity.forged_tokens import b64, raw

from adapters.identity.station_signature import TYPE

DEVICE = UUID("01780a5c-8e00-7000-8000-0000000000d1")
Key = ECKey | OKPKey


def algorithm_of(key: Key) -> str:
    return "ES256" if isinstance(key, ECKey) else "Ed25519"


def public(key: Key) -> dict[str, Any]:
    """The members that RFC 7638 takes, and nothing more."""
    members = key.as_dict(private=False)
    return {name: members[name] for name in ("kty", "crv", "x", "y") if name in members}


def header_of(key: Key, **changes: Any) -> dict[str, Any]:
    usual = {"alg": algorithm_of(key), "typ": TYPE, "jwk": public(key), "device": str(DEVICE)}
    return {name: value for name, value in (usual | changes).items() if value is not None}


def signed_by(key: Key, payload: bytes, **changes: Any) -> bytes:
    """A transmission with a header of these changes, signed as the key can."""
    header = json.dumps(header_of(key, **changes)).encode()
    return raw(key, header, payload, algorithm_of(key))


def unsigned(header: dict[str, Any], payload: bytes, signature: bytes = b"") -> bytes:
    return b".".join((b64(json.dumps(header).encode()), b64(payload), b64(signature)))
