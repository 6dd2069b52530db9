"""A sequencer that dies after one of its steps.

Run as `python -m tests.faults.dying_sequencer DSN KEYS STEP TIMES [PROTECTION OFF]`; without a
step it lives. `transactions` and `lock` are what can be off.
"""

import sys
from contextlib import nullcontext
from pathlib import Path
from threading import Event

import psycopg
from tests.faults.deaths import Steps, deadly

from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.key_ring import KeyRing, KeyRingFile
from adapters.postgres.checkpoint_writer import CheckpointWriter
from adapters.postgres.ledger_writer import LedgerWriter
from adapters.postgres.sequencer import Sequencer

BATCH = 100
STEPS: Steps = {
    "giving positions": (LedgerWriter, "_give"),
    "growing the tree": (GrowingTree, "grow"),
    "writing tiles": (LedgerWriter, "_keep"),
    "committing": (LedgerWriter, "advance"),
    "signing": (KeyRing, "sign"),
    "storing a checkpoint": (CheckpointWriter, "_store"),
}
"""The database has settled what was done at `committing` and at `storing a checkpoint`."""


def live(dsn: str, keys: str, step: str = "", times: str = "1", off: str = "") -> None:
    if step:
        holder, name = STEPS[step]
        setattr(holder, name, deadly(getattr(holder, name), True, int(times)))
    if off == "transactions":
        psycopg.Connection.transaction = lambda *_: nullcontext()  # type: ignore[assignment]
    if off == "lock":
        Sequencer._take_lock = lambda *_: True  # type: ignore[method-assign]
    Sequencer(dsn, BATCH, KeyRingFile(Path(keys)), checkpoint_s=0.0).run(Event())


if __name__ == "__main__":
    live(*sys.argv[1:])
