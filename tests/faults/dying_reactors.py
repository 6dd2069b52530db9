"""`cancuoc react`, started again and again, each time with a death of its own before it.

Run as `python -m tests.faults.dying_reactors SEED`; every death is one byte on standard output.
"""

import sys

from tests.faults.deaths import Steps, die_until_told

from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.reaction_batch import Gatherer
from adapters.postgres.reaction_commit import ReactionCommit
from adapters.postgres.reaction_rows import ReactionRows

STEPS: Steps = {
    "reading": (LedgerFeed, "read"),
    "gathering": (Gatherer, "gather"),
    "storing": (ReactionCommit, "store"),
    "advancing": (ReactionRows, "advance"),
    "noting": (ReactionRows, "note"),
}

if __name__ == "__main__":
    die_until_told(STEPS, int(sys.argv[1]), 0.05, 1.5)
