"""A blank becomes a card: the batch, the blank, the citizen unchanged, the outcome."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    PRINTED,
    approved,
    arrived,
    outcome_unknown,
    printed,
    printing,
    spoiled,
)

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.approval import ON_THE_CARD
from domain.card_application.decisions import decide
from domain.citizen.person import PinLifetime
from domain.derived_ids import card_id, job_id
from domain.refusals import NotAllowedNow, RuleBroken

START = c.StartPersonalisation(batch_id=g.BATCH, machine_id=g.MACHINE, blank_serial=g.SERIAL)
CONFIRM = c.ConfirmPersonalisation(
    job_id=g.JOB, readback_sha256=g.HASH, chip_serial="04A1B2C3", document_signer="ds-01"
)
SPOILED = c.ReportSpoiled(job_id=g.JOB, cause="jam", fault="machine")
DOUBT = c.ReportOutcomeUnknown(job_id=g.JOB, last_step="lock", cause="power")
MADE = c.ResolveOutcome(
    job_id=g.JOB, finding="personalised", readback_sha256=g.HASH, chip_serial="04A1B2C3",
    document_signer="ds-01",
)  # fmt: skip
RUINED = c.ResolveOutcome(job_id=g.JOB, finding="spoiled", cause="chip-dead", fault="supplier")
OTHER = UUID(int=80)


def refusal(command: Any, **others: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises((RuleBroken, NotAllowedNow)) as refused:
        decide(approved(), command, g.context(g.LINH, others=others))
    return refused.value.code, refused.value.params


def test_a_job_is_known_by_the_application_and_the_attempt() -> None:
    [event] = decide(approved(), START, g.context(g.LINH))

    assert event == e.PersonalisationStarted(g.JOB, 1, g.SERIAL, g.MACHINE, g.BATCH)
    assert decide(printing(), START, g.context(g.LINH)) == []


def test_after_a_spoiled_blank_the_next_attempt_has_a_job_of_its_own() -> None:
    again = replace(START, blank_serial="VN0000000043")

    [event] = decide(spoiled(), again, g.context(g.LINH))

    assert (event.print_attempt, event.job_id) == (2, job_id(g.APPLICATION, 2))


@pytest.mark.parametrize(
    "others",
    [
        {"in_batch": None},
        {"batch": g.batch(applications=())},
    ],
)
def test_the_application_is_in_the_batch(others: Any) -> None:
    code, params = refusal(START, **others)

    assert (code, params) == ("not-in-batch", {"id": g.BATCH})


def test_a_batch_that_no_longer_holds_the_application_is_not_its_batch() -> None:
    context = g.context(g.LINH)
    elsewhere = replace(g.other("in_batch", g.batch()), id=OTHER)
    context = replace(context, others={**context.others, "in_batch": elsewhere})

    with pytest.raises(RuleBroken, match="not-in-batch"):
        decide(approved(), START, context)


def test_a_batch_runs_on_its_machine() -> None:
    assert refusal(START, batch=None)[0] == "batch-unknown"
    assert refusal(START, batch=g.batch(status="released")) == (
        "production-batch-is",
        {"state": "released"},
    )
    assert refusal(START, batch=g.batch(machine_id=OTHER))[0] == "batch-on-other-machine"


@pytest.mark.parametrize("account", ["vault", "used", f"machine:{OTHER}"])
def test_a_blank_is_allocated_to_the_machine(account: str) -> None:
    code, params = refusal(START, block=g.block(account))

    assert (code, params) == ("blank-not-allocated", {"serial": g.SERIAL, "machine": g.MACHINE})
    assert refusal(START, block=None)[0] == "block-unknown"


@pytest.mark.parametrize("field", ON_THE_CARD)
def test_a_change_of_what_the_card_shows_stops_the_print(field: str) -> None:
    changed = g.citizen()
    changed = replace(changed, field_versions={**changed.field_versions, field: 6})

    assert refusal(START, citizen=changed) == (
        "citizen-changed-since-approval",
        {"fields": (field,)},
    )


def test_a_change_of_what_the_card_does_not_show_stops_nothing() -> None:
    changed = g.citizen()
    changed = replace(changed, field_versions={**changed.field_versions, "marital": 9})

    assert decide(approved(), START, g.context(g.LINH, others={"citizen": changed}))


def test_a_pin_established_since_the_approval_stops_the_print() -> None:
    one = g.citizen()
    later = replace(one, pins=(PinLifetime("1", "card", g.TODAY + timedelta(days=1)),))
    noted = replace(one, field_versions={**one.field_versions, "pin": 6})

    for changed in (later, noted):
        assert refusal(START, citizen=changed)[1] == {"fields": ("pin",)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"standing": "dead"}, "citizen-recorded-as"),
        ({"status": "merged"}, "citizen-is"),
        ({"pins": ()}, "citizen-has-no-pin"),
    ],
)
def test_nothing_is_printed_for_somebody_no_longer_entitled(changes: Any, code: str) -> None:
    assert refusal(START, citizen=g.citizen(**changes))[0] == code


def test_a_machine_that_made_the_card_says_so_once() -> None:
    assert decide(printing(), CONFIRM, g.context(g.MAI)) == [PRINTED]
    assert decide(printed(), CONFIRM, g.context(g.MAI)) == []
    assert decide(arrived(), CONFIRM, g.context(g.MAI)) == []


@pytest.mark.parametrize("command", [CONFIRM, SPOILED, DOUBT])
def test_a_machine_speaks_of_the_job_in_progress(command: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(printing(), replace(command, job_id=OTHER), g.context(g.MAI))

    assert (refused.value.code, refused.value.params) == ("job-not-in-progress", {"id": OTHER})


@pytest.mark.parametrize("command", [CONFIRM, SPOILED])
def test_the_stock_must_know_the_blank(command: Any) -> None:
    with pytest.raises(RuleBroken, match="block-unknown"):
        decide(printing(), command, g.context(g.MAI, others={"block": None}))


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


def test_the_card_is_issued_on_the_day_of_approval_whenever_it_is_printed() -> None:
    assert (printed().issued_on, printed().valid_to) == (g.TODAY, date(2030, 1, 2))
