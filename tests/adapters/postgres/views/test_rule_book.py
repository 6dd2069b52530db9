"""The policy in memory follows the confirmed rules."""

import asyncio
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.adapters.postgres.views.projected import History

from adapters.postgres import rule_book
from adapters.postgres.live_view import Pool
from adapters.postgres.rule_book import RuleBook
from application.event_store import StoreUnavailable
from citizen_stories import envelope
from domain.legal_instrument.events import RuleConfirmed
from domain.policy.rules import RuleValue
from domain.recorded import Recorded
from projections.confirmed_rules import ConfirmedRules

SEED = RuleValue("card.min_age", {"age": 14}, "Art. 19", date(2016, 1, 1), None)
DAY = date(2021, 6, 1)


def pool_of(dsn: str) -> Pool:
    return AsyncConnectionPool(
        dsn, min_size=0, max_size=2, open=False, timeout=0.5, kwargs={"autocommit": True}
    )


def confirmed(age: int) -> list[Recorded]:
    event = RuleConfirmed("card.min_age", "Art. 1", {"age": age}, DAY, None, "assumed")
    return [Recorded(uuid4(), 1, envelope(), event)]


def project(history: History, *ages: int) -> None:
    history.record(*(confirmed(age) for age in ages))
    history.projector(ConfirmedRules()).catch_up()


async def test_the_seeds_hold_until_a_rule_is_confirmed(history: History) -> None:
    async with pool_of(history.dsn) as pool, RuleBook(pool, (SEED,)) as rules:
        assert rules.current().values == (SEED,)


async def test_rules_follow_the_seeds_in_position_order(history: History) -> None:
    project(history, 15, 13, 16)
    async with pool_of(history.dsn) as pool, RuleBook(pool, (SEED,)) as rules:
        policy = rules.current()

    assert [value.parameters["age"] for value in policy.values] == [14, 15, 13, 16]
    assert policy.version == 3
    assert policy.at(DAY).value("card.min_age") == {"age": 16}
    assert policy.values[1] == RuleValue(
        "card.min_age", {"age": 15}, "Art. 1", DAY, None,
        datetime(2021, 3, 1, 2, 0, tzinfo=UTC), "assumed",
    )  # fmt: skip


async def test_a_rebuild_changes_no_law(history: History) -> None:
    project(history, 15)
    async with pool_of(history.dsn) as pool, RuleBook(pool, (SEED,)) as rules:
        before = rules.current()
        history.projector(ConfirmedRules()).rebuild()
        await rules.refresh()

        assert rules.current() is before


async def test_a_rule_confirmed_elsewhere_is_known_by_itself(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_book, "REFRESH_S", 0.02)
    async with pool_of(history.dsn) as pool, RuleBook(pool, (SEED,)) as rules:
        await asyncio.to_thread(project, history, 15)
        async with asyncio.timeout(5):
            while rules.current().version == 0:  # noqa: ASYNC110 - the book tells nobody
                await asyncio.sleep(0.01)

        assert rules.current().at(DAY).value("card.min_age") == {"age": 15}


async def test_the_last_law_stands_while_the_database_is_away(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_book, "REFRESH_S", 0.02)
    project(history, 15)
    async with pool_of(history.dsn) as pool, RuleBook(pool, (SEED,)) as rules:
        await pool.close()
        with pytest.raises(StoreUnavailable):
            await rules.refresh()
        await asyncio.sleep(0.1)

        assert rules.current().version == 1
