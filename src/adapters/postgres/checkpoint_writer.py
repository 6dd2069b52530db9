"""Signs the tree and stores what was signed; nothing is signed that is not durable already."""

import time

import psycopg

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.key_ring import KeyRing, Signer
from adapters.postgres.ledger_origin import ledger_origin
from adapters.postgres.newest_checkpoint import newest_note, require_known_signer
from adapters.postgres.trouble import PostgresTrouble

_NAME = "INSERT INTO ledger (origin) VALUES (%s) ON CONFLICT DO NOTHING"
_KEY = """
INSERT INTO ledger_keys (key_id, act, vkey, size) VALUES (%b, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_STORE = "INSERT INTO checkpoints (size, root, signatures) VALUES (%s, %b, %s)"


class CheckpointWriter:
    """Of one database session that holds the sequencer's lock; `every_s` is in seconds."""

    def __init__(self, connection: psycopg.Connection, signer: Signer, every_s: float) -> None:
        self._connection = connection
        self._signer = signer
        self._every_s = every_s
        self._ring: KeyRing | None = None
        self._size = 0
        self._signed_at = -every_s

    def begin(self, size: int) -> None:
        """Name the ledger where it has no name, and see that its newest checkpoint is by our keys.

        `size` is that of the tree now. Raises PostgresTrouble and KeyRingTrouble.
        """
        newest = newest_note(self._connection)
        self._size = newest[0] if newest else 0
        self._keys(size)

    def write_if_due(self, tree: GrowingTree) -> bool:
        """Sign what is unsigned, at most once in `every_s`; returns whether it was done."""
        is_due = time.monotonic() >= self._signed_at + self._every_s
        return is_due and self.write(tree)

    def write(self, tree: GrowingTree) -> bool:
        """Sign `tree`, all of which is committed, unless that was done; returns whether it was."""
        if tree.size <= self._size:
            return False
        self._signed_at = time.monotonic()
        ring = self._keys(tree.size)
        checkpoint = Checkpoint(ring.origin, tree.size, tree.root())
        lines = ring.sign(checkpoint.text())
        self._store(checkpoint, "".join(line.text() for line in lines))
        self._size = tree.size
        return True

    def _store(self, checkpoint: Checkpoint, lines: str) -> None:
        self._connection.execute(_STORE, (checkpoint.size, checkpoint.root, lines), prepare=True)

    def _keys(self, size: int) -> KeyRing:
        """The keys of this moment; those that are new or retired are recorded before they act."""
        ring = self._signer.current()
        if ring is not self._ring:
            require_origin(self._connection, ring.origin)
            require_known_signer(self._connection, ring.verifiers())
            for one in ring.keys:
                added = (one.verifier.key_id, "added", one.verifier.text(), size)
                self._connection.execute(_KEY, added)
                if one.signing is None:
                    retired = (one.verifier.key_id, "retired", one.verifier.text(), size)
                    self._connection.execute(_KEY, retired)
            self._ring = ring
        return ring


def require_origin(connection: psycopg.Connection, origin: str) -> None:
    """Name a ledger that has no name, for ever. Raises PostgresTrouble where it has another."""
    connection.execute(_NAME, (origin,))
    named = ledger_origin(connection)
    if named is not None and named != origin:
        raise PostgresTrouble(
            f"The ledger of this register is {named}, and the signing keys are of {origin}: set"
            " CANCUOC_LEDGER_KEYS to the keys of this register."
        )
