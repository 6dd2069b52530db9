"""How the ledger is, for `/readyz` and for `cancuoc doctor`."""

import time
from pathlib import Path

import psycopg

from adapters.http.operations import Component
from adapters.ledger.key_ring import KeyRing
from adapters.ledger.notes import NoteBroken, VerifierKey
from adapters.ledger.ring_file import KeyRingTrouble
from adapters.postgres.newest_checkpoint import (
    LEDGER_STATE,
    LedgerState,
    recorded_keys,
    require_known_signer,
)
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.store_checks import NOBODY_SEQUENCES, Finding

UNSIGNED_S = 60.0
"""So long may events wait for a checkpoint before `/readyz` says what to do."""
LOOK_AGAIN_S = 2.0
"""So long `doctor` waits for a checkpoint where events have none."""
RUNS = "see that `cancuoc sequence` runs, and what its log says"


class LedgerWatch:
    """Remembers since when events have waited for the checkpoint after the newest one."""

    def __init__(self) -> None:
        self._checkpoint: int | None = None
        self._since = 0.0

    def component(self, state: LedgerState, sequenced: bool) -> Component:
        """Officers can work while nothing is signed: said here, and no reason to be unready.

        `sequenced` is whether a sequencer is at work.
        """
        now = time.monotonic()
        waits = state.checkpoint if state.unsigned else None
        if waits is None or waits != self._checkpoint:
            self._checkpoint, self._since = waits, now
        facts = {
            "size": state.size,
            "checkpoint": state.checkpoint,
            "unsigned": state.unsigned,
            "checkpoint_age_s": None if state.age_s is None else round(state.age_s, 3),
            "sequenced": sequenced,
        }
        if not sequenced:
            return Component("ledger", True, facts, NOBODY_SEQUENCES)
        return Component("ledger", True, facts, RUNS if now - self._since > UNSIGNED_S else None)


def ledger(connection: psycopg.Connection, ring: Path) -> Finding:
    """Whether what has a position is signed, and the newest signature right.

    It is held against the public halves in the key file, or where this machine has none against
    those that the register itself names.
    """
    state = _state(connection)
    if state.unsigned:
        time.sleep(LOOK_AGAIN_S)
        before, state = state, _state(connection)
        if state.unsigned and state.checkpoint == before.checkpoint:
            return Finding("ledger", False, _seen(state), RUNS)
    try:
        keys, whose = _known(connection, ring)
        signed = require_known_signer(connection, keys)
    except (KeyRingTrouble, NoteBroken, PostgresTrouble) as trouble:
        advice = "see `The ledger` in docs/operations.md: nothing more is signed until then"
        return Finding("ledger", False, str(trouble), advice)
    names = ", ".join(key.key_id.hex() for key in signed)
    by = f", signed by {names} ({whose})" if names else ""
    return Finding("ledger", True, _seen(state) + by)


def _state(connection: psycopg.Connection) -> LedgerState:
    return LedgerState.of_row(connection.execute(LEDGER_STATE).fetchone())


def _seen(state: LedgerState) -> str:
    age = "none was made" if state.age_s is None else f"made {state.age_s:.1f} s ago"
    return (
        f"{state.size} events, checkpoint of {state.checkpoint} ({age}), {state.unsigned} unsigned"
    )


def _known(connection: psycopg.Connection, ring: Path) -> tuple[list[VerifierKey], str]:
    if ring.exists():
        return list(KeyRing.load(ring).verifiers()), "a key of this machine"
    return recorded_keys(connection), "as the register names it"
