"""Position and appends are one transaction; what is too much for one goes in several.

Long because a batch is looked at from both sides of every boundary: size, conflict, position.
"""

from uuid import UUID

import psycopg
import pytest
from tests.adapters.postgres.reactions.conftest import MANIFEST, Past

from adapters.postgres import gathered_store
from adapters.postgres.reaction_commit import Overtaken, ReactionCommit
from adapters.postgres.reaction_rows import ReactionRows
from case_stories import fresh_id, opened
from citizen_stories import APPROVED, DAY, DEAD, RECORDED_AT, VERIFIED, captured
from domain.card import events as card
from domain.card_application.events import Closed
from domain.dispatch_manifest.events import Arrived
from store_at_work import StoreAtWork

CLOSED = Closed("death", destroy_card=False)
PERSONAL = card.PersonalisedSealed("c", "001190000001", "signer")
ARRIVED = Arrived(1, seal_intact=True)


def statuses(work: StoreAtWork, streams: list[UUID]) -> set[str]:
    return {work.state(one).status for one in streams}


def stored(work: StoreAtWork) -> tuple[int, int, int]:
    """Events, answered commands, and the position of the reactors."""
    ((events, commands, position),) = work.ask(
        "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM idempotency),"
        " (SELECT coalesce(max(position), -1) FROM reactor_position)"
    )
    return events, commands, position


def test_every_card_of_a_sealed_manifest_is_dispatched_in_one_transaction(
    work: StoreAtWork, past: Past
) -> None:
    applications = [past.application(n) for n in range(30)]
    past.sealed_manifest(*applications)
    runner = work.reactors()

    work.run(runner.catch_up())

    assert statuses(work, applications) == {"dispatched"}
    assert (runner.counters.commands, runner.counters.batches) == (30, 1)


def test_position_and_appends_are_stored_together_or_not_at_all(
    work: StoreAtWork, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    applications = [past.application(n) for n in range(3)]
    past.sealed_manifest(*applications)
    before = stored(work)

    def fails(*_: object) -> None:
        raise psycopg.OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(ReactionRows, "note", fails)
        with pytest.raises(psycopg.OperationalError):
            work.run(work.reactors().catch_up())

    assert stored(work) == before
    work.run(work.reactors().catch_up())
    assert statuses(work, applications) == {"dispatched"}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered_store, "MOST_WRITES", 20)


def test_a_manifest_larger_than_a_transaction_is_dispatched_whole(
    work: StoreAtWork, past: Past, small: None
) -> None:
    applications = [past.application(n) for n in range(70)]
    past.sealed_manifest(*applications)
    late = past.application(100)
    past.sealed_manifest(late, stream=fresh_id(6000))
    runner = work.reactors()

    work.run(runner.catch_up())

    assert statuses(work, [*applications, late]) == {"dispatched"}
    assert [work.topics(one).count("dispatched") for one in applications] == [1] * 70
    assert stored(work)[2] == stored(work)[0] - 71 - 1, "events were left behind"


def test_a_runner_killed_between_two_portions_leaves_the_rest_to_the_next(
    work: StoreAtWork, past: Past, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    applications = [past.application(n) for n in range(70)]
    past.sealed_manifest(*applications)
    store_portion = ReactionCommit.store_portion
    portions: list[object] = []

    def dies(commit: ReactionCommit, batch: object) -> None:
        store_portion(commit, batch)  # type: ignore[arg-type]
        portions.append(batch)
        if len(portions) == 2:
            raise psycopg.OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(ReactionCommit, "store_portion", dies)
        with pytest.raises(psycopg.OperationalError):
            work.run(work.reactors().catch_up())
    assert stored(work)[1] == 40

    work.run(work.reactors().catch_up())

    assert statuses(work, applications) == {"dispatched"}
    assert [work.topics(one).count("dispatched") for one in applications] == [1] * 70


def test_a_death_closes_the_application_and_asks_for_the_card_at_once(
    work: StoreAtWork, past: Past
) -> None:
    citizen, application, held = fresh_id(1), fresh_id(2), fresh_id(3)
    past.of(application, opened(citizen))
    issued = card.Personalised(
        citizen, fresh_id(4), "VN0000000001", "chip-2021", DAY, None, PERSONAL
    )
    past.of(held, issued, card.Issued(DAY, "director"), card.Activated(RECORDED_AT))
    work.ask(
        "INSERT INTO claims VALUES ('open-application', %s, %s), ('active-card', %s, %s)",
        *(str(citizen).encode(), application, str(citizen).encode(), held),
    )
    past.of(citizen, captured(), VERIFIED, APPROVED, DEAD)
    dispatched = past.application(50)
    past.sealed_manifest(dispatched)

    work.run(work.reactors().catch_up())

    assert work.state(application).status == "closed"
    assert work.state(held).revocation.ground == "holder-dead"
    assert work.state(dispatched).status == "dispatched", "what came after was passed over"


def test_a_stream_moved_meanwhile_is_decided_again_on_fresh_history(
    work: StoreAtWork, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    applications = [past.application(n) for n in range(5)]
    past.sealed_manifest(*applications)
    store = ReactionCommit.store
    moved: list[UUID] = []

    def after_somebody_else(commit: ReactionCommit, batch: object, to: int) -> None:
        if not moved:
            moved.append(past.of(applications[2], CLOSED, after=3))
        store(commit, batch, to)  # type: ignore[arg-type]

    monkeypatch.setattr(ReactionCommit, "store", after_somebody_else)
    runner = work.reactors()
    work.run(runner.catch_up())

    assert statuses(work, applications) == {"dispatched", "closed"}
    assert runner.counters.alone == 1
    ((target, outcome, code, role),) = work.ask(
        "SELECT target, outcome, code, owner_role FROM reactions WHERE outcome = 'refused'"
    )
    assert (target, outcome, code, role) == (
        applications[2], "refused", "card-application-is", "dispatcher",
    )  # fmt: skip


def test_a_runner_that_was_overtaken_stores_nothing_more(work: StoreAtWork, past: Past) -> None:
    """The zombie has gathered while the other ran on; only the fence keeps its position out."""
    first = past.application(1)
    past.sealed_manifest(first)
    zombie, follower = work.reactors(), work.reactors()
    with psycopg.connect(work.dsn, autocommit=True) as connection:
        zombie.take_up(connection)
        work.run(follower.catch_up())
        second = past.application(2)
        past.sealed_manifest(second, stream=fresh_id(6001))
        work.run(follower.catch_up())
        after = stored(work)

        with pytest.raises(Overtaken):
            work.run(zombie.step())

    assert stored(work) == after
    assert statuses(work, [first, second]) == {"dispatched"}


def test_a_zombie_notes_nothing(work: StoreAtWork, past: Past) -> None:
    past.sealed_manifest(fresh_id(404))
    zombie = work.reactors()
    with psycopg.connect(work.dsn, autocommit=True) as connection:
        zombie.take_up(connection)
        work.run(work.reactors().catch_up())
        work.ask("DELETE FROM reactions")

        with pytest.raises(Overtaken):
            work.run(zombie.step())

    assert work.ask("SELECT count(*) FROM reactions") == [(0,)]


def test_a_batch_sees_what_it_has_gathered_itself(work: StoreAtWork, past: Past) -> None:
    """Sealed and counted before the reactors came: dispatched and arrived in one transaction."""
    application = past.application(1)
    past.sealed_manifest(application)
    past.of(MANIFEST, ARRIVED, after=3)
    runner = work.reactors()

    work.run(runner.catch_up())

    assert work.topics(application)[-2:] == ["dispatched", "arrived"]
    assert (runner.counters.batches, runner.counters.alone) == (1, 0)
