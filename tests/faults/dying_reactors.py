"""`cancuoc react`, started again and again, each time with a death of its own before it.

Run as `python -m tests.faults.dying_reactors SEED`; every death is one byte on standard output.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.reaction_batch import Gatherer
from adapters.postgres.reaction_commit import ReactionCommit
from adapters.postgres.reaction_rows import ReactionRows
from cancuoc.reacting_role import run_reactors
from cancuoc.settings import read_settings

STEPS: dict[str, tuple[type, str]] = {
    "reading": (LedgerFeed, "read"),
    "gathering": (Gatherer, "gather"),
    "storing": (ReactionCommit, "store"),
    "advancing": (ReactionRows, "advance"),
    "noting": (ReactionRows, "note"),
}
LONGEST_S = 1.5


def main(seed: int) -> None:
    """Until SIGTERM: then the present child dies, and this process with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    chance = random.Random(seed)
    child = 0
    try:
        while True:
            child = os.fork()
            if child == 0:
                live(chance.choice([*STEPS, ""]), chance.random() < 0.5, chance.randint(1, 4))
            chance.random()
            _await_death(child, chance.uniform(0.05, LONGEST_S))
            os.write(1, b".")
    finally:
        if child:
            os.kill(child, signal.SIGKILL)


def live(step: str, is_after: bool, times: int) -> None:
    """React; die before or after the step is done so many times, or when the parent wants it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if step:
        holder, name = STEPS[step]
        setattr(holder, name, deadly(getattr(holder, name), is_after, times))
    try:
        run_reactors(read_settings())
    finally:
        os._exit(1)


def deadly(done: Callable[..., Any], is_after: bool, times: int) -> Callable[..., Any]:
    left = [times]

    def does(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0] and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = done(*arguments, **named)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return does


def _await_death(child: int, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
