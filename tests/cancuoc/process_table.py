"""Which processes belong to one register: the system's own table says, not the program."""

import os
from pathlib import Path

from adapters.postgres import postmaster

POSTGRES = "postgres"


def processes_of(var: Path) -> dict[int, str]:
    """Living processes that were told of this folder, by id, with their command lines.

    PostgreSQL's are all called POSTGRES: they work inside the folder and rename themselves.
    """
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            line = _told(entry, str(var).encode())
            if line is not None:
                found[int(entry.name)] = line
    return found | dict.fromkeys(postmaster.processes_of(var / "postgres"), POSTGRES)


def _told(entry: Path, mark: bytes) -> str | None:
    """The command line of a process whose arguments or environment name the folder."""
    try:
        line = (entry / "cmdline").read_bytes()
        if mark not in line and b"CANCUOC_VAR=" + mark not in (entry / "environ").read_bytes():
            return None
        state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    return None if state in "ZX" else line.replace(b"\0", b" ").decode()
