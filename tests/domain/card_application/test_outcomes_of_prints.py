"""What became of the blank: made, spoiled, or in doubt until two officers have looked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    PRINTED,
    outcome_unknown,
    printing,
)

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.decisions import decide
from domain.derived_ids import card_id
from domain.refusals import NotAllowedNow, RuleBroken

START = c.StartPersonalisation(batch_id=g.BATCH, machine_id=g.MACHINE, blank_serial=g.SERIAL)
SPOILED = c.ReportSpoiled(job_id=g.JOB, cause="jam", fault="machine")
DOUBT = c.ReportOutcomeUnknown(job_id=g.JOB, last_step="lock", cause="power")
MADE = c.ResolveOutcome(
    job_id=g.JOB, finding="personalised", readback_sha256=g.HASH, chip_serial="04A1B2C3",
    document_signer="ds-01",
)  # fmt: skip
RUINED = c.ResolveOutcome(job_id=g.JOB, finding="spoiled", cause="chip-dead", fault="supplier")
OTHER = UUID(int=80)


def test_a_spoiled_blank_sends_the_application_back_to_be_printed() -> None:
    [event] = decide(printing(), SPOILED, g.context(g.LINH))
    state = g.given((g.LINH, event), after=printing())

    assert event == e.Spoiled(g.JOB, g.SERIAL, "jam", "machine")
    assert (state.status, state.print_attempt, state.card_id) == ("approved", 1, None)
    assert decide(state, SPOILED, g.context(g.LINH)) == []
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(printing(), replace(SPOILED, cause=None), g.context(g.LINH))


def test_after_a_power_loss_nobody_prints_before_somebody_has_looked() -> None:
    [event] = decide(printing(), DOUBT, g.context(g.MAI))

    assert event == e.OutcomeDoubted(g.JOB, g.SERIAL, g.MACHINE, "lock", "power")
    assert decide(outcome_unknown(), DOUBT, g.context(g.MAI)) == []
    with pytest.raises(NotAllowedNow) as refused:
        decide(outcome_unknown(), START, g.context(g.LINH))
    assert refused.value.params == {"state": "outcome-unknown"}


def test_the_timer_tells_of_ten_minutes_without_a_word_and_of_nothing_else() -> None:
    silent = c.ReportOutcomeUnknown(job_id=g.JOB, cause="timeout")
    due = g.NOW + timedelta(minutes=10)

    assert decide(printing(), silent, g.context(g.TIMER, now=due, occurred_at=due))
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(printing(), silent, g.context(g.TIMER))
    with pytest.raises(RuleBroken, match="timer-knows-only-timeouts"):
        decide(printing(), DOUBT, g.context(g.TIMER, now=due, occurred_at=due))
    assert decide(printing(), silent, g.context(g.LINH))


def test_two_officers_find_a_card_where_one_was_made() -> None:
    context = g.context(g.NAM, countersigner=g.OANH)
    resolved = e.OutcomeResolved(g.JOB, "personalised", g.NAM.officer, g.OANH.officer, g.HASH)

    assert decide(outcome_unknown(), MADE, context) == [resolved, PRINTED]
    state = g.given((g.NAM, resolved), (g.NAM, PRINTED), after=outcome_unknown())
    assert (state.status, state.card_id) == ("printed", card_id(g.APPLICATION, 1))
    assert decide(state, MADE, context) == []


def test_two_officers_find_a_spoiled_blank() -> None:
    context = g.context(g.NAM, countersigner=g.OANH)
    resolved = e.OutcomeResolved(g.JOB, "spoiled", g.NAM.officer, g.OANH.officer, None)
    gone = e.Spoiled(g.JOB, g.SERIAL, "chip-dead", "supplier")

    assert decide(outcome_unknown(), RUINED, context) == [resolved, gone]
    state = g.given((g.NAM, resolved), (g.NAM, gone), after=outcome_unknown())
    assert decide(state, RUINED, context) == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(MADE, readback_sha256=None), "finding-without-readback"),
        (replace(MADE, chip_serial=None), "form-lacks"),
        (replace(MADE, document_signer=None), "form-lacks"),
        (replace(RUINED, cause=None), "reason-needed"),
        (replace(MADE, job_id=OTHER), "job-not-in-progress"),
    ],
)
def test_a_finding_names_what_was_found(command: Any, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        decide(outcome_unknown(), command, g.context(g.NAM, countersigner=g.OANH))


def test_one_officer_alone_finds_nothing() -> None:
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(outcome_unknown(), MADE, g.context(g.NAM))
