"""A checkpoint that is signed and not published is told, whoever is the cause."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.adapters.postgres.ledgers import fill

from adapters.ledger.key_ring import KeyRing, new_ring
from adapters.ledger.notes import COSIGNING_KEY, new_key
from adapters.ledger.witness_policy import Policy, read_policy
from adapters.postgres.ledger_tiles import ask
from adapters.postgres.sequencer import Sequencer
from adapters.postgres.witness_standings import standings
from cancuoc.store_checks import Finding
from cancuoc.witness_checks import (
    UNPUBLISHED,
    is_demanding,
    witness_component,
    witness_findings,
)
from database import Store

OLD = new_ring("eid.example/ledger")
ROTATED = OLD.with_new_key()
ONLY_OLD = read_policy(f"log {OLD.keys[0].verifier.text()}\nquorum none\n")
COURT = new_key("court.example/witness", COSIGNING_KEY).verifier.text()
WITNESSED = read_policy(f"witness court {COURT}\nquorum court\n")


@pytest.fixture
def connection(store: Store) -> Iterator[psycopg.Connection]:
    dsn = make_conninfo(store.dsn, user="cancuoc_app")
    with psycopg.connect(dsn, autocommit=True) as opened:
        yield opened


def signed(store: Store, ring: KeyRing, seconds_ago: int) -> None:
    """One more event, and a checkpoint of so long ago."""
    fill(store.dsn, 1)
    Sequencer(make_conninfo(store.dsn, user="cancuoc_app"), signer=ring).catch_up()
    with psycopg.connect(store.dsn) as owner:
        owner.execute(
            "UPDATE checkpoints SET made_at = now() - make_interval(secs => %s)"
            " WHERE size = (SELECT max(size) FROM checkpoints)",
            (seconds_ago,),
        )


def published(connection: psycopg.Connection, policy: Policy) -> tuple[Finding, str | None]:
    """What doctor and `/readyz` say of it."""
    (found,) = [
        one for one in witness_findings(connection, policy) if one.name == "published ledger"
    ]
    component = witness_component(ask(connection, standings(policy)))
    assert component.ok
    return found, component.advice


def test_a_rotation_that_the_policy_does_not_know_is_told_after_a_minute(
    store: Store, connection: psycopg.Connection
) -> None:
    retired = ROTATED.retiring(OLD.keys[0].key_id)
    signed(store, OLD, 300)
    signed(store, ROTATED, 200)
    before, advice_before = published(connection, ONLY_OLD)
    signed(store, retired, 50)
    patient, advice_meanwhile = published(connection, ONLY_OLD)
    with psycopg.connect(store.dsn) as owner:
        owner.execute("UPDATE checkpoints SET made_at = made_at - interval '15 seconds'")
    late, advice = published(connection, ONLY_OLD)

    assert (before.well, advice_before) == (True, None)
    assert (patient.well, advice_meanwhile) == (True, None)
    assert (late.well, late.advice, advice) == (False, UNPUBLISHED, UNPUBLISHED)
    assert late.seen.startswith("2 events published, the next wait for 6")


def test_a_witness_that_does_not_cosign_holds_it_back_and_is_told_after_a_minute(
    store: Store, connection: psycopg.Connection
) -> None:
    signed(store, OLD, 225)
    found, advice = published(connection, WITNESSED)
    assert (found.well, found.advice, advice) == (False, UNPUBLISHED, UNPUBLISHED)


def test_who_asks_for_nobody_is_told_nothing(connection: psycopg.Connection) -> None:
    assert not is_demanding(Policy())
    assert list(witness_findings(connection, Policy())) == []
