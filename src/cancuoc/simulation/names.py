"""Ids of all that a simulation brings about: the same plan always means the same things."""

import hashlib
from datetime import datetime
from uuid import UUID

from domain.values.identifiers import SEPARATOR, derive_id, uuid7


class Names:
    """`plan` is the text of all that shapes the simulation, its seed among it."""

    def __init__(self, plan: str) -> None:
        self.digest = hashlib.sha256(plan.encode()).hexdigest()

    def opened(self, at: datetime, *parts: str) -> str:
        """The id of a stream that the simulation opens (UUIDv7)."""
        return str(uuid7(int(at.timestamp() * 1000), self._bytes(*parts)[:10]))

    def act(self, stream: str, step: str, version: int) -> str:
        """The Idempotency-Key of a step on a stream as it was read: a repeat is the same act."""
        return str(derive_id(UUID(stream), "simulation", self.digest, stream, step, str(version)))

    def number(self, *parts: str) -> int:
        """A number below 10^8 for what has no id: serials, PINs."""
        return int.from_bytes(self._bytes("number", *parts)[:8]) % 10**8

    def paper(self, at: datetime, *parts: str) -> dict[str, str]:
        """A scan kept elsewhere."""
        digest = hashlib.sha256(self._bytes("paper", *parts)).hexdigest()
        id_ = self.opened(at, "paper", *parts)
        return {"id": id_, "sha256": digest, "media_type": "application/pdf"}

    def _bytes(self, *parts: str) -> bytes:
        return hashlib.sha256(SEPARATOR.join((self.digest, *parts)).encode()).digest()
