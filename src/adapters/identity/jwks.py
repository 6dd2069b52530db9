"""Public keys of a token issuer: JSON Web Key Sets (RFC 7517), given or fetched."""

import json
from pathlib import Path
from typing import Any, Protocol

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

from adapters.identity.refused import KeysUnavailable

MIN_RSA_BITS = 2048
MAX_KEYS = 100

KeyIndex = dict[tuple[str, str], Key]
"""Keys by (key id, algorithm)."""


class KeySource(Protocol):
    """Where the verifier finds keys.

    `generation` grows whenever a key was withdrawn, so that what it once signed is judged again.
    """

    @property
    def generation(self) -> int: ...

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        """The key with this id for this algorithm (RS256, ES256 or Ed25519).

        Without an id: the only key of that algorithm. Never waits. Raises KeysUnavailable when
        no keys were ever read.
        """
        ...

    def refresh(self) -> bool:
        """Read the keys again, waiting for it; False when that is not due or not possible."""
        ...


class StaticKeys:
    """A key set that is given once and never changes."""

    generation = 0

    def __init__(self, jwks: dict[str, Any]) -> None:
        self._keys = index_keys(jwks)

    @classmethod
    def from_file(cls, path: Path) -> "StaticKeys":
        return cls(parse_jwks(path.read_bytes()))

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        return find_key(self._keys, key_id, algorithm)

    def refresh(self) -> bool:
        return False


def canonical_algorithm(name: str) -> str:
    """RFC 9864 renames EdDSA over Ed25519 to Ed25519; issuers still write either."""
    return "Ed25519" if name == "EdDSA" else name


def parse_jwks(text: bytes) -> dict[str, Any]:
    """The key set in a JSON text; KeysUnavailable when it is not one."""
    try:
        jwks = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise KeysUnavailable("the key set is not JSON") from wrong
    if not isinstance(jwks, dict):
        raise KeysUnavailable("the key set is not a JSON object")
    return jwks


def index_keys(jwks: dict[str, Any]) -> KeyIndex:
    """The keys of a set that can verify a token, by id and algorithm.

    Keys of other kinds, uses or sizes are left out (RFC 7517 §5). Raises KeysUnavailable when
    the set is malformed, publishes a private key, or leaves nothing to verify with.
    """
    entries = jwks.get("keys")
    if not isinstance(entries, list) or len(entries) > MAX_KEYS:
        raise KeysUnavailable(f"a key set has a list of at most {MAX_KEYS} keys")
    index: KeyIndex = {}
    for entry in entries:
        key = _usable_key(entry)
        if key is not None:
            index[(key.kid or key.thumbprint(), _algorithm_of(key) or "")] = key
    if not index:
        raise KeysUnavailable("the key set has no key for RS256, ES256 or Ed25519 signatures")
    return index


def find_key(index: KeyIndex, key_id: str | None, algorithm: str) -> Key | None:
    if key_id is not None:
        return index.get((key_id, algorithm))
    of_algorithm = [key for (_, own), key in index.items() if own == algorithm]
    return of_algorithm[0] if len(of_algorithm) == 1 else None


def _usable_key(entry: Any) -> Key | None:
    if not isinstance(entry, dict) or entry.get("kty") not in ("RSA", "EC", "OKP"):
        return None
    # Left out before it is read, because the library warns about a short modulus on reading.
    if entry["kty"] == "RSA" and len(str(entry.get("n"))) * 6 < MIN_RSA_BITS:
        return None
    if "d" in entry:
        raise KeysUnavailable("the key set publishes a private key")
    try:
        key = JWKRegistry.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise KeysUnavailable("a key of the key set cannot be read") from wrong
    return key if _is_for_tokens(entry, key) else None


def _is_for_tokens(entry: dict[str, Any], key: Key) -> bool:
    algorithm = _algorithm_of(key)
    operations = entry.get("key_ops", ["verify"])
    return (
        algorithm is not None
        and entry.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and canonical_algorithm(entry.get("alg", algorithm)) == algorithm
    )


def _algorithm_of(key: Key) -> str | None:
    """The one algorithm that a key of this kind verifies here."""
    match key:
        case RSAKey() if key.public_key.key_size >= MIN_RSA_BITS:
            return "RS256"
        case ECKey() if key.curve_name == "P-256":
            return "ES256"
        case OKPKey() if key.curve_name == "Ed25519":
            return "Ed25519"
        case _:
            return None
