"""The store in memory, on which days are lived at random, answers as the real one does."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from tests.adapters.postgres.pumps.office_desk import Desk
from tests.domain.citizen.givens import envelope
from tests.domain.dispatch_manifest.manifest_givens import OPENED, PACKED, THAO

from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.sealing_mapper import SealingMapper
from application.event_store import Commit, EventStore
from domain.catalogue import CATALOGUE
from domain.claims import Claim
from domain.recorded import Recorded
from memory_store import MemoryStore

A, B, OFFICER = UUID(int=1), UUID(int=2), UUID(int=3)
SEAL, OTHER = Claim("seal", "S1", sealed=False), Claim("seal", "S2", sealed=False)
ALL_SEALS = Claim("seal", "", False, "release")
Step = tuple[Any, ...]
"""Stream, versions written, then changes of the commit."""


def commit(stream: UUID, *versions: int, command: int | None = None, **changes: Any) -> Commit:
    events = tuple(
        Recorded(stream, one, envelope(THAO), OPENED if one == 1 else PACKED) for one in versions
    )
    last = versions[-1] if versions else 0
    usual = Commit(
        OFFICER, UUID(int=command) if command else uuid4(), b"h", 200, "centre", events, {}, (),
        ((stream, last),),
    )  # fmt: skip
    return replace(usual, **changes)


def taken(*claims: Claim, by: UUID = A) -> dict[str, Any]:
    return {"claims": tuple((by, one) for one in claims)}


def moved(claim: Claim, former: UUID) -> Claim:
    return replace(claim, action="move", former=former)


def released(claim: Claim) -> Claim:
    return replace(claim, action="release")


CASES: dict[str, list[Commit]] = {
    "a version once": [commit(A, 1), commit(A, 2), commit(A, 2)],
    "a new stream once": [commit(A, 1, 2), commit(A, 1)],
    "the same command twice": [commit(A, 1, command=7), commit(A, 1, command=7)],
    "a command for something else": [
        commit(A, 1, command=7), commit(A, 2, command=7, request_hmac=b"x"),
    ],
    "a claim once": [commit(A, 1, **taken(SEAL)), commit(B, 1, **taken(SEAL, by=B))],
    "a claim twice by its owner": [commit(A, 1, **taken(SEAL)), commit(A, 2, **taken(SEAL))],
    "a claim released and taken": [
        commit(A, 1, **taken(SEAL)), commit(A, 2, **taken(released(SEAL))),
        commit(B, 1, **taken(SEAL, by=B)),
    ],
    "a claim released by a stranger": [
        commit(A, 1, **taken(SEAL)), commit(B, 1, **taken(released(SEAL), by=B)),
    ],
    "all claims of a kind released": [
        commit(A, 1, **taken(SEAL, OTHER)), commit(A, 2, **taken(ALL_SEALS)),
    ],
    "a claim moved": [commit(A, 1, **taken(SEAL)), commit(B, 1, **taken(moved(SEAL, A), by=B))],
    "a claim moved from a stranger": [
        commit(A, 1, **taken(SEAL)), commit(B, 1, **taken(moved(SEAL, B), by=B)),
    ],
    "a claim moved that nobody holds": [commit(B, 1, **taken(moved(SEAL, A), by=B))],
    "what was relied on stands": [commit(A, 1), commit(B, 1, expects=((A, 1),))],
    "what was relied on has moved": [commit(A, 1, 2), commit(B, 1, expects=((A, 1),))],
    "nothing written, and answered": [commit(A, 1), commit(A, command=8), commit(A, command=8)],
}  # fmt: skip


async def lived(store: EventStore, commits: list[Commit]) -> list[Any]:
    """What each commit came to, and what is there afterwards."""
    told: list[Any] = []
    for one in commits:
        try:
            told.append(await store.append(one))
        except Exception as lost:  # noqa: BLE001 - whatever it is, both must say the same
            told.append((type(lost).__name__, getattr(lost, "claim", None)))
    found = [[(one.version, one.event) for one in await store.load(stream)] for stream in (A, B)]
    return [told, found, await store.owners((SEAL, OTHER))]


@pytest.mark.parametrize("case", CASES)
async def test_both_stores_come_to_the_same(case: str, desk: Desk, app_dsn: str) -> None:
    mapper = SealingMapper(CATALOGUE)
    assert isinstance(desk.vault, PostgresVault)
    async with AsyncEventStore(app_dsn, mapper, desk.vault) as real:
        assert await lived(MemoryStore(), CASES[case]) == await lived(real, CASES[case])
