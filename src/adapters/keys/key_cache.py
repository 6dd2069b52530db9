"""Opened data keys in memory: few, briefly, and none that was opened before the last revocation."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar
from uuid import UUID

from adapters.keys.data_key import DataKey

FRESH_FOR_S = 60.0
LIMIT = 200_000

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most `limit` values, each for at most `fresh_for_s`; the least recently used goes first.

    `clock` gives seconds that never run backwards.
    """

    def __init__(
        self, clock: Callable[[], float], limit: int = LIMIT, fresh_for_s: float = FRESH_FOR_S
    ) -> None:
        self.clock = clock
        self._limit = limit
        self._fresh_for_s = fresh_for_s
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def clear(self) -> None:
        self._held.clear()

    def keep(self, values: Mapping[K, V], read_at: float) -> None:
        """Hold values that were true at `read_at` of this clock."""
        for key, value in values.items():
            self._held[key] = (read_at, value)
            self._held.move_to_end(key)
        while len(self._held) > self._limit:
            self._held.popitem(last=False)

    def find(self, keys: Iterable[K]) -> tuple[dict[K, V], list[K]]:
        """The values that are held and fresh, and the keys that must be read."""
        found: dict[K, V] = {}
        missing: list[K] = []
        stale = self.clock() - self._fresh_for_s
        for key in dict.fromkeys(keys):
            held = self._held.get(key)
            if held is None or held[0] <= stale:
                self._held.pop(key, None)
                missing.append(key)
            else:
                self._held.move_to_end(key)
                found[key] = held[1]
        return found, missing


class KeyCache(Recent[UUID, DataKey | None]):
    """Keys by id, None for a destroyed one.

    Whoever reads rows reports the epoch of the same snapshot: a row read before a revocation that
    is known by now is never kept, and a newer epoch empties the cache.
    """

    epoch = -1

    def see_epoch(self, epoch: int) -> None:
        """Forget everything when a key was revoked since the epoch last seen."""
        if epoch > self.epoch:
            self.epoch = epoch
            self.clear()

    def keep_opened(
        self, opened: Mapping[UUID, DataKey | None], epoch: int, read_at: float
    ) -> None:
        self.see_epoch(epoch)
        if epoch == self.epoch:
            self.keep(opened, read_at)
