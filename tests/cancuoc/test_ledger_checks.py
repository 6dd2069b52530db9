"""What `cancuoc doctor` and `/readyz` tell of the ledger, and when they tell what to do."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.adapters.postgres.ledgers import fill
from tests.adapters.postgres.test_sequencer import running

from adapters.ledger.key_ring import KeyRing, create, new_ring
from adapters.postgres.newest_checkpoint import LEDGER_STATE, LedgerState
from adapters.postgres.sequencer import LOCK, Sequencer
from adapters.postgres.sequencer_at_work import is_sequenced
from cancuoc import ledger_checks
from cancuoc.ledger_checks import RUNS, LedgerWatch, ledger
from cancuoc.store_checks import NOBODY_SEQUENCES, Finding
from database import Store
from waiting import eventually

ORIGIN = "eid.example/ledger"


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    made = new_ring(ORIGIN)
    create(tmp_path / "ring.json", made)
    return made


@pytest.fixture
def app_dsn(store: Store) -> str:
    return make_conninfo(store.dsn, user="cancuoc_app")


@pytest.fixture
def connection(app_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(app_dsn, autocommit=True) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_checks, "LOOK_AGAIN_S", 0.01)


def test_an_empty_ledger_is_well(connection: psycopg.Connection, tmp_path: Path) -> None:
    seen = "0 events, checkpoint of 0 (none was made), 0 unsigned"
    assert ledger(connection, tmp_path / "ring.json") == Finding("ledger", True, seen)


def test_a_signed_ledger_is_well_and_names_who_signed(
    connection: psycopg.Connection, store: Store, app_dsn: str, ring: KeyRing, tmp_path: Path
) -> None:
    fill(store.dsn, 5)
    Sequencer(app_dsn, signer=ring).catch_up()

    here, elsewhere = (ledger(connection, tmp_path / name) for name in ("ring.json", "none.json"))

    assert (here.well, elsewhere.well) == (True, True)
    assert here.seen.startswith("5 events, checkpoint of 5 (made ")
    assert here.seen.endswith(
        f"0 unsigned, signed by {ring.keys[0].key_id} (a key of this machine)"
    )
    assert elsewhere.seen.endswith(f"{ring.keys[0].key_id} (as the register names it)")


def test_events_that_nobody_signs_are_ill(
    connection: psycopg.Connection, store: Store, app_dsn: str, ring: KeyRing, tmp_path: Path
) -> None:
    fill(store.dsn, 5)
    Sequencer(app_dsn).catch_up()
    seen = "5 events, checkpoint of 0 (none was made), 5 unsigned"
    assert ledger(connection, tmp_path / "ring.json") == Finding("ledger", False, seen, RUNS)


def test_a_checkpoint_that_comes_meanwhile_is_well(
    connection: psycopg.Connection,
    store: Store,
    app_dsn: str,
    ring: KeyRing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(store.dsn, 5)
    Sequencer(app_dsn).catch_up()
    monkeypatch.setattr("time.sleep", lambda _: Sequencer(app_dsn, signer=ring).catch_up())
    assert ledger(connection, tmp_path / "ring.json").well


DAMAGES = {
    "an altered checkpoint": "UPDATE checkpoints SET root = sha256('x')",
    "altered signatures": "UPDATE checkpoints SET signatures = 'x'",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_checkpoint_that_was_altered_is_ill_with_or_without_the_key_file(
    connection: psycopg.Connection,
    store: Store,
    app_dsn: str,
    ring: KeyRing,
    tmp_path: Path,
    damage: str,
) -> None:
    fill(store.dsn, 5)
    Sequencer(app_dsn, signer=ring).catch_up()
    with psycopg.connect(store.dsn) as owner:
        owner.execute(damage.encode())

    for name in ("ring.json", "none.json"):
        found = ledger(connection, tmp_path / name)
        assert not found.well
        assert "checkpoint of 5 events was altered" in found.seen
        assert "docs/operations.md" in found.advice


def test_a_key_file_that_cannot_be_used_or_is_anothers_is_ill(
    connection: psycopg.Connection, store: Store, app_dsn: str, ring: KeyRing, tmp_path: Path
) -> None:
    fill(store.dsn, 5)
    Sequencer(app_dsn, signer=ring).catch_up()
    create(tmp_path / "other.json", new_ring(ORIGIN))
    assert "do not hold" in ledger(connection, tmp_path / "other.json").seen

    (tmp_path / "ring.json").chmod(0o644)
    assert "chmod 600" in ledger(connection, tmp_path / "ring.json").seen


def test_the_state_is_told_in_one_row(
    connection: psycopg.Connection, store: Store, app_dsn: str, ring: KeyRing
) -> None:
    def state() -> LedgerState:
        return LedgerState.of_row(connection.execute(LEDGER_STATE).fetchone())

    assert state() == LedgerState(0, 0, None)
    fill(store.dsn, 3)
    Sequencer(app_dsn, signer=ring).catch_up()
    fill(store.dsn, 4)
    Sequencer(app_dsn).catch_up()
    found = state()
    assert (found.size, found.checkpoint, found.unsigned) == (7, 3, 4)
    assert found.age_s is not None
    assert 0 <= found.age_s < 60


def test_readyz_says_what_to_do_only_when_a_checkpoint_is_long_overdue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, watch = [1000.0], LedgerWatch()
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    told = []
    for later, size, checkpoint in (
        (0, 5, 5),
        (3600, 6, 5),  # after an hour of rest an event comes
        (59, 7, 5),
        (2, 8, 5),
        (1, 8, 8),
        (1, 9, 8),
        (61, 20, 15),  # checkpoints come, and there is always something newer
        (61, 20, 15),
    ):
        now[0] += later
        component = watch.component(LedgerState(size, checkpoint, 0.1234), sequenced=True)
        assert component.ok
        told.append(component.advice)

    assert told == [None, None, None, RUNS, None, None, None, RUNS]
    assert component.facts == {
        "size": 20,
        "checkpoint": 15,
        "unsigned": 5,
        "checkpoint_age_s": 0.123,
        "sequenced": True,
    }


def test_readyz_says_at_once_that_nobody_sequences() -> None:
    component = LedgerWatch().component(LedgerState(5, 5, 0.1), sequenced=False)
    assert component.ok
    assert component.facts["sequenced"] is False
    assert component.advice == NOBODY_SEQUENCES


def test_whoever_holds_the_lock_of_this_database_sequences(
    store: Store, connection: psycopg.Connection
) -> None:
    before = is_sequenced(connection)
    with running(Sequencer(store.dsn)):
        eventually(lambda: is_sequenced(connection))
    with psycopg.connect(store.dsn, dbname="postgres") as elsewhere:
        elsewhere.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        assert not is_sequenced(connection)
    assert not before
