"""Processor time of processes, as the kernel counts it (proc(5), `stat`)."""

import os
from pathlib import Path

import msgspec

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# Fields after the name in parentheses, counted from `state`.
_PARENT, _USER, _SYSTEM, _CHILD_USER, _CHILD_SYSTEM = 1, 11, 12, 13, 14


class _Stat(msgspec.Struct, frozen=True):
    parent: int
    own_s: float
    reaped_s: float
    """Of children that have ended and were waited for."""


def of_process(pid: int) -> float:
    """Seconds of one process with the children it had, living ones not counted."""
    found = _stat(pid)
    return found.own_s + found.reaped_s if found else 0.0


def of_family(pid: int) -> float:
    """Seconds of a process and its direct children, also of those that have ended.

    For PostgreSQL that is the postmaster, every backend, and the background writers.
    """
    children = (stat for entry in Path("/proc").iterdir() if (stat := _child(entry, pid)))
    return of_process(pid) + sum(stat.own_s + stat.reaped_s for stat in children)


def children(parent: int) -> list[int]:
    """The processes that it has begun and that are there now."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if _child(entry, parent)]


def _child(entry: Path, parent: int) -> _Stat | None:
    if not entry.name.isdigit():
        return None
    found = _stat(int(entry.name))
    return found if found and found.parent == parent else None


def _stat(pid: int) -> _Stat | None:
    """None for a process that has just gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rsplit(")", 1)[1].split()
    own = int(fields[_USER]) + int(fields[_SYSTEM])
    reaped = int(fields[_CHILD_USER]) + int(fields[_CHILD_SYSTEM])
    return _Stat(int(fields[_PARENT]), own * _TICK_S, reaped * _TICK_S)
