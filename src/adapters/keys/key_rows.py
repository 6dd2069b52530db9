"""The statements over the key database, and what a row means to a holder of the KEK."""

import secrets
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from adapters.keys.data_key import SECRET_BYTES, DataKey
from adapters.keys.kek import Kek, KekTrouble
from application.vault import VaultMismatch

CONNECTION: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": 5,
    "application_name": "cancuoc vault",
    "options": "-c statement_timeout=10s",
    "tcp_user_timeout": 10_000,
}
"""Every statement stands alone, so that nothing here ever holds back the readers' horizon."""

READ_EPOCH = "SELECT epoch FROM revocation_epoch"

# One statement, one snapshot: the epoch always belongs to the rows beside it.
READ_KEYS = """
SELECT e.epoch, k.key_id, k.kek_id, k.wrapped
FROM revocation_epoch e LEFT JOIN data_keys k ON k.key_id = ANY(%s)
"""

# Sorted, so that two processes asking for the same subjects queue instead of dead-locking.
# Asking again for an old key renews `asked_at`, which protects it from the sweep of orphans.
NEW_KEYS = """
INSERT INTO data_keys (subject, kek_id, wrapped)
SELECT x.subject, %s, x.wrapped FROM unnest(%s::uuid[], %s::bytea[]) AS x (subject, wrapped)
ORDER BY x.subject
ON CONFLICT (subject) DO UPDATE SET asked_at = excluded.asked_at
    WHERE data_keys.asked_at < excluded.asked_at - interval '1 hour'
RETURNING subject, key_id, wrapped, (SELECT epoch FROM revocation_epoch)
"""
READ_SUBJECTS = "SELECT subject, key_id FROM data_keys WHERE subject = ANY(%s)"

DESTROY = """
WITH gone AS (
    UPDATE data_keys SET wrapped = NULL, destroyed_at = clock_timestamp()
    WHERE key_id = ANY(%s) AND wrapped IS NOT NULL RETURNING key_id)
UPDATE revocation_epoch SET epoch = epoch + 1 WHERE EXISTS (SELECT FROM gone)
"""
# Only for keys that never sealed an event; a destroyed key keeps its row.
FORGET = """
WITH gone AS (DELETE FROM data_keys WHERE key_id = ANY(%s) RETURNING key_id)
UPDATE revocation_epoch SET epoch = epoch + 1 WHERE EXISTS (SELECT FROM gone)
"""
IS_KNOWN = "SELECT EXISTS (SELECT FROM data_keys WHERE key_id = %s)"

NEW_KINDS = """
INSERT INTO kind_keys (kind, kek_id, wrapped)
SELECT x.kind, %s, x.wrapped FROM unnest(%s::text[], %s::bytea[]) AS x (kind, wrapped)
ORDER BY x.kind ON CONFLICT (kind) DO NOTHING
"""
READ_KINDS = "SELECT kind, kek_id, wrapped FROM kind_keys"

KeyRow = tuple[int, UUID | None, str | None, bytes | None]


class Snapshot(NamedTuple):
    """Rows of `READ_KEYS`: the epoch, and (KEK id, wrapped bytes or None) of each key found."""

    epoch: int
    rows: dict[UUID, tuple[str, bytes | None]]


def snapshot(rows: Iterable[KeyRow]) -> Snapshot:
    found: dict[UUID, tuple[str, bytes | None]] = {}
    seen = -1
    for epoch, key_id, kek_id, wrapped in rows:
        seen = epoch
        if key_id is not None and kek_id is not None:
            found[key_id] = (kek_id, wrapped)
    return Snapshot(epoch_of(None if seen < 0 else (seen,)), found)


def epoch_of(row: tuple[int, ...] | None) -> int:
    """The value of `READ_EPOCH`."""
    if row is None:
        raise VaultMismatch("the key database has lost its revocation epoch")
    return row[0]


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def unwrapped(kek: Kek, kek_id: str, wrapped: bytes) -> bytes:
    """The secret bytes of a row; VaultMismatch under another KEK or when altered."""
    if kek_id != kek.kek_id:
        raise VaultMismatch(f"the key was wrapped by {kek_id}, and {kek.kek_id} is at hand")
    try:
        return kek.unwrap(wrapped)
    except KekTrouble as trouble:
        raise VaultMismatch(str(trouble)) from trouble


def opened(kek: Kek, kek_id: str, wrapped: bytes | None) -> DataKey | None:
    """The key of a row, None once it is destroyed."""
    return None if wrapped is None else DataKey(unwrapped(kek, kek_id, wrapped))


def never_here(key_id: UUID) -> VaultMismatch:
    return VaultMismatch(f"the key {key_id} was never here: is this the right key database?")
