"""One runner works and another waits; from the beginning again, nothing new comes of it."""

import asyncio
from typing import Any

import psycopg
from tests.adapters.postgres.reactions.conftest import Past

from adapters.postgres.reaction_rows import ReactionRows
from adapters.postgres.reactor_runner import NAME, ReactorRunner
from case_stories import DELIVERED, QUALITY_CHECKED, fresh_id
from domain.card_application.events import Closed
from store_at_work import StoreAtWork

EVERYTHING = """
SELECT originator_id, originator_version, topic, state FROM events
ORDER BY originator_id, originator_version
"""


def rewound(work: StoreAtWork) -> None:
    with psycopg.connect(work.dsn, autocommit=True) as connection:
        ReactionRows(connection, NAME).rewind()


def told(work: StoreAtWork) -> list[Any]:
    """All events and all that is noted, with the moment of noting."""
    return [work.ask(EVERYTHING), work.ask("SELECT * FROM reactions ORDER BY command_id")]


async def until(holds: Any) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - what is waited for is no event of this loop
            await asyncio.sleep(0.01)


def test_a_second_runner_waits_for_the_first_and_takes_over(work: StoreAtWork, past: Past) -> None:
    first, second = work.reactors(), work.reactors()
    past.sealed_manifest(past.application(1))

    async def one_after_the_other() -> None:
        stops = asyncio.Event(), asyncio.Event()
        runs = [asyncio.create_task(first.run(stops[0]))]
        await until(lambda: first.counters.commands == 1)
        runs.append(asyncio.create_task(second.run(stops[1])))
        past.sealed_manifest(past.application(2), stream=fresh_id(6001))
        await until(lambda: first.counters.commands == 2)
        await asyncio.sleep(0.5)
        assert second.counters.events == 0, "two work at once"
        stops[0].set()
        await runs[0]
        past.sealed_manifest(past.application(3), stream=fresh_id(6002))
        await until(lambda: second.counters.commands == 1)
        stops[1].set()
        await runs[1]

    work.run(one_after_the_other())

    assert first.counters.commands == 2


def test_a_rewound_run_that_was_at_work_begins_again(work: StoreAtWork, past: Past) -> None:
    runner: ReactorRunner = work.reactors()
    past.sealed_manifest(past.application(1))

    async def rewound_meanwhile() -> None:
        stop = asyncio.Event()
        run = asyncio.create_task(runner.run(stop))
        await until(lambda: runner.counters.commands == 1)
        rewound(work)
        past.sealed_manifest(past.application(2), stream=fresh_id(6001))
        await until(lambda: runner.counters.commands == 2)
        stop.set()
        await run

    work.run(rewound_meanwhile())

    assert runner.counters.events > runner.counters.position + 1, "it did not begin again"


def test_from_the_beginning_again_nothing_is_written(work: StoreAtWork, past: Past) -> None:
    """Also where the world has moved on, and what was refused once would be accepted today."""
    gone, refused = past.application(1), past.application(2)
    past.of(refused, DELIVERED, after=3)
    past.sealed_manifest(gone, refused)
    work.run(work.reactors().catch_up())
    past.of(gone, Closed("death", destroy_card=False), after=4)
    past.of(refused, QUALITY_CHECKED, after=4)
    work.run(work.reactors().catch_up())
    before = told(work)
    assert len(before[1]) == 1, "nothing was refused: that it stays so proves nothing"

    rewound(work)
    read = work.run(work.reactors().catch_up())

    assert read == len(before[0])
    assert told(work) == before


def test_a_parked_stream_outlives_a_rewind(work: StoreAtWork, past: Past) -> None:
    """Rewound while an event waits: what was answered before it is not asked again, it is."""
    lost, late = past.application(1), past.application(2)
    past.sealed_manifest(lost)
    runner = work.reactors()
    work.ask(
        f"ALTER TABLE idempotency ADD CONSTRAINT odd CHECK (NOT streams @> ARRAY['{lost}'::uuid])"
    )
    work.run(runner.catch_up())
    past.sealed_manifest(late, stream=fresh_id(6001))
    work.run(work.reactors().catch_up())
    work.ask("ALTER TABLE idempotency DROP CONSTRAINT odd")

    rewound(work)
    work.ask("UPDATE reactions SET next_at = clock_timestamp()")
    again = work.reactors()
    with psycopg.connect(work.dsn, autocommit=True) as connection:
        again.take_up(connection)
        while work.run(again.step()) + work.run(again.retry()):
            pass

    assert work.topics(lost).count("dispatched") == 1
    assert work.topics(late).count("dispatched") == 1
    assert work.ask("SELECT count(*) FROM reactions") == [(0,)]


def test_a_database_that_goes_away_is_waited_for(work: StoreAtWork, past: Past) -> None:
    runner = work.reactors()
    past.sealed_manifest(past.application(1))

    async def cut() -> None:
        stop = asyncio.Event()
        run = asyncio.create_task(runner.run(stop))
        await until(lambda: runner.counters.commands == 1)
        work.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'cancuoc-react' AND datname = current_database()"
        )
        past.sealed_manifest(past.application(2), stream=fresh_id(6001))
        await until(lambda: runner.counters.commands == 2)
        stop.set()
        await run

    work.run(cut())
