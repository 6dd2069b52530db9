"""The ledger over HTTP: as C2SP tlog-tiles has it, and never beyond what is published."""

from pathlib import Path

import pytest
from tests.adapters.http.following import (
    BASE,
    OverHttp,
    await_all_published,
    await_published,
    note_of,
)
from tests.adapters.http.hostile_row import World

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.entries import read_bundle, read_entry
from adapters.ledger.key_ring import KeyRing
from adapters.ledger.notes import signers
from adapters.ledger.tiles import Nodes, Tile, tiles_of, width_at
from adapters.ledger.tree import HASH_BYTES, leaf_hash, tree_root
from citizen_case import Case
from service import Service


@pytest.fixture
def published(register: Service, world: World) -> Checkpoint:
    """A checkpoint of everything so far, among it the citizens of the world."""
    assert world["captured"] is not None
    return await_all_published(register)


def test_a_stranger_reads_the_checkpoint_that_the_ledger_signed(
    register: Service, published: Checkpoint, register_folder: Path
) -> None:
    ring = KeyRing.load(register_folder / "ledger-keys.json")

    answer = register.client.get(f"{BASE}/checkpoint")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=2"
    assert signers(note_of(register), ring.verifiers()) == list(ring.verifiers())
    assert published.origin == ring.origin


def test_a_stranger_makes_the_root_again_from_tiles_alone(
    register: Service, published: Checkpoint
) -> None:
    nodes = Nodes(OverHttp(register), published.size)

    assert tree_root(published.size, nodes) == published.root


def test_tiles_are_bytes_that_never_change(register: Service, published: Checkpoint) -> None:
    for tile in tiles_of(published.size):
        answer = register.client.get(f"{BASE}/{tile.path}")

        assert answer.status_code == 200, tile
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert len(answer.content) == tile.width * HASH_BYTES


def test_a_tile_of_every_earlier_width_is_a_beginning_of_the_newest(
    register: Service, published: Checkpoint
) -> None:
    width = width_at(0, 0, published.size)
    newest = OverHttp(register).hashes(Tile(0, 0, width))

    for earlier in range(1, width):
        found = OverHttp(register).hashes(Tile(0, 0, earlier))
        assert found == newest[: earlier * HASH_BYTES]


def test_nothing_is_served_beyond_the_published_checkpoint(
    register: Service, published: Checkpoint
) -> None:
    last = (published.size - 1) // 256
    beyond = [Tile(0, last + 9), Tile(0, last + 9, 1), Tile(1, last + 9, 1), Tile(5, 0, 1)]

    for tile in beyond:
        answer = register.client.get(f"{BASE}/{tile.path}")
        assert answer.status_code == 404, tile
        assert answer.json()["type"] == "/v1/problems/ledger-tile-not-there"


def test_an_auditor_finds_in_the_entries_what_the_leaves_commit_to(
    register: Service, published: Checkpoint
) -> None:
    width = width_at(0, 0, published.size)
    answer = register.get(f"{BASE}/{Tile(-1, 0, width).path}", "auditor")

    entries = read_bundle(answer.content)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert len(entries) == width
    leaves = b"".join(map(leaf_hash, entries))
    assert leaves == OverHttp(register).hashes(Tile(0, 0, width))
    assert {read_entry(one)[1] for one in entries} >= {1, 2}


def test_the_checkpoint_grows_as_events_are_recorded(
    register: Service, published: Checkpoint
) -> None:
    Case(register).captured()

    assert await_published(register, published.size + 1).size > published.size
