"""The key-encryption key: wraps and unwraps data keys, in a file or in a security module."""

from typing import Protocol


class KekTrouble(Exception):
    """The key-encryption key cannot be used; one sentence says why and what to do."""


class Kek(Protocol):
    """AES key wrap (RFC 3394) under a key that never leaves its home.

    `kek_id` is stored beside every key wrapped with it, so that a rotation knows what is left.
    """

    @property
    def kek_id(self) -> str: ...

    def wrap(self, key: bytes) -> bytes:
        """40 bytes for a key of 32."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key; KekTrouble when it was wrapped under another or was altered."""
