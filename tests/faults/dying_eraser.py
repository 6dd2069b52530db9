"""`cancuoc react` that dies at one step of an erasure.

Run as `python -m tests.faults.dying_eraser STEP before|after TIMES`.
"""

import sys

from tests.faults.deaths import Steps, react_until_death

from adapters.blobs.folder_blobs import FolderBlobs
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.erasure_rows import ErasureRows
from application.eraser import Eraser

STEPS: Steps = {
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

if __name__ == "__main__":
    step, moment, times = sys.argv[1:]
    react_until_death(STEPS, step, is_after=moment == "after", times=int(times))
