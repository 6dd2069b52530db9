"""The commands that wait for a group commit: in turn between units, no key twice in one batch."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator

import msgspec

from adapters.postgres.batch import UniqueKey, Write
from adapters.postgres.write_refusals import refusal_of_key


class Limits(msgspec.Struct, frozen=True):
    """Commands and bytes of a batch, commands that may wait, seconds to find the database again."""

    commands: int = 256
    bytes: int = 4 << 20
    queue: int = 4096
    reconnect_s: float = 8.0


class Waiting(msgspec.Struct, eq=False):
    """A write and the future of the request that waits for it.

    Its keys and its size are found once, by the request that brings it: what cannot be measured
    fails there and never reaches a batch.
    """

    write: Write
    future: asyncio.Future[None]
    touched: list[UniqueKey]
    size: int

    @classmethod
    def of(cls, write: Write) -> "Waiting":
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        return cls(write, future, write.touched_keys(), write.size())

    def settle(self, error: Exception | None = None) -> None:
        if self.future.done():  # the client has gone; what is stored stays stored
            return
        if error is None:
            self.future.set_result(None)
        else:
            self.future.set_exception(error)


class WriteQueue:
    """One line for each unit, and those put back because they touch a key of the batch before.

    `len()` counts all who wait, also those whose client has gone and who are passed over.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._units: OrderedDict[str, deque[Waiting]] = OrderedDict()
        self._put_back: deque[Waiting] = deque()
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    def has_room(self, unit: str) -> bool:
        """Whether one more of this unit may wait; no unit may fill more than half of the queue."""
        of_unit = len(self._units.get(unit, ()))
        return self._waiting < self._limits.queue and 2 * of_unit < self._limits.queue

    def add(self, item: Waiting) -> None:
        self._units.setdefault(item.write.unit, deque()).append(item)
        self._waiting += 1

    def next_batch(self) -> list[Waiting]:
        """Those put back first, then one of each unit in turn; no key twice."""
        batch: list[Waiting] = []
        held: set[UniqueKey] = set()
        put_back: list[Waiting] = []
        size = 0
        for item in self._in_turn():
            if item.future.cancelled():
                continue
            if held.isdisjoint(item.touched):
                held.update(item.touched)
                batch.append(item)
                size += item.size
            else:
                put_back.append(item)
            if len(batch) >= self._limits.commands or size >= self._limits.bytes:
                break
        self._put_back.extendleft(reversed(put_back))
        self._waiting += len(put_back)
        return batch

    def refuse(self, taken: set[UniqueKey]) -> None:
        """Tell those put back who want one of these keys that they have lost."""
        still: deque[Waiting] = deque()
        for item in self._put_back:
            lost = next((key for key in item.write.unique_keys() if key in taken), None)
            if lost is None:
                still.append(item)
            else:
                item.settle(refusal_of_key(lost))
        self._waiting -= len(self._put_back) - len(still)
        self._put_back = still

    def refuse_late_comers(self, stored: list[Waiting]) -> None:
        """Those put back because they shared a key with a write now stored have lost."""
        if self._put_back:
            self.refuse({key for item in stored for key in item.write.unique_keys()})

    def fail_all(self, error: Exception) -> None:
        for item in self._in_turn():
            item.settle(error)

    def _in_turn(self) -> Iterator[Waiting]:
        """Takes out one after the other."""
        while self._put_back:
            self._waiting -= 1
            yield self._put_back.popleft()
        while self._units:
            self._waiting -= 1
            yield self._next_of_units()

    def _next_of_units(self) -> Waiting:
        unit, line = next(iter(self._units.items()))
        item = line.popleft()
        if line:
            self._units.move_to_end(unit)
        else:
            del self._units[unit]
        return item
