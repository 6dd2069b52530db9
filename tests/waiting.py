"""Waiting for what another process will have done in a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(seen: Callable[[], T], within_s: float = 15.0) -> T:
    """What `seen` gives as soon as it is something; fails when that takes too long."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = seen()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"still nothing after {within_s} s")
