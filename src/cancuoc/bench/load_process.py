"""The load generator's process: orders come in on standard input, one JSON object a line."""

import asyncio
import gc
import sys
from collections import defaultdict, deque
from pathlib import Path

import msgspec
import uvloop

from cancuoc.bench.load_loops import ClosedLoop, OpenLoop, Request
from cancuoc.bench.load_messages import Answered, Closed, Load, Open, Order, read_requests

_read_order = msgspec.json.Decoder[Order](Order).decode


def main() -> None:
    """Obey until standard input closes, which it does when the benchmark ends in any way."""
    pools: defaultdict[str, deque[Request]] = defaultdict(deque)
    gc.disable()
    for line in sys.stdin.buffer:
        answer = uvloop.run(_obey(_read_order(line), pools))
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()
        gc.collect()


async def _obey(order: Order, pools: defaultdict[str, deque[Request]]) -> Answered:
    pool = pools[order.pool]
    match order:
        case Load():
            if order.instead:
                pool.clear()
            pool.extend(await asyncio.to_thread(read_requests, Path(order.file)))
            return Answered(left=len(pool))
        case Closed():
            return await ClosedLoop(order, pool).run()
        case Open():
            return await OpenLoop(order, pool).run()


if __name__ == "__main__":
    main()
