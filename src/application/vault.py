"""The vault port: data keys of subjects, their destruction, and the keys of hidden claims."""

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol
from uuid import UUID

CLAIM_KINDS = (
    "pin",
    "birth-certificate",
    "citizen-packet",
    "application-packet",
    "idempotency",
    "dossier-number",
    "chip-serial",
    "adjudication",
    "open-quality-case",
)
"""Kinds whose values are hidden by a key of their own; `prepare` may be given more."""


class VaultUnavailable(Exception):
    """The key database does not answer; nothing was decided, the caller may try again."""


class VaultMismatch(Exception):
    """This vault cannot serve the key asked for: wrong key-encryption key, or a key unknown."""


class SealingKey(Protocol):
    """A data key as the codec sees it: two derived keys, never the secret itself (formats §2)."""

    def commit(self, aad: bytes) -> bytes:
        """HMAC-SHA-256 over the AAD under the commitment key (32 bytes)."""

    def encrypt(self, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """AES-256-GCM ciphertext followed by its 16-byte tag."""

    def decrypt(self, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes | None:
        """The plaintext, or None when the tag does not fit."""


class Vault(Protocol):
    """Keys of subjects, as a running office uses them. All methods raise VaultUnavailable."""

    async def new_key(self, subject: UUID) -> UUID:
        """The id of the subject's key, made and durable before this returns.

        Asking again for the same subject answers the same id, also after destruction; then
        `load` gives None and nothing more can be sealed for that subject.
        """

    def recognise(self, subject: UUID, key_id: UUID) -> None:
        """History names this as the subject's key: `new_key` need not ask for a while."""

    async def load(self, key_ids: Iterable[UUID]) -> Mapping[UUID, SealingKey | None]:
        """Every key asked for; None stands for destroyed.

        A key that was never here is VaultMismatch: nothing is sealed under a key that is not
        durable, so this is the wrong key database, or an old copy of it, and to answer "erased"
        would be a lie about everybody.
        """

    async def destroy(self, key_id: UUID) -> None:
        """Destroy for ever and tell every cache; a second time changes nothing."""

    async def prepare(self, kinds: Collection[str] = CLAIM_KINDS) -> None:
        """Make the missing kind keys, once in the life of the register, and hold all of them."""

    def kind_key(self, kind: str) -> bytes:
        """The 32-byte key of one kind of claim, never rotated; VaultMismatch before `prepare`."""


def claim_digest(kind_key: bytes, kind: str, value: str) -> bytes:
    """The stored form of a hidden claim (formats §4): equal for equal values, telling nothing."""
    text = f"{kind}\x1f{unicodedata.normalize('NFC', value)}"
    return hmac.digest(kind_key, text.encode(), hashlib.sha256)
