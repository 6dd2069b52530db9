"""Processes that die on purpose: at a step of their work, or again and again for a while."""

import inspect
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from cancuoc.reacting_role import run_reactors
from cancuoc.settings import read_settings

Steps = Mapping[str, tuple[type, str]]
"""By name: the class and its method that is the step."""


def react_until_death(steps: Steps, step: str, *, is_after: bool, times: int) -> None:
    """`cancuoc react`, dead before or after the step is done so many times; no step, no death."""
    if step:
        holder, name = steps[step]
        setattr(holder, name, deadly(getattr(holder, name), is_after, times))
    run_reactors(read_settings())


def die_until_told(steps: Steps, seed: int, shortest_s: float, longest_s: float) -> None:
    """One child after the other, each with a death of its own; a byte on standard output for each.

    Until SIGTERM: then the present child dies, and this process with it.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    chance = random.Random(seed)
    child = 0
    try:
        while True:
            child = os.fork()
            if child == 0:
                _live(steps, chance)
            chance.random()
            _await_death(child, chance.uniform(shortest_s, longest_s))
            os.write(1, b".")
    finally:
        if child:
            os.kill(child, signal.SIGKILL)


def _live(steps: Steps, chance: random.Random) -> None:
    step, is_after, times = chance.choice([*steps, ""]), chance.random() < 0.5, chance.randint(1, 4)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        react_until_death(steps, step, is_after=is_after, times=times)
    finally:
        os._exit(1)


def deadly(done: Callable[..., Any], is_after: bool, times: int) -> Callable[..., Any]:
    """`done`, which kills this process before or after it was done so many times more."""
    left = [times]

    def die_if(moment: bool) -> None:
        if not left[0] and moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def does(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        die_if(not is_after)
        found = done(*arguments, **named)
        die_if(is_after)
        return found

    async def does_later(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        die_if(not is_after)
        found = await done(*arguments, **named)
        die_if(is_after)
        return found

    return does_later if inspect.iscoroutinefunction(done) else does


def _await_death(child: int, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
