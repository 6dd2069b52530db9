"""Opened data keys in memory: few, briefly, and none that was opened before the last revocation."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from uuid import UUID

from adapters.keys.data_key import DataKey

FRESH_FOR_S = 60.0
LIMIT = 200_000


class KeyCache:
    """Keys by id, None for a destroyed one; least recently used go first, all after 60 seconds.

    Whoever reads rows reports the epoch seen in the same snapshot: a row read before a
    revocation became known is then never kept, and a newer epoch empties the cache.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        limit: int = LIMIT,
        fresh_for_s: float = FRESH_FOR_S,
    ) -> None:
        self._clock = clock
        self._limit = limit
        self._fresh_for_s = fresh_for_s
        self._keys: OrderedDict[UUID, tuple[float, DataKey | None]] = OrderedDict()
        self._epoch = -1

    def __len__(self) -> int:
        return len(self._keys)

    def clear(self) -> None:
        self._keys.clear()

    def see_epoch(self, epoch: int) -> None:
        """Forget everything when a key was revoked since the epoch last seen."""
        if epoch > self._epoch:
            self._epoch = epoch
            self.clear()

    def keep(self, opened: dict[UUID, DataKey | None], epoch: int, read_at: float) -> None:
        """Hold what was read at `read_at` (this cache's clock) under `epoch`."""
        self.see_epoch(epoch)
        if epoch < self._epoch:
            return
        for key_id, key in opened.items():
            self._keys[key_id] = (read_at, key)
            self._keys.move_to_end(key_id)
        while len(self._keys) > self._limit:
            self._keys.popitem(last=False)

    def find(self, key_ids: Iterable[UUID]) -> tuple[dict[UUID, DataKey | None], list[UUID]]:
        """The keys that are held and fresh, and the ids that must be read."""
        found: dict[UUID, DataKey | None] = {}
        missing: list[UUID] = []
        stale = self._clock() - self._fresh_for_s
        for key_id in dict.fromkeys(key_ids):
            held = self._keys.get(key_id)
            if held is None or held[0] <= stale:
                self._keys.pop(key_id, None)
                missing.append(key_id)
            else:
                self._keys.move_to_end(key_id)
                found[key_id] = held[1]
        return found, missing
