"""A server whose store has broken does not linger: it stops, and its supervisor starts another."""

import asyncio
import os
import signal

import pytest

from cancuoc.server import _stop_when_broken


class Broken:
    is_working = False


class Working:
    is_working = True


async def test_a_server_with_a_broken_store_asks_itself_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))

    await asyncio.wait_for(_stop_when_broken(Broken()), 5)  # type: ignore[arg-type]

    assert sent == [(os.getpid(), signal.SIGTERM)]


async def test_a_server_with_a_working_store_goes_on() -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(_stop_when_broken(Working()), 0.1)  # type: ignore[arg-type]
