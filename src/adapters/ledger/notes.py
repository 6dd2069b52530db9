"""Signed notes, their keys, and cosignatures (C2SP signed-note and tlog-cosignature).

A note is text ending in a newline, an empty line, and signature lines: em dash, space, key name,
space, base64 of a 4-byte key id and the signature. Key id = first 4 bytes of
SHA-256(name || 0x0A || type || public key).
"""

import re
import struct
from collections.abc import Iterable
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from adapters.ledger import canonical_base64
from adapters.ledger.canonical_base64 import NotBase64

NOTE_KEY = 0x01
"""Ed25519 over the note's text."""
COSIGNING_KEY = 0x04
"""Ed25519 over a time and the note's text."""
MOST_SIGNATURES = 100
"""Far more than any log carries; a note with more is not read."""

_SPLIT = "\n\n"
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
_ID_BYTES = 4
_TIME = struct.Struct(">Q")
_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<data>[A-Za-z0-9+/]+={0,2})")
_VKEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")


class NoteBroken(ValueError):
    """Text that is no signed note, or no key of one."""


class NoteRefused(Exception):
    """A note whose signature by a known key is wrong, or that no known key has signed."""


class VerifierKey(msgspec.Struct, frozen=True):
    """The public half: `name+<key id>+<base64 of type and key>`."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[
            :_ID_BYTES
        ]

    def text(self) -> str:
        key = canonical_base64.written(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{key}"


class SigningKey(msgspec.Struct, frozen=True):
    """An Ed25519 private key under a name; `kind` says what it signs."""

    name: str
    kind: int
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())


class SignatureLine(msgspec.Struct, frozen=True):
    """One line under a note; `signature` comes after the key id."""

    name: str
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        data = canonical_base64.written(self.key_id + self.signature)
        return f"— {self.name} {data}\n"


class Note(msgspec.Struct, frozen=True):
    """`text` ends in a newline, which the signatures cover."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def whole(self) -> str:
        return self.text + "\n" + "".join(line.text() for line in self.signatures)


def new_key(name: str, kind: int = NOTE_KEY) -> SigningKey:
    """A fresh key. Raises NoteBroken for a name with spaces or a plus sign."""
    require_name(name)
    return SigningKey(name, kind, Ed25519PrivateKey.generate())


def require_name(name: str) -> None:
    """Raises NoteBroken for what is no key name."""
    if not name or re.search(r"[\s+]", name):
        raise NoteBroken(f"{name!r} is no key name: it has a space or a plus sign, or is empty")


def read_vkey(text: str) -> VerifierKey:
    """Raises NoteBroken where the text, its kind or its key id is wrong."""
    found = _VKEY.fullmatch(text.strip())
    if found is None:
        raise NoteBroken("a verifier key is name+8 hex digits+base64")
    data = _decoded(found["key"])
    key = VerifierKey(found["name"], data[0] if data else 0, data[1:])
    if key.kind not in (NOTE_KEY, COSIGNING_KEY) or len(key.public) != _KEY_BYTES:
        raise NoteBroken(f"the key of {key.name} is no Ed25519 key that this program knows")
    if key.key_id.hex() != found["id"]:
        raise NoteBroken(f"the key of {key.name} does not have the id {found['id']}")
    return key


def read_note(text: str) -> Note:
    """Raises NoteBroken. Signatures are not checked here."""
    body, split, lines = text.rpartition(_SPLIT)
    if not split or not lines.endswith("\n") or not body:
        raise NoteBroken("a note ends in an empty line and its signatures")
    found = [_LINE.fullmatch(line) for line in lines[:-1].split("\n")]
    if not 0 < len(found) <= MOST_SIGNATURES:
        raise NoteBroken(f"a note has 1 to {MOST_SIGNATURES} signatures")
    return Note(body + "\n", tuple(_signature_line(line) for line in found))


def _signature_line(found: re.Match[str] | None) -> SignatureLine:
    data = _decoded(found["data"]) if found else b""
    if found is None or len(data) <= _ID_BYTES:
        raise NoteBroken("a signature line is an em dash, a name, and base64 of id and signature")
    return SignatureLine(found["name"], data[:_ID_BYTES], data[_ID_BYTES:])


def sign(text: str, key: SigningKey) -> SignatureLine:
    """A line of type 0x01 over `text`, which ends in a newline."""
    verifier = key.verifier
    return SignatureLine(key.name, verifier.key_id, key.private.sign(text.encode()))


def cosign(text: str, key: SigningKey, at: int) -> SignatureLine:
    """A line of type 0x04: at POSIX second `at`, the largest consistent tree seen was `text`."""
    signature = key.private.sign(_cosigned(text, at))
    return SignatureLine(key.name, key.verifier.key_id, _TIME.pack(at) + signature)


def cosigned_at(line: SignatureLine) -> int:
    """The time of a cosignature in POSIX seconds. Raises NoteBroken."""
    if len(line.signature) != _TIME.size + _SIGNATURE_BYTES:
        raise NoteBroken(f"the cosignature of {line.name} has another length")
    at: int = _TIME.unpack_from(line.signature)[0]
    return at


def signers(note: Note, known: Iterable[VerifierKey]) -> list[VerifierKey]:
    """Those of the known keys that signed; other keys' lines are ignored, as C2SP asks.

    Raises NoteRefused where a known key's signature is wrong: then nothing of it is to be believed.
    """
    by_id = {(key.name, key.key_id): key for key in known}
    found = list[VerifierKey]()
    for line in note.signatures:
        key = by_id.get((line.name, line.key_id))
        if key is not None:
            _check(note.text, key, line)
            found.append(key)
    return found


def _check(text: str, key: VerifierKey, line: SignatureLine) -> None:
    signed, signature = text.encode(), line.signature
    try:
        if key.kind == COSIGNING_KEY:
            signed, signature = _cosigned(text, cosigned_at(line)), signature[_TIME.size :]
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
    except (InvalidSignature, NoteBroken) as wrong:
        raise NoteRefused(f"the signature of {key.name} is not over this text") from wrong


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _decoded(text: str) -> bytes:
    try:
        return canonical_base64.read(text)
    except NotBase64 as broken:
        raise NoteBroken(f"a key or a signature {broken}") from broken
