"""Bearers already verified, by the SHA-256 of their token, so that a signature is paid for once."""

from collections import OrderedDict

from adapters.identity.bearer import Bearer


class TokenCache:
    """A bounded least-recently-used map. Used from one thread (the event loop) only."""

    def __init__(self, capacity: int) -> None:
        self._bearers: OrderedDict[bytes, Bearer] = OrderedDict()
        self._capacity = capacity

    def __len__(self) -> int:
        return len(self._bearers)

    def find(self, digest: bytes) -> Bearer | None:
        bearer = self._bearers.get(digest)
        if bearer is not None:
            self._bearers.move_to_end(digest)
        return bearer

    def keep(self, digest: bytes, bearer: Bearer) -> None:
        self._bearers[digest] = bearer
        if len(self._bearers) > self._capacity:
            self._bearers.popitem(last=False)

    def drop(self, digest: bytes) -> None:
        self._bearers.pop(digest, None)

    def clear(self) -> None:
        self._bearers.clear()
