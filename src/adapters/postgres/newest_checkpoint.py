"""The newest checkpoint as the store has it, and how far the ledger has grown since."""

from collections.abc import Iterable
from typing import Any

import msgspec
import psycopg

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.notes import (
    Note,
    NoteBroken,
    NoteRefused,
    VerifierKey,
    read_note,
    read_vkey,
    signers,
)
from adapters.postgres.ledger_origin import ledger_origin
from adapters.postgres.trouble import PostgresTrouble

LEDGER_STATE = """
SELECT (SELECT coalesce(max(position), -1) + 1 FROM positions), size,
       extract(epoch FROM clock_timestamp() - made_at)::float8
FROM (SELECT 1) AS one
LEFT JOIN (SELECT size, made_at FROM checkpoints ORDER BY size DESC LIMIT 1) AS newest ON true
"""
_NEWEST = "SELECT size, root, signatures FROM checkpoints ORDER BY size DESC LIMIT 1"
_KEYS = "SELECT vkey FROM ledger_keys WHERE act = 'added'"


class LedgerState(msgspec.Struct, frozen=True):
    """Events that have a position, and of the newest checkpoint its size and its age in seconds."""

    size: int
    checkpoint: int
    age_s: float | None

    @classmethod
    def of_row(cls, row: tuple[Any, ...] | None) -> "LedgerState":
        """From what LEDGER_STATE gives."""
        size, checkpoint, age_s = row or (0, None, None)
        return cls(size, checkpoint or 0, age_s)

    @property
    def unsigned(self) -> int:
        return self.size - self.checkpoint


def recorded_keys(connection: psycopg.Connection) -> list[VerifierKey]:
    """The public half of every key that ever signed this ledger. Raises NoteBroken."""
    return [read_vkey(vkey) for (vkey,) in connection.execute(_KEYS).fetchall()]


def require_known_signer(
    connection: psycopg.Connection, keys: Iterable[VerifierKey]
) -> list[VerifierKey]:
    """Which of these keys signed the newest checkpoint; none where nothing was ever signed.

    Raises PostgresTrouble where it bears no right signature of theirs.
    """
    newest = newest_note(connection)
    if newest is None:
        return []
    try:
        known = signers(newest[1], keys)
    except NoteRefused as refused:
        raise _altered(newest[0], refused) from refused
    if not known:
        names = ", ".join(line.key_id.hex() for line in newest[1].signatures)
        raise PostgresTrouble(
            f"The checkpoint of {newest[0]} events was signed by {names}, which the signing keys"
            " do not hold: restore the file that CANCUOC_LEDGER_KEYS names from your safe, or see"
            " docs/operations.md where keys of the ledger are lost."
        )
    return known


def newest_note(connection: psycopg.Connection) -> tuple[int, Note] | None:
    """The newest checkpoint with its size; None where nothing was ever signed.

    Raises PostgresTrouble where its signatures were altered into no signatures at all.
    """
    row = connection.execute(_NEWEST).fetchone()
    origin = ledger_origin(connection)
    if row is None or origin is None:
        return None
    size, root, signatures = row
    try:
        return size, read_note(Checkpoint(origin, size, root).text() + "\n" + signatures)
    except NoteBroken as broken:
        raise _altered(size, broken) from broken


def _altered(size: int, wrong: Exception) -> PostgresTrouble:
    return PostgresTrouble(
        f"The checkpoint of {size} events was altered: {wrong}. Keep a copy of the database"
        " first; then restore the event store from a backup that is not older than what was signed."
    )
