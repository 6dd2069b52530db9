"""Tokens made by hand, so that they can be wrong in ways that no library would sign."""

import json
from typing import Any

from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode as b64

__all__ = ["b64", "claims_for", "raw", "signed"]

OFFICER = "00000000-0000-7000-8000-0101fff00001"


def claims_for(issuer: str, audience: str, now: float, **changes: Any) -> dict[str, Any]:
    """Claims of an area officer for ten minutes, with the changes applied."""
    return {
        "iss": issuer,
        "aud": audience,
        "sub": OFFICER,
        "iat": int(now),
        "exp": int(now) + 600,
        "jti": "one",
        "unit": "00001",
        "roles": ["area-officer"],
    } | changes


def raw(key: Key, header: bytes, payload: bytes, algorithm: str = "Ed25519") -> bytes:
    """A compact token over exactly these bytes of header and payload."""
    signing_input = b64(header) + b"." + b64(payload)
    signature = JWSRegistry.algorithms[algorithm].sign(signing_input, key)
    return signing_input + b"." + b64(signature)


def signed(key: Key, claims: dict[str, Any], header: dict[str, Any] | None = None) -> bytes:
    """A token with this header; one whose algorithm cannot sign is signed as the key can."""
    header = {"alg": "Ed25519", "typ": "at+jwt", "kid": "ed"} if header is None else header
    return raw(key, json.dumps(header).encode(), json.dumps(claims).encode(), _signer(key, header))


def _signer(key: Key, header: dict[str, Any]) -> str:
    natural = {"OKP": "Ed25519", "EC": "ES256", "RSA": "RS256"}[key.key_type]
    wanted = header.get("alg")
    fits = isinstance(wanted, str) and wanted in {"RS512", "PS256"} and natural == "RS256"
    return str(wanted) if fits else natural
