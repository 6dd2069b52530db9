"""Keyed digests for views: values of two rows can be compared there, and none of them read."""

import hashlib
import hmac
from collections.abc import Callable

import psycopg

from adapters.keys import key_rows
from adapters.keys.kek import Kek
from application.vault import VaultMismatch, VaultUnavailable

QUALITY = "quality-view"
"""The kind whose key the data-quality view uses; made once in the life of the register."""

DIGEST_BYTES = 8
Digest = Callable[[str, str], int]


def keyed_digest(dsn: str, kek: Kek, kind: str) -> Digest:
    """The digest under the key of this kind, which is made where there is none yet.

    HMAC-SHA-256 over kind and value, its first 64 bits as a signed integer: rows stay small, and
    two values of a hundred million fall together once in some thousand registers. The key is read
    with the first value, which raises VaultUnavailable or VaultMismatch.
    """
    held: list[bytes] = []

    def digest(of: str, value: str) -> int:
        if not held:
            held.append(_key(dsn, kek, kind))
        told = hmac.digest(held[0], f"{of}\x1f{value}".encode(), hashlib.sha256)
        return int.from_bytes(told[:DIGEST_BYTES], "big", signed=True)

    return digest


def _key(dsn: str, kek: Kek, kind: str) -> bytes:
    made = (kek.kek_id, [kind], [kek.wrap(key_rows.new_secret())])
    try:
        with psycopg.connect(dsn, **key_rows.CONNECTION) as connection:
            connection.execute(key_rows.NEW_KINDS, made)
            rows = connection.execute(key_rows.READ_KINDS).fetchall()
    except psycopg.Error as away:
        raise VaultUnavailable(f"the key database: {type(away).__name__}") from away
    for name, kek_id, wrapped in rows:
        if name == kind:
            return key_rows.unwrapped(kek, kek_id, wrapped)
    raise VaultMismatch(f"the key of {kind} was made and is not there")
