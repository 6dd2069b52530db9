"""`cancuoc react`, each time with another death of the data-check service before it.

Run as `python -m tests.faults.dying_checks SEED`; every death is one byte on standard output.
"""

import os
import random
import signal
import sys
from collections.abc import Callable
from typing import Any

from tests.faults.dying_reactors import LONGEST_S, _await_death

from adapters.postgres.quality_places import QualityPlaces
from adapters.postgres.quality_sight import QualitySight
from application.office import Office
from application.quality_rounds import CaseDesk
from cancuoc.reacting_role import run_reactors
from cancuoc.settings import read_settings

STEPS: dict[str, tuple[type, str]] = {
    "reading the place": (QualityPlaces, "read"),
    "reading who changed": (QualitySight, "changed"),
    "judging": (QualitySight, "found"),
    "acting": (CaseDesk, "act_on"),
    "storing": (Office, "carry_out"),
    "keeping the place": (QualityPlaces, "keep"),
}


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
            _await_death(child, chance.uniform(0.8, 2 * LONGEST_S))
            os.write(1, b".")
    finally:
        if child:
            os.kill(child, signal.SIGKILL)


def live(step: str, is_after: bool, times: int) -> None:
    """Check; die before or after the step is done so many times, or when the parent wants it."""
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

    async def does(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0] and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = await done(*arguments, **named)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return does


if __name__ == "__main__":
    main(int(sys.argv[1]))
