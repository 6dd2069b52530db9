"""A fault stops one stream, in order, until it is gone; a refusal stops none and has an owner.

Long because every way in which a stream stops is told with its way on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.adapters.postgres.reactions.conftest import MANIFEST, SEARCH, Past, suspected

from adapters.postgres.reactor_runner import ReactorRunner
from application.reactions.manifests import MANIFESTS
from application.reactions.reactor import Reactor, Wanted
from case_stories import DELIVERED, fresh_id, opened
from citizen_stories import APPROVED, DEAD, VERIFIED, captured, story
from domain.card_application import events as e
from domain.derived_ids import adjudication_id
from domain.dispatch_manifest.events import Sealed
from store_at_work import StoreAtWork

WITHDRAWN = e.Withdrawn("changed-mind")
PARKED = (
    "SELECT source_version, code, owner_role, owner_unit, attempts FROM reactions"
    " WHERE outcome = 'parked' ORDER BY source_stream, source_version"
)
TIME_HAS_COME = "UPDATE reactions SET next_at = clock_timestamp() WHERE outcome = 'parked'"


@contextmanager
def at_work(work: StoreAtWork, *reactors: Reactor) -> Iterator[ReactorRunner]:
    """A runner that has taken up everything that has a position."""
    runner = work.reactors(*reactors)
    with psycopg.connect(work.dsn, autocommit=True) as connection:
        runner.take_up(connection)
        while work.run(runner.step()):
            pass
        yield runner


@pytest.fixture
def lost_key(work: StoreAtWork, past: Past) -> UUID:
    """An application suspected and then withdrawn, whose key the vault cannot give."""
    application = fresh_id(1)
    past.of(application, opened(fresh_id(2)), suspected())
    past.of(application, WITHDRAWN, after=2)
    with psycopg.connect(work.store.keys_dsn, autocommit=True) as keys:
        keys.execute("CREATE TABLE kept AS SELECT * FROM data_keys")
        keys.execute("DELETE FROM data_keys")
    return application


def key_found(work: StoreAtWork) -> None:
    with psycopg.connect(work.store.keys_dsn, autocommit=True) as keys:
        keys.execute("INSERT INTO data_keys SELECT * FROM kept ON CONFLICT DO NOTHING")
    work.ask(TIME_HAS_COME)


def test_a_stream_that_cannot_be_read_waits_with_all_that_follows(
    work: StoreAtWork, lost_key: UUID
) -> None:
    with at_work(work) as runner:
        assert runner.counters.parked == 2

    assert work.ask(PARKED) == [
        (2, "VaultMismatch", "operator", "centre", 1),
        (3, "behind a parked event", "operator", "centre", 1),
    ]


def test_other_streams_do_not_wait_for_a_parked_one(
    work: StoreAtWork, past: Past, lost_key: UUID
) -> None:
    other = past.application(50)
    past.sealed_manifest(other)

    with at_work(work):
        assert work.state(other).status == "dispatched"


def test_a_parked_stream_is_served_in_order_when_its_time_has_come(
    work: StoreAtWork, lost_key: UUID
) -> None:
    """Closed before it was opened, the adjudication would stay open for ever."""
    with at_work(work) as runner:
        assert work.run(runner.retry()) == 0, "its time has not come"
        work.ask(TIME_HAS_COME)
        assert work.run(runner.retry()) == 0, "the key is still lost"
        assert [row[4] for row in work.ask(PARKED)] == [2, 2]

        key_found(work)
        assert [work.run(runner.retry()) for _ in range(3)] == [1, 1, 0]

    adjudication = adjudication_id(lost_key, SEARCH)
    assert work.topics(adjudication) == ["opened", "closed"]
    assert work.ask("SELECT count(*) FROM reactions") == [(0,)]


def test_what_comes_later_waits_behind_a_parked_stream_for_a_new_runner_too(
    work: StoreAtWork, past: Past, lost_key: UUID
) -> None:
    with at_work(work):
        pass
    past.of(lost_key, e.Closed("death", destroy_card=False), after=3)

    with at_work(work):
        assert [row[:2] for row in work.ask(PARKED)][-1] == (4, "behind a parked event")


def test_a_refused_reaction_is_shown_to_its_owner_and_stops_nothing(
    work: StoreAtWork, past: Past
) -> None:
    delivered = past.application(1, DELIVERED)
    unknown, good = fresh_id(2), past.application(3)
    past.sealed_manifest(delivered, unknown, good)

    with at_work(work) as runner:
        assert runner.counters.refused == 2

    assert work.state(good).status == "dispatched"
    assert work.ask(
        "SELECT target, command, outcome, code, owner_role, owner_unit, source_stream,"
        " source_version, position FROM reactions ORDER BY target"
    ) == [
        (delivered, "DispatchCard", "refused", "card-application-is", "dispatcher", "centre",
         MANIFEST, 5, 9),
        (unknown, "DispatchCard", "refused", "card-application-not-found", "dispatcher", "centre",
         MANIFEST, 5, 9),
    ]  # fmt: skip


def test_nobody_who_holds_a_claim_is_noted_and_asks_nobody(work: StoreAtWork, past: Past) -> None:
    past.history.record(story(captured(), VERIFIED, APPROVED, DEAD, stream=fresh_id(1)))

    with at_work(work):
        pass

    assert work.ask("SELECT outcome, target FROM reactions") == [("nobody", None)] * 2


def broken(of: UUID) -> Reactor:
    """After it has asked for something, it fails on one of the streams."""

    def react(recorded: Any, state: Any) -> tuple[Wanted, ...]:
        if recorded.stream == of:
            raise KeyError("a ground that nobody thought of")
        return ()

    return Reactor("broken", "process-manager", frozenset({Sealed.TOPIC}), react)


def test_an_event_that_a_reactor_does_not_understand_leaves_no_trace_in_its_batch(
    work: StoreAtWork, past: Past
) -> None:
    """The first reactor has dispatched already when the second fails: none of it may be seen."""
    application = past.application(1)
    past.sealed_manifest(application)
    again = past.sealed_manifest(application, stream=fresh_id(7000))

    with at_work(work, *MANIFESTS, broken(MANIFEST)):
        assert work.ask(PARKED) == [(3, "ReactionFaulty", "operator", "centre", 1)]

    assert work.topics(application)[-1] == "dispatched"
    assert work.state(application).version == 4, "a version is missing"
    assert work.state(application).manifest_id == again


def test_a_row_that_the_database_refuses_parks_only_its_own_stream(
    work: StoreAtWork, past: Past
) -> None:
    odd, good = past.application(1), past.application(2)
    past.sealed_manifest(odd)
    past.sealed_manifest(good, stream=fresh_id(7000))
    work.ask(
        f"ALTER TABLE idempotency ADD CONSTRAINT odd CHECK (NOT streams @> ARRAY['{odd}'::uuid])"
    )

    with at_work(work) as runner:
        assert work.ask(PARKED) == [(3, "RowRefused", "operator", "centre", 1)]
        assert work.state(good).status == "dispatched"
        work.ask("ALTER TABLE idempotency DROP CONSTRAINT odd")
        work.ask(TIME_HAS_COME)
        assert work.run(runner.retry()) == 1

    assert work.state(odd).status == "dispatched"


def test_a_claim_that_somebody_else_holds_is_a_refusal_and_no_endless_race(
    work: StoreAtWork, past: Past
) -> None:
    application, good = fresh_id(1), past.application(2)
    past.of(application, opened(fresh_id(3)), suspected())
    past.sealed_manifest(good)
    work.run(work.reactors().catch_up())
    ((claimed,),) = work.ask("SELECT value FROM claims WHERE kind = 'adjudication'")
    other = fresh_id(4)
    past.of(other, opened(fresh_id(5)), suspected())
    assert len(claimed) == 32

    with at_work(work):
        found = work.ask("SELECT target, outcome, code FROM reactions")

    assert found == [(adjudication_id(other, SEARCH), "refused", "adjudication-taken")]
