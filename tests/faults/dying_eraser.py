"""`cancuoc react` that dies at one step of an erasure.

Run as `python -m tests.faults.dying_eraser STEP before|after TIMES`.
"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from adapters.blobs.folder_blobs import FolderBlobs
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.erasure_rows import ErasureRows
from application.eraser import Eraser
from cancuoc.reacting_role import run_reactors
from cancuoc.settings import read_settings

STEPS: dict[str, tuple[type, str]] = {
    "finding": (ErasureRows, "waiting"),
    "reading-packets": (ErasureRows, "unread"),
    "collecting": (ErasureRows, "links"),
    "writing-down": (ErasureRows, "begin"),
    "removing": (FolderBlobs, "remove"),
    "destroying": (PostgresVault, "destroy"),
    "purging": (ErasureRows, "purge"),
    "confirming": (Eraser, "_confirm"),
    "noting": (ErasureRows, "note_confirmed"),
}


def main(step: str, moment: str, times: int) -> None:
    holder, name = STEPS[step]
    setattr(holder, name, deadly(getattr(holder, name), moment == "after", times))
    run_reactors(read_settings())


def deadly(
    done: Callable[..., Awaitable[Any]], is_after: bool, times: int
) -> Callable[..., Awaitable[Any]]:
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
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
