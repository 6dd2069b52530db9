"""A real witness never cosigns two histories of one ledger, whatever dies and whoever goes back."""

from pathlib import Path

import psycopg
import pytest
from tests.faults.witness_process import DYING, FORGETFUL, WHOLE, WitnessProcess
from tests.faults.witnessed_register import (
    Witnessed,
    alter_and_sign_again,
    older_copy,
    registering,
    witnessing,
)

from adapters.postgres.embedded import EmbeddedPostgres
from database import Store

pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]


def test_a_history_that_was_altered_and_signed_again_is_refused(
    witnessed: Witnessed, court: WitnessProcess
) -> None:
    witnessed.record(300)
    witnessed.round()
    alter_and_sign_again(witnessed)

    witnessed.round()
    same_size = witnessed.refusals()
    witnessed.record(10)
    witnessed.round()

    assert same_size == [("court", "fork", 300, None)]
    assert witnessed.published() == 0
    assert court.seen() == 300
    assert (court.folder / "memory.json").exists()


def test_a_refusal_is_told_once_and_never_overwritten(
    witnessed: Witnessed, caplog: pytest.LogCaptureFixture
) -> None:
    witnessed.record(20)
    witnessed.round()
    alter_and_sign_again(witnessed)

    for _ in range(3):
        witnessed.round()

    assert witnessed.refusals() == [("court", "fork", 20, None)]
    assert [one.levelname for one in caplog.records].count("CRITICAL") == 3
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        witnessed.connection.execute("DELETE FROM witness_refusals")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        witnessed.connection.execute("UPDATE witness_refusals SET code = 'none'")


def test_a_store_that_went_back_is_refused_before_it_signs_anything_more(
    cluster: EmbeddedPostgres, store: Store, court: WitnessProcess
) -> None:
    with registering(store.dsn, court) as register:
        register.record(5)
        register.round()
    with older_copy(cluster, store) as copy:
        with registering(store.dsn, court) as register:
            register.record(5)
            register.round()
        with registering(copy, court) as restored:
            restored.round()
            at_once = restored.refusals()
            restored.record(20)
            restored.round()

            assert at_once == [("court", "rollback", 5, 10)]
            assert restored.refusals()[1:] == [("court", "fork", 25, None)]
            assert restored.published() == 5


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_restarted_witness_still_refuses_a_store_that_went_back(
    cluster: EmbeddedPostgres, store: Store, tmp_path: Path, *, forgetful: bool
) -> None:
    """With its memory in its head alone it would sign the older history: the test has teeth."""
    program = FORGETFUL if forgetful else WHOLE
    with witnessing(tmp_path, "court", program) as court:
        with registering(store.dsn, court) as register:
            register.record(5)
        with older_copy(cluster, store) as copy:
            with registering(store.dsn, court) as register:
                register.record(5)
                register.round()
                assert register.published() == 10
            court.kill9()
            court.start(program)
            with registering(copy, court) as restored:
                restored.record(3)
                restored.round()

                cosigned_twice = restored.published() == 8
                assert cosigned_twice is forgetful
                assert bool(restored.refusals()) is not forgetful


def test_a_witness_killed_between_its_write_and_its_answer_has_cosigned_nothing_else(
    store: Store, tmp_path: Path, cluster: EmbeddedPostgres
) -> None:
    with witnessing(tmp_path, "court", DYING) as court:
        with registering(store.dsn, court) as register:
            register.record(5)
        with older_copy(cluster, store) as copy, registering(store.dsn, court) as register:
            register.record(5)
            register.round()
            unanswered = register.published()
            ended = court.has_ended()
            court.start(WHOLE)
            remembered = court.seen()
            with registering(copy, court) as restored:
                restored.record(3)
                restored.round()
                assert restored.published() == 0
                assert restored.refusals() == [("court", "rollback", 8, 10)]
            register.round()

            assert (unanswered, ended, remembered) == (0, True, 10)
            assert register.published() == 10
