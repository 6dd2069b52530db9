"""The rounds to real witnesses: what is published, who holds nobody up, and who is told of it."""

import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.faults.witness_process import WitnessProcess
from tests.faults.witnessed_register import (
    PATIENCE_S,
    Witnessed,
    alter_and_sign_again,
    registering,
    witnessing,
)

from adapters.ledger.notes import signers
from adapters.postgres.ledger_tiles import StoredTiles, ask
from adapters.postgres.witness_rounds import WitnessRounds
from adapters.postgres.witness_standings import standings
from cancuoc.witness_checks import witness_component, witness_findings
from database import Store

pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]


def test_growth_is_cosigned_and_only_then_published(witnessed: Witnessed) -> None:
    before = []
    for count in (1, 255, 1, 300):
        witnessed.record(count)
        before.append(witnessed.published())
        witnessed.round(again=False)

    note = StoredTiles(witnessed.connection).published(witnessed.policy)
    assert before == [0, 1, 256, 257]
    assert witnessed.published() == 557
    assert note is not None
    assert len(signers(note, [witnessed.policy.witnesses[0].key])) == 1
    assert witnessed.refusals() == []


def test_a_witness_that_is_away_holds_nobody_up_and_is_not_told_a_refusal(
    store: Store, tmp_path: Path
) -> None:
    with ExitStack() as held:
        court, assembly = (
            held.enter_context(witnessing(tmp_path, name)) for name in ("court", "assembly")
        )
        with registering(store.dsn, court, assembly) as register:
            register.record(1)
            register.round(again=False)
            assembly.kill9()
            register.record(1)
            register.round(again=False)
            while_away = register.published()
            lines = register.connection.execute(
                "SELECT witness FROM cosignatures WHERE size = 2"
            ).fetchall()
            assembly.start()
            register.record(1)
            register.round()

            assert while_away == 1
            assert lines == [("court",)]
            assert register.published() == 3
            assert register.refusals() == []


def test_a_witness_that_lost_its_folder_and_has_a_new_one_is_asked_from_the_beginning(
    witnessed: Witnessed, court: WitnessProcess
) -> None:
    """It tells of a smaller tree than it has cosigned; that is its own loss, not ours."""
    witnessed.record(5)
    witnessed.round()
    court.kill9()
    (court.folder / "memory.json").write_text('{"format":"cancuoc-witness/1","logs":{}}')
    court.start()
    witnessed.record(5)

    witnessed.round()

    assert witnessed.published() == 10
    assert witnessed.refusals() == []


def test_the_rounds_go_on_by_themselves_beside_a_sequencer(witnessed: Witnessed) -> None:
    stop = threading.Event()
    rounds = WitnessRounds(witnessed.dsn, witnessed.witnesses, 0.05, PATIENCE_S)
    thread = threading.Thread(target=rounds.run, args=(stop,))
    thread.start()
    try:
        for count in (1, 2, 3):
            witnessed.record(count)
        deadline = time.monotonic() + 20
        while witnessed.published() < 6:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_doctor_and_readiness_say_who_refuses_and_what_to_do(witnessed: Witnessed) -> None:
    witnessed.record(20)
    witnessed.round()
    well = list(witness_findings(witnessed.connection, witnessed.policy))
    alter_and_sign_again(witnessed)
    witnessed.round()

    ill = list(witness_findings(witnessed.connection, witnessed.policy))
    shown = witness_component(ask(witnessed.connection, standings(witnessed.policy)))

    assert [one.well for one in well] == [True, True]
    assert [one.name for one in ill] == ["witness court", "published ledger"]
    assert not ill[0].well
    assert "fork" in ill[0].seen
    assert "touch nothing" in ill[0].advice
    assert shown.ok
    assert shown.facts["court"]["refuses"] == "fork"
    assert shown.advice == ill[0].advice
