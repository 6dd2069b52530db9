"""The store as an office sees it: sealed history, claims and receipts, each command once."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.adapters.postgres.codec_example import CATALOGUE, ENVELOPE, Captured, Declared
from tests.adapters.postgres.pumps.office_desk import NAME, PACKET, PIN, Desk, replaced, verify

from adapters.keys.file_kek import create_kek
from adapters.keys.postgres_vault import PostgresVault
from adapters.postgres.async_store import AsyncEventStore
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.sequencer import Sequencer
from application.event_store import (
    ClaimNotHeld,
    ClaimTaken,
    ExpectationFailed,
    KeyReused,
    Receipt,
    VersionTaken,
)
from application.vault import VaultMismatch
from database import Store
from domain.claims import Claim
from domain.recorded import Recorded


async def test_what_was_appended_is_loaded_as_it_was(desk: Desk) -> None:
    opening = await desk.capture()
    (stream, _), *_ = opening.streams
    following = verify(stream)
    receipts = [await desk.events.append(opening), await desk.events.append(following)]

    assert receipts == [Receipt(201, ((stream, 1),)), Receipt(200, ((stream, 2),))]
    assert [*await desk.events.load(stream)] == [*opening.events, *following.events]
    assert [*await desk.events.load(uuid4())] == []


async def test_a_sealed_part_and_a_sealed_claim_are_in_no_row(desk: Desk, store: Store) -> None:
    commit = await desk.capture(claims=(PIN, PACKET))
    await desk.events.append(commit)

    with psycopg.connect(store.dsn) as connection:
        (state,) = connection.execute("SELECT state FROM events").fetchone() or (b"",)
        found = connection.execute("SELECT kind, value FROM claims").fetchall()
    claims: dict[str, bytes] = dict(found)
    assert b'"public"' in state
    assert NAME.encode() not in state
    assert len(claims["pin"]) == 32
    assert PIN.value.encode() not in claims["pin"]
    assert claims["citizen-packet"] == b"packet-1"


async def test_the_same_command_again_gets_the_receipt_of_the_first(desk: Desk) -> None:
    commit = await desk.capture(claims=(PIN,))
    first = await desk.events.append(commit)

    again = await desk.events.append(commit)

    assert (first.replayed, again.replayed) == (False, True)
    assert (again.status, again.streams) == (first.status, first.streams)
    assert len(await desk.events.load(commit.streams[0][0])) == 1
    found = await desk.events.find_command(commit.subject, commit.command_id, commit.request_hmac)
    assert found == again


async def test_a_key_used_for_another_request_is_refused(desk: Desk) -> None:
    commit = await desk.capture()
    await desk.events.append(commit)
    other = await desk.capture(command_id=commit.command_id, request_hmac=b"x" * 32)

    with pytest.raises(KeyReused):
        await desk.events.append(other)
    with pytest.raises(KeyReused):
        await desk.events.find_command(commit.subject, commit.command_id, b"x" * 32)
    assert [*await desk.events.load(other.streams[0][0])] == []


async def test_a_key_belongs_to_the_officer_who_used_it(desk: Desk) -> None:
    commit = await desk.capture()
    await desk.events.append(commit)
    other = await desk.capture(subject=uuid4(), command_id=commit.command_id)

    assert not (await desk.events.append(other)).replayed
    assert await desk.events.find_command(uuid4(), commit.command_id, b"") is None


async def test_a_version_is_taken_once(desk: Desk) -> None:
    opening = await desk.capture()
    stream = opening.streams[0][0]
    await desk.events.append(opening)

    appending = (desk.events.append(verify(stream)) for _ in range(40))
    results = await asyncio.gather(*appending, return_exceptions=True)

    assert sum(isinstance(one, Receipt) for one in results) == 1
    assert sum(isinstance(one, VersionTaken) for one in results) == 39
    assert len(await desk.events.load(stream)) == 2


@pytest.mark.parametrize("claim", [PIN, PACKET], ids=["sealed", "open"])
async def test_a_value_is_taken_once_and_the_loser_learns_which(desk: Desk, claim: Claim) -> None:
    commits = [
        await desk.capture(claims=(Claim("citizen-packet", str(n), sealed=False), claim))
        for n in range(20)
    ]

    appending = (desk.events.append(one) for one in commits)
    results = await asyncio.gather(*appending, return_exceptions=True)

    assert sum(isinstance(one, Receipt) for one in results) == 1
    lost = [one.claim for one in results if isinstance(one, ClaimTaken)]
    assert lost == [claim] * 19


async def test_a_value_moves_only_from_its_owner(desk: Desk) -> None:
    opening = await desk.capture(claims=(PIN,))
    owner = opening.streams[0][0]
    await desk.events.append(opening)
    heir, thief = uuid4(), uuid4()

    def moved(former: UUID) -> tuple[Claim, ...]:
        return (Claim("pin", PIN.value, sealed=True, action="move", former=former),)

    with pytest.raises(ClaimNotHeld):
        await desk.events.append(await desk.capture(thief, claims=moved(uuid4())))
    await desk.events.append(await desk.capture(heir, claims=moved(owner)))
    with pytest.raises(ClaimNotHeld):
        await desk.events.append(await desk.capture(thief, claims=moved(owner)))


async def test_a_decision_on_a_stream_that_has_moved_is_not_stored(desk: Desk) -> None:
    read = await desk.capture()
    await desk.events.append(read)
    relying = await desk.capture(expects=((read.streams[0][0], 1),))
    late = await desk.capture(expects=((read.streams[0][0], 1),))

    await desk.events.append(relying)
    await desk.events.append(verify(read.streams[0][0]))

    with pytest.raises(ExpectationFailed):
        await desk.events.append(late)


async def test_after_erasure_history_is_read_without_the_person(desk: Desk) -> None:
    opening = await desk.capture()
    stream = opening.streams[0][0]
    await desk.events.append(opening)
    await desk.vault.destroy(opening.keys[stream])

    (recorded,) = await desk.events.load(stream)
    sealing = Captured("01", None, ENVELOPE.occurred_at, Declared(NAME, None, None))
    more = replaced(
        verify(stream), events=(Recorded(stream, 2, ENVELOPE, sealing),), keys=opening.keys
    )

    assert (recorded.event.unit, recorded.event.sealed) == ("01", None)
    with pytest.raises(VaultMismatch):
        await desk.events.append(more)


async def test_many_offices_at_once_share_few_commits(desk: Desk) -> None:
    commits = [await desk.capture() for _ in range(200)]

    await asyncio.gather(*(desk.events.append(one) for one in commits))
    loaded = await asyncio.gather(*(desk.events.load(one.streams[0][0]) for one in commits))

    assert [tuple(history) for history in loaded] == [one.events for one in commits]
    assert desk.events.writes.batches <= 20


async def test_positions_are_known_once_they_are_given(desk: Desk, app_dsn: str) -> None:
    opening = await desk.capture()
    stream = opening.streams[0][0]
    await desk.events.append(opening)
    before = await desk.events.positions(stream)
    await desk.events.append(verify(stream))
    Sequencer(app_dsn).catch_up()

    assert before == {}
    assert await desk.events.positions(stream) == {1: 0, 2: 1}


async def test_leaving_the_store_stores_what_waits(
    store: Store, app_dsn: str, tmp_path: Path
) -> None:
    kek = create_kek(tmp_path / "kek.json")
    async with PostgresVault(make_conninfo(store.keys_dsn, user="cancuoc_app"), kek) as vault:
        await vault.prepare()
        async with AsyncEventStore(app_dsn, SealingMapper(CATALOGUE), vault) as events:
            desk = Desk(events, vault)
            commits = [await desk.capture() for _ in range(20)]
            tasks = [asyncio.create_task(events.append(one)) for one in commits]
            await asyncio.sleep(0)
        assert not events.is_working
        assert len(await asyncio.gather(*tasks)) == 20
