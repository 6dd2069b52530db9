"""A store with its vault, and the few commits that the tests of the store are about."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tests.adapters.postgres.codec_example import ENVELOPE, Captured, Declared, Verified

from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.async_store import AsyncEventStore
from application.event_store import Commit
from domain.claims import Claim
from domain.recorded import Recorded

NAME = "Nguyễn Thị Mẫu"
PIN = Claim("pin", "003190000001", sealed=True)
PACKET = Claim("citizen-packet", "packet-1", sealed=False)


@dataclass
class Desk:
    """A store with its vault, and the few commits that the tests are about."""

    events: AsyncEventStore
    vault: PostgresVault

    async def capture(self, stream: UUID | None = None, **changes: Any) -> Commit:
        """A commit that opens a stream with one sealed event."""
        stream = stream or uuid4()
        declared = Captured("01", None, ENVELOPE.occurred_at, Declared(NAME, None, None))
        commit = commit_of(stream, Recorded(stream, 1, ENVELOPE, declared), status=201, **changes)
        key = await self.vault.new_key(stream)
        return replaced(commit, keys={stream: key})


def verify(stream: UUID, version: int = 2, **changes: Any) -> Commit:
    """A commit that adds one event without a sealed part."""
    return commit_of(stream, Recorded(stream, version, ENVELOPE, Verified(("DQ-01",))), **changes)


def commit_of(stream: UUID, recorded: Recorded, **changes: Any) -> Commit:
    fields: dict[str, Any] = {
        "subject": ENVELOPE.actor.officer,
        "command_id": uuid4(),
        "request_hmac": b"r" * 32,
        "status": 200,
        "unit": "00001",
        "events": (recorded,),
        "keys": {},
        "claims": (),
        "streams": ((stream, recorded.version),),
    }
    claims = tuple((stream, claim) for claim in changes.pop("claims", ()))
    return Commit(**{**fields, **changes, "claims": claims})


def replaced(commit: Commit, **changes: Any) -> Commit:
    fields = {name: getattr(commit, name) for name in commit.__struct_fields__}
    return Commit(**{**fields, **changes})
