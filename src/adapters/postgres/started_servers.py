"""The servers that this process started: only their parent can tell for certain that one ended.

A killed server stays a zombie until its parent collects it, and PostgreSQL takes the locks of a
zombie, or of a process that is still giving back its memory, for held.
"""

import subprocess

from adapters.postgres.postmaster import wait_until

ENDING_TIMEOUT = 10.0
"""Seconds that a killed server may take to be gone."""

_children: dict[int, subprocess.Popen[bytes]] = {}


def remember(child: subprocess.Popen[bytes]) -> None:
    _children[child.pid] = child


def is_ours(pid: int | None) -> bool:
    return pid in _children


def has_ended(pid: int) -> bool:
    """Whether `pid` was started here and has ended; collects it, so that no zombie stays."""
    child = _children.get(pid)
    if child is None or child.poll() is None:
        return False
    del _children[pid]
    return True


def collect(ending: int | None) -> None:
    """Collect all that have ended; wait for `ending`, which no longer serves, to be gone."""
    if ending is not None and is_ours(ending):
        wait_until(lambda: has_ended(ending), ENDING_TIMEOUT)
    for pid in list(_children):
        has_ended(pid)
