"""The keys that sign a ledger; a rotation lets the old one and the new one sign for a while.

A retired key has lost its private half. Its public half stays in the ring, since what it signed
is to be verified for ever.
"""

import base64
import binascii
from pathlib import Path
from typing import Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.ledger.notes import (
    NOTE_KEY,
    NoteBroken,
    SignatureLine,
    SigningKey,
    VerifierKey,
    new_key,
    read_vkey,
    require_name,
    sign,
)
from adapters.ledger.ring_file import (
    KeyRingTrouble,
    StoredKey,
    StoredRing,
    read_stored,
    write_stored,
)

_SEED_BYTES = 32


class RingKey(msgspec.Struct, frozen=True):
    """One key of the ring; `signing` is there as long as the key is not retired."""

    verifier: VerifierKey
    signing: SigningKey | None

    @property
    def key_id(self) -> str:
        """Eight hexadecimal digits."""
        return self.verifier.key_id.hex()


class Signer(Protocol):
    """Where a signer of checkpoints finds its keys each time."""

    def current(self) -> "KeyRing":
        """Raises KeyRingTrouble."""
        ...


class KeyRing(msgspec.Struct, frozen=True):
    """All keys are named `origin`; at least one of them signs."""

    origin: str
    keys: tuple[RingKey, ...]

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """Raises KeyRingTrouble."""
        return _ring(path, read_stored(path))

    def current(self) -> "KeyRing":
        """A ring in memory is its own signer."""
        return self

    def sign(self, text: str) -> tuple[SignatureLine, ...]:
        """A line of each key that is not retired, over `text`, which ends in a newline."""
        return tuple(sign(text, one.signing) for one in self.keys if one.signing is not None)

    def verifiers(self) -> tuple[VerifierKey, ...]:
        """The public halves, also of retired keys."""
        return tuple(one.verifier for one in self.keys)

    def with_new_key(self) -> "KeyRing":
        """One more key signs from now on, beside those that sign already."""
        return KeyRing(self.origin, (*self.keys, _fresh(self.origin)))

    def retiring(self, key_id: str) -> "KeyRing":
        """This key signs no more. Raises KeyRingTrouble where it is unknown or the last one."""
        if key_id not in {one.key_id for one in self.keys if one.signing}:
            raise KeyRingTrouble(
                f"no key {key_id} signs this ledger: `cancuoc ledger show` names those that do"
            )
        keys = tuple(
            RingKey(one.verifier, None) if one.key_id == key_id else one for one in self.keys
        )
        if not any(one.signing for one in keys):
            raise KeyRingTrouble(
                f"{key_id} is the only key that signs: give it a successor first"
                " (`cancuoc ledger rotate`)"
            )
        return KeyRing(self.origin, keys)


class KeyRingFile:
    """A signer that reads its file again when it was replaced: a rotation needs no restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._ring = KeyRing("", ())

    def current(self) -> KeyRing:
        """See `Signer`."""
        seen = self._look()
        if seen != self._seen:
            self._ring, self._seen = KeyRing.load(self._path), seen
        return self._ring

    def _look(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)


def new_ring(origin: str, former: tuple[VerifierKey, ...] = ()) -> KeyRing:
    """A ring of one fresh key; `former` are public halves of keys that were lost.

    Raises KeyRingTrouble for an origin that cannot name a key.
    """
    try:
        require_name(origin)
    except NoteBroken as broken:
        raise KeyRingTrouble(str(broken)) from broken
    odd = next((key.name for key in former if key.name != origin), None)
    if odd is not None:
        raise KeyRingTrouble(f"a key of {odd} has never signed {origin}")
    lost = tuple(RingKey(key, None) for key in former)
    return KeyRing(origin, (*lost, _fresh(origin)))


def create(path: Path, ring: KeyRing) -> None:
    """Write a new file, durable before this returns. Raises KeyRingTrouble where there is one."""
    write_stored(path, _stored(ring), replaces=False)


def replace(path: Path, ring: KeyRing) -> None:
    """Write the file anew, whole or not at all. Raises KeyRingTrouble."""
    write_stored(path, _stored(ring), replaces=True)


def _fresh(origin: str) -> RingKey:
    key = new_key(origin)
    return RingKey(key.verifier, key)


def _stored(ring: KeyRing) -> StoredRing:
    keys = [
        StoredKey(one.verifier.text(), _seed(one.signing), one.signing is None) for one in ring.keys
    ]
    return StoredRing(ring.origin, keys)


def _seed(key: SigningKey | None) -> str:
    return base64.b64encode(key.private.private_bytes_raw()).decode() if key else ""


def _ring(path: Path, stored: StoredRing) -> KeyRing:
    try:
        keys = tuple(_ring_key(stored.origin, one) for one in stored.keys)
    except NoteBroken as broken:
        raise KeyRingTrouble(f"{path}: {broken}") from None
    if len({one.key_id for one in keys}) != len(keys):
        raise KeyRingTrouble(f"{path}: two keys have one id")
    if not any(one.signing for one in keys):
        raise KeyRingTrouble(f"{path} holds no key that signs: `cancuoc ledger rotate` adds one")
    return KeyRing(stored.origin, keys)


def _ring_key(origin: str, stored: StoredKey) -> RingKey:
    """Raises NoteBroken, whose words never quote a private key."""
    verifier = read_vkey(stored.vkey)
    if verifier.name != origin or verifier.kind != NOTE_KEY:
        raise NoteBroken(f"the key {verifier.key_id.hex()} is no signing key of {origin}")
    if stored.retired:
        return RingKey(verifier, None)
    signing = SigningKey(origin, NOTE_KEY, _private(stored.private, verifier))
    if signing.verifier != verifier:
        raise NoteBroken(f"the private half of {verifier.key_id.hex()} is another key's")
    return RingKey(verifier, signing)


def _private(text: str, verifier: VerifierKey) -> Ed25519PrivateKey:
    try:
        seed = base64.b64decode(text, validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != _SEED_BYTES:
        raise NoteBroken(f"the private half of {verifier.key_id.hex()} is no seed of 32 bytes")
    return Ed25519PrivateKey.from_private_bytes(seed)
