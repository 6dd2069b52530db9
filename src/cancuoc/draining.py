"""A server that is asked to stop: unready first, and gone when nobody sends it anything new."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

from adapters.http.leaving import LEAVING

Stop = Callable[[int, FrameType | None], object]


def drain_when_asked_to_stop(seconds: float) -> None:
    """Put a delay before what uvicorn does at SIGTERM and SIGINT. Main thread, in the loop.

    In this time `/readyz` says no, new requests are still answered, and every answer closes its
    connection, so that the balancer and its clients go elsewhere. SIGINT ends it at once; a second
    SIGTERM does not, for a supervisor may send one to the whole group and another to each worker.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _delayed(loop, seconds, before))


def _delayed(loop: asyncio.AbstractEventLoop, seconds: float, stop: Stop) -> Stop:
    def asked(number: int, frame: FrameType | None) -> None:
        again, LEAVING.begun = LEAVING.begun, True
        if number == signal.SIGINT or not seconds:
            stop(number, frame)
        elif not again:
            loop.call_soon_threadsafe(loop.call_later, seconds, stop, number, None)

    return asked
