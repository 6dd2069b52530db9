"""A blank becomes a card: the batch, the blank, the citizen unchanged, the outcome."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    PRINTED,
    approved,
    arrived,
    printed,
    printing,
    spoiled,
)

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.approval import ON_THE_CARD
from domain.card_application.decisions import decide
from domain.derived_ids import job_id
from domain.refusals import NotAllowedNow, RuleBroken

START = c.StartPersonalisation(batch_id=g.BATCH, machine_id=g.MACHINE, blank_serial=g.SERIAL)
CONFIRM = c.ConfirmPersonalisation(
    job_id=g.JOB, readback_sha256=g.HASH, chip_serial="04A1B2C3", document_signer="ds-01"
)
SPOILED = c.ReportSpoiled(job_id=g.JOB, cause="jam", fault="machine")
DOUBT = c.ReportOutcomeUnknown(job_id=g.JOB, last_step="lock", cause="power")
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
    later = replace(one, field_versions={**one.field_versions, "pin": 6})

    assert refusal(START, citizen=later)[1] == {"fields": ("pin",)}


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


def test_the_card_is_issued_on_the_day_of_approval_whenever_it_is_printed() -> None:
    assert (printed().issued_on, printed().valid_to) == (g.TODAY, date(2030, 1, 2))
