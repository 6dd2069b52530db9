"""A token issuer for development and tests; production uses an OIDC issuer of its own."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.jwk import OKPKey

ISSUER = "urn:cancuoc:development"
ALGORITHM = "Ed25519"


class DevelopmentIssuer:
    """Signs tokens with an Ed25519 key (RFC 8037) kept in `key_file`, made on first use.

    The file is PKCS #8 PEM, readable by its owner only; one that others can read is refused
    with PermissionError, because whoever holds it can be any officer.
    """

    issuer = ISSUER

    def __init__(self, key_file: Path, clock: Callable[[], float] = time.time) -> None:
        key = OKPKey.import_key(_key_text(key_file))
        # The key id is the RFC 7638 thumbprint, so it is the same at every start.
        self._key = OKPKey.import_key(key.as_dict(private=True), {"kid": key.thumbprint()})
        self._clock = clock

    def jwks(self) -> dict[str, Any]:
        """The public key set, as StaticKeys takes it."""
        public = self._key.as_dict(private=False) | {"use": "sig", "alg": ALGORITHM}
        return {"keys": [public]}

    def issue(
        self,
        officer: UUID,
        unit: str,
        roles: tuple[str, ...],
        lifetime_s: float,
        audience: str,
        **overrides: Any,
    ) -> str:
        """A signed access token (RFC 9068); `overrides` replaces claims, None leaves one out."""
        now = int(self._clock())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": str(officer),
            "aud": audience,
            "iat": now,
            "exp": now + int(lifetime_s),
            "jti": str(uuid4()),
            "unit": unit,
            "roles": list(roles),
        }
        wanted = {name: v for name, v in (claims | overrides).items() if v is not None}
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(header, wanted, self._key, algorithms=[ALGORITHM])


def _key_text(key_file: Path) -> bytes:
    if not key_file.exists():
        _make_key(key_file)
    if key_file.stat().st_mode & 0o077:
        raise PermissionError(f"{key_file} must be readable by its owner only (chmod 600)")
    return key_file.read_bytes()


def _make_key(key_file: Path) -> None:
    """Write a new key whole under another name, then link it: of two starting programs one key
    wins, and nobody reads half of it."""
    key_file.parent.mkdir(parents=True, exist_ok=True)
    draft = key_file.with_name(f"{key_file.name}.{uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(OKPKey.generate_key("Ed25519").as_pem(private=True))
    try:
        os.link(draft, key_file)
    except FileExistsError:
        # The other program was first; its key is the one to use.
        return
    finally:
        draft.unlink()
