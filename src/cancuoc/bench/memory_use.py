"""Memory of processes, each page shared out among those that hold it (proc(5), `smaps_rollup`)."""

import re
from pathlib import Path

from cancuoc.bench import processor_time

_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def of_process(pid: int) -> float:
    """Megabytes (10^6 bytes) of one process: its proportional set size; 0 when it has gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = _SHARE.search(text)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def of_family(pid: int) -> float:
    """Megabytes of a process and its direct children, shared buffers counted once."""
    return sum(map(of_process, (pid, *processor_time.children(pid))))
