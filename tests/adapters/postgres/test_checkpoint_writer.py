"""Checkpoints: signed by every active key, at most so often, of nothing that is not durable.

Long because signing is looked at from every side: keys, time, rest and restarts.
"""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.adapters.postgres.ledgers import assert_whole, checkpoints_in, fill
from tests.adapters.postgres.test_sequencer import await_head, running

from adapters.ledger.checkpoints import Checkpoint
from adapters.ledger.growing_tree import GrowingTree
from adapters.ledger.key_ring import KeyRing, KeyRingFile, create, new_ring, replace
from adapters.ledger.notes import read_note, signers
from adapters.ledger.ring_file import KeyRingTrouble
from adapters.ledger.tree import leaf_hash
from adapters.postgres.checkpoint_writer import CheckpointWriter
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.trouble import PostgresTrouble
from database import Store
from waiting import eventually

ORIGIN = "eid.example/ledger"


def sizes(connection: psycopg.Connection) -> list[Any]:
    return [size for size, _ in checkpoints_in(connection)]


def signed_by(connection: psycopg.Connection, ring: KeyRing) -> dict[int, list[str]]:
    """The key ids under each checkpoint, each signature verified."""
    rows = connection.execute("SELECT size, root, signatures FROM checkpoints").fetchall()
    return {
        size: [
            key.key_id.hex()
            for key in signers(
                read_note(f"{Checkpoint(ORIGIN, size, root).text()}\n{lines}"), ring.verifiers()
            )
        ]
        for size, root, lines in rows
    }


def acts(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT encode(key_id, 'hex'), act, vkey, size FROM ledger_keys ORDER BY recorded_at, act"
    ).fetchall()


def a_tree(size: int) -> GrowingTree:
    tree = GrowingTree()
    tree.grow(b"".join(leaf_hash(bytes([n])) for n in range(size)))
    return tree


def test_a_checkpoint_covers_everything_that_has_a_position(
    store: Store, app_dsn: str, connection: psycopg.Connection
) -> None:
    ring = new_ring(ORIGIN)
    fill(store.dsn, 300)
    Sequencer(app_dsn, signer=ring).catch_up()
    fill(store.dsn, 7)
    Sequencer(app_dsn, signer=ring).catch_up()

    assert sizes(connection) == [300, 307]
    assert assert_whole(connection) == 307
    assert signed_by(connection, ring) == {
        300: [ring.keys[0].key_id],
        307: [ring.keys[0].key_id],
    }


def test_nothing_new_is_not_signed_again_and_an_empty_ledger_is_not_signed(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    ring = new_ring(ORIGIN)
    Sequencer(app_dsn, signer=ring).catch_up()
    assert sizes(connection) == []

    fill(store.dsn, 1)
    for _ in range(3):
        Sequencer(app_dsn, signer=ring).catch_up()
    assert sizes(connection) == [1]


def test_without_a_signer_there_are_tiles_and_no_checkpoint(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    fill(store.dsn, 300)
    Sequencer(app_dsn).catch_up()
    assert (assert_whole(connection), sizes(connection)) == (300, [])


def test_of_what_comes_quickly_the_first_and_the_last_are_signed(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    writer = CheckpointWriter(connection, new_ring(ORIGIN), 0.5)
    writer.begin(0)
    done = []
    for size, later in ((1, 0.0), (2, 0.1), (3, 0.3), (4, 0.2), (4, 0.4), (4, 9.0), (5, 0.0)):
        now[0] += later
        done.append(writer.write_if_due(a_tree(size)))

    assert done == [True, False, False, True, False, False, True]
    assert sizes(connection) == [1, 4, 5]


def test_a_running_sequencer_signs_what_flows_and_the_last_event_when_it_rests(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    with running(Sequencer(app_dsn, signer=new_ring(ORIGIN), checkpoint_s=0.05)) as result:
        for count in range(1, 5):
            fill(store.dsn, 10)
            await_head(connection, 10 * count - 1)
        eventually(lambda: sizes(connection)[-1:] == [40], 10)

    assert result[0].checkpoints == len(sizes(connection))
    assert assert_whole(connection) == 40


def test_a_sequencer_that_is_stopped_signs_what_it_has(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    with running(Sequencer(app_dsn, signer=new_ring(ORIGIN), checkpoint_s=3600)):
        fill(store.dsn, 1)
        await_head(connection, 0)
        eventually(lambda: sizes(connection) == [1], 10)
        fill(store.dsn, 4)
        await_head(connection, 4)

    assert sizes(connection) == [1, 5]


def test_during_a_rotation_both_keys_sign_and_after_it_the_new_one(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    one = new_ring(ORIGIN)
    both = one.with_new_key()
    old, new = (key.key_id for key in both.keys)
    vkeys = {key.key_id: key.verifier.text() for key in both.keys}
    after = both.retiring(old)
    for ring in (one, both, after):
        fill(store.dsn, 2)
        Sequencer(app_dsn, signer=ring).catch_up()

    assert signed_by(connection, after) == {2: [old], 4: [old, new], 6: [new]}
    assert acts(connection) == [
        (old, "added", vkeys[old], 0),
        (new, "added", vkeys[new], 2),
        (old, "retired", vkeys[old], 4),
    ]


def test_a_rotation_needs_no_restart(
    app_dsn: str, store: Store, connection: psycopg.Connection, tmp_path: Path
) -> None:
    path = tmp_path / "ledger-keys.json"
    create(path, new_ring(ORIGIN))
    both = KeyRing.load(path).with_new_key()
    with running(Sequencer(app_dsn, signer=KeyRingFile(path), checkpoint_s=0.05)):
        fill(store.dsn, 1)
        eventually(lambda: sizes(connection) == [1], 10)
        replace(path, both)
        fill(store.dsn, 1)
        eventually(lambda: sizes(connection) == [1, 2], 10)

    assert [len(ids) for ids in signed_by(connection, both).values()] == [1, 2]


def test_keys_that_vanish_stop_the_sequencer_and_nothing_unsigned_is_lost(
    app_dsn: str, store: Store, connection: psycopg.Connection, tmp_path: Path
) -> None:
    path = tmp_path / "ledger-keys.json"
    ring = new_ring(ORIGIN)
    create(path, ring)
    signer = KeyRingFile(path)
    fill(store.dsn, 3)
    Sequencer(app_dsn, signer=signer).catch_up()
    path.unlink()
    fill(store.dsn, 3)
    with pytest.raises(KeyRingTrouble, match="cannot be read"):
        Sequencer(app_dsn, signer=signer).catch_up()

    create(path, ring)
    Sequencer(app_dsn, signer=signer).catch_up()
    assert sizes(connection) == [3, 6]
    assert assert_whole(connection) == 6


def test_a_ledger_has_one_name_for_ever(
    app_dsn: str, store: Store, connection: psycopg.Connection
) -> None:
    Sequencer(app_dsn, signer=new_ring(ORIGIN)).catch_up()
    fill(store.dsn, 1)

    with pytest.raises(PostgresTrouble) as refused:
        Sequencer(app_dsn, signer=new_ring("other.example/ledger")).catch_up()
    assert str(refused.value) == (
        "The ledger of this register is eid.example/ledger, and the signing keys are of"
        " other.example/ledger: set CANCUOC_LEDGER_KEYS to the keys of this register."
    )
    assert connection.execute("SELECT origin FROM ledger").fetchall() == [(ORIGIN,)]
    assert sizes(connection) == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE ledger SET origin = 'other.example/ledger'")


@pytest.mark.parametrize("table", ["ledger_tiles", "ledger_keys", "checkpoints", "cosignatures"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_program_may_not_remove_what_was_signed(
    connection: psycopg.Connection, table: str, act: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(act.format(table).encode())
