"""An event store in memory: the port with its claims, moves, releases and expectations as they are.

Events are kept as text and read back, so that a state that only lives until it is written shows.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec

from application.event_store import (
    ClaimNotHeld,
    ClaimTaken,
    Commit,
    Conflict,
    ExpectationFailed,
    KeyReused,
    Receipt,
    VersionTaken,
)
from domain.catalogue import CATALOGUE
from domain.citizen.events import Erased
from domain.claims import Claim
from domain.envelope import Envelope
from domain.recorded import Recorded

Key = tuple[str, str]
Command = tuple[UUID, UUID]


class Line(msgspec.Struct, frozen=True):
    """One event of the whole register, in the order in which all were stored."""

    stream: UUID
    version: int
    topic: str
    event: bytes
    envelope: bytes


class MemoryStore:
    """Implements application.event_store.EventStore."""

    def __init__(self) -> None:
        self.log: list[Line] = []
        self.streams: dict[UUID, list[Recorded]] = {}
        self.gone: set[UUID] = set()
        self.claims: dict[Key, UUID] = {}
        self.commands: dict[Command, tuple[bytes, Receipt]] = {}
        self._positions: dict[UUID, dict[int, int]] = {}

    async def load(self, stream: UUID) -> Sequence[Recorded]:
        return tuple(self.streams.get(stream, ()))

    async def erased(self, citizens: Collection[UUID]) -> set[UUID]:
        return self.gone & set(citizens)

    async def append(self, commit: Commit) -> Receipt:
        command = (commit.subject, commit.command_id)
        if command in self.commands:
            return self._receipt(command, commit.request_hmac)
        self._refuse_conflict(commit)
        for claim_owner, claim in commit.claims:
            self._settle(claim_owner, claim)
        for recorded in commit.events:
            self._keep(recorded)
        receipt = Receipt(commit.status, commit.streams)
        self.commands[command] = (commit.request_hmac, receipt)
        return receipt

    async def find_command(
        self, subject: UUID, command_id: UUID, request_hmac: bytes
    ) -> Receipt | None:
        command = (subject, command_id)
        return self._receipt(command, request_hmac) if command in self.commands else None

    async def owners(self, claims: Sequence[Claim]) -> dict[Claim, UUID]:
        held = {claim: self.claims.get(_key(claim)) for claim in claims}
        return {claim: owner for claim, owner in held.items() if owner is not None}

    async def positions(self, stream: UUID) -> dict[int, int]:
        return dict(self._positions.get(stream, {}))

    def _receipt(self, command: Command, request_hmac: bytes) -> Receipt:
        stored_hmac, receipt = self.commands[command]
        if stored_hmac != request_hmac:
            raise KeyReused
        return Receipt(receipt.status, receipt.streams, replayed=True)

    def _refuse_conflict(self, commit: Commit) -> None:
        """As the database does it: all is judged by what stood before the commit."""
        for claim in (claim for _, claim in commit.claims):
            _refuse_lost(claim, self.claims.get(_key(claim)))
        for stream, version in commit.expects:
            _refuse_if(len(self.streams.get(stream, ())) != version, ExpectationFailed())
        for recorded in commit.events:
            _refuse_if(recorded.version <= len(self.streams.get(recorded.stream, ())),
                       VersionTaken())  # fmt: skip

    def _settle(self, owner: UUID, claim: Claim) -> None:
        if claim.action != "release":
            self.claims[_key(claim)] = owner
            return
        gone = [key for key, held in self.claims.items() if held == owner and _meant(claim, key)]
        for key in gone:
            del self.claims[key]

    def _keep(self, recorded: Recorded) -> None:
        line = Line(
            recorded.stream,
            recorded.version,
            recorded.topic,
            msgspec.json.encode(recorded.event),
            msgspec.json.encode(recorded.envelope),
        )
        stream = self.streams.setdefault(recorded.stream, [])
        assert recorded.version == len(stream) + 1, "a version is missing"
        self._positions.setdefault(recorded.stream, {})[recorded.version] = len(self.log)
        self.log.append(line)
        if recorded.topic == Erased.TOPIC:
            self.gone.add(recorded.stream)
        stream.append(read(line))


def read(line: Line) -> Recorded:
    """The event as history gives it back."""
    event: Any = msgspec.json.decode(line.event, type=CATALOGUE[line.topic])
    envelope = msgspec.json.decode(line.envelope, type=Envelope)
    return Recorded(line.stream, line.version, envelope, event)


def _key(claim: Claim) -> Key:
    return claim.kind, claim.value


def _meant(released: Claim, key: Key) -> bool:
    """A release without a value is of all that the owner holds of the kind."""
    return released.kind == key[0] and released.value in ("", key[1])


def _refuse_lost(claim: Claim, owner: UUID | None) -> None:
    _refuse_if(claim.action == "take" and owner is not None, ClaimTaken(claim))
    _refuse_if(claim.action == "move" and owner != claim.former, ClaimNotHeld())


def _refuse_if(lost: bool, conflict: Conflict) -> None:
    if lost:
        raise conflict
