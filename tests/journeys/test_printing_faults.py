"""What goes wrong at the machine (domain §6: J9, J10), and where each blank is afterwards."""

from typing import Any
from uuid import uuid4

import pytest

from balances import assert_balanced
from card_case import CardCase
from citizen_case import SHA256
from counters import CARD, PERSON, Counters, each
from machines import Machines
from record import Record
from workshop import Workshop

TODAY = "2021-03-10"
MISPRINT = {"cause": "misprint", "fault": "machine"}
LOOKED_AT = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}


def test_j9_a_misprint_is_made_again_and_the_first_card_destroyed(workshop: Workshop) -> None:
    counters = Counters(workshop.service, "01", TODAY, TODAY)
    case = CardCase(workshop).approved()
    case.batch = workshop.batch(case.application.id, handed_over=2)
    first, second = workshop.blank(), workshop.blank()
    case.printed_by_machine(blank=first)
    misprinted, fee = case.card, case.application.shown["fee_due"]
    by_printer = case.application.refused("fail-quality-check", "print-operator", **MISPRINT)
    assert by_printer == (403, "role-may-not")
    case.step("fail-quality-check", "quality-controller", **MISPRINT)
    assert (case.application.status, misprinted.read().status) == ("approved", "voided")
    again = case.start(first)
    assert again == (422, "blank-not-allocated")

    case.printed_by_machine(blank=second).sent(spoiled=1).delivered()

    destroy_blank(workshop, first)
    misprinted.read().step("destroy-card", "security-officer", "stock-keeper", method="shredding")
    assert (case.application.status, case.application.shown["print_attempt"]) == ("delivered", 2)
    assert case.application.shown["fee_due"] == fee
    assert (case.card.status, misprinted.status) == ("active", "destroyed")
    assert case.batch.read().status == "balanced"
    register = assert_balanced(workshop.service)
    assert case.account_of_blank(register, first) == "destroyed"
    assert case.account_of_blank(register, second) == "used"
    topics = case.application.topics()
    assert (topics.count("printed"), topics.count("spoiled")) == (2, 1)
    counters.until("occurred", {TODAY: each(*PERSON, *CARD, "card.spoiled")})


def test_j10_power_lost_at_the_encoder_is_settled_by_two_officers(workshop: Workshop) -> None:
    case = power_lost(workshop, handed_over=1)
    blank = case.application.shown["blank_serial"]
    assert case.start(workshop.blank()) == (409, "card-application-is")
    assert_waits_for(case, "quality-controller")

    case.step("resolve-outcome", "quality-controller", "security-officer", **personalised(case))
    case.sent().delivered()

    assert (case.application.status, case.card.status) == ("delivered", "active")
    assert case.application.shown["print_attempt"] == 1
    assert case.batch.read().status == "balanced"
    register = assert_balanced(workshop.service)
    assert case.account_of_blank(register, blank) == "used"
    assert cards_of(case) == ["active"]


def test_j10_a_blank_found_spoiled_after_the_power_loss_is_followed_by_another(
    workshop: Workshop,
) -> None:
    case = power_lost(workshop)
    first = case.application.shown["blank_serial"]
    finding = {"job_id": case.application.shown["job_id"], "finding": "spoiled"}
    case.step(
        "resolve-outcome",
        "quality-controller",
        "security-officer",
        **finding,
        cause="encoding-failed",
    )
    assert case.application.status == "approved"
    second = workshop.blank()

    case.printed_by_machine(blank=second).sent(spoiled=1).delivered()

    assert (case.application.status, case.application.shown["print_attempt"]) == ("delivered", 2)
    assert case.batch.read().status == "balanced"
    register = assert_balanced(workshop.service)
    assert case.account_of_blank(register, first) == "spoiled"
    assert case.account_of_blank(register, second) == "used"
    assert cards_of(case) == ["active"]


@pytest.mark.parametrize("lacking", ["readback_sha256", "chip_serial"])
def test_j10_no_card_is_found_made_without_its_read_back(workshop: Workshop, lacking: str) -> None:
    case = power_lost(workshop)
    found = {name: value for name, value in personalised(case).items() if name != lacking}
    codes = {"readback_sha256": "finding-without-readback", "chip_serial": "form-lacks"}

    refused = case.application.refused(
        "resolve-outcome", "quality-controller", "security-officer", **found
    )

    assert refused == (422, codes[lacking])
    assert case.application.read().status == "outcome-unknown"
    assert_balanced(workshop.service)


def power_lost(workshop: Workshop, handed_over: int = 2) -> CardCase:
    """The machine tells of the step at which the power went, and of nothing after it."""
    case = CardCase(workshop).approved()
    case.batch = workshop.batch(case.application.id, handed_over=handed_over)
    case.printing()
    assert_waits_for(case, "print-gateway")
    machines = Machines(case.service, outcome_unknown=1.0)
    machines.print(case.application, to="outcome-unknown")
    doubted = case.event("outcome-doubted")
    assert (doubted["last_step"], doubted["cause"]) == ("lock", "power")
    return case


def personalised(case: CardCase) -> dict[str, Any]:
    return {
        "job_id": case.application.shown["job_id"],
        "finding": "personalised",
        "readback_sha256": SHA256,
        "chip_serial": uuid4().hex[:16].upper(),
        "document_signer": "ds-01",
    }


def assert_waits_for(case: CardCase, role: str) -> None:
    """The wait is shown with its owner, as long as it lasts."""
    register = assert_balanced(case.service)
    waiting = [row for row in register.waits if str(row.stream) == case.application.id]
    assert [row.owner_role for row in waiting] == [role]


def cards_of(case: CardCase) -> list[str]:
    """What has become of every card that was ever made for the application."""
    answer = case.service.get(f"/v1/cases/{case.citizen.id}", "auditor")
    return [one["status"] for one in answer.json()["streams"] if one["kind"] == "card"]


def destroy_blank(workshop: Workshop, serial: str) -> None:
    """Proposed by one stock-keeper, done by a security officer before a second one."""
    block = Record(workshop.service, "card-stock", workshop.block_of(serial)).read()
    serials = [{"first": serial, "last": serial}]
    block.step("propose-destruction", "stock-keeper", serials=serials, reason="misprint")
    proposal = block.shown["proposals"][0]["id"]
    named = {"proposal_id": proposal, "serials": serials, "method": "shredding"}
    by_one = block.refused("destroy-blanks", "security-officer", **named)
    assert by_one == (422, "two-officers-needed")
    proposer = block.refused("destroy-blanks", "security-officer", "stock-keeper", **named)
    assert proposer == (403, "proposer-may-not-destroy")
    block.step("destroy-blanks", "security-officer", "security-officer-2", **named)
