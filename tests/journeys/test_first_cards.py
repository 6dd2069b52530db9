"""First cards, from the counter to the hand (domain §6: J1, J2, J4), told over HTTP."""

from datetime import date
from typing import Any

from balances import assert_balanced
from card_case import CardCase
from counters import Counters
from domain.values.mrz import td1
from domain.values.partial_date import PartialDate
from domain.values.pin import Pin
from service import Service
from workshop import Workshop

THE_DAY, THE_DAY_BEFORE = "2021-03-10", "2021-03-09"
CAPTURED_THE_DAY_BEFORE = {"captured_at": "2021-03-09T16:30:00+07:00"}


def test_j1_a_first_issue_ends_in_the_hand_of_its_holder(workshop: Workshop) -> None:
    counters = Counters(workshop.service, "01", THE_DAY_BEFORE, THE_DAY)
    case = CardCase(workshop).opened("conversion").captured(**CAPTURED_THE_DAY_BEFORE)
    assert case.application.shown["fee_due"] == 15_000
    case.settled().step("approve-intake", "intake-approver").checked()
    case.approved().printed_by_machine().sent()
    assert case.card.status == "issued"
    case.delivered()

    assert case.person.shown["status"] == "active"
    assert case.application.status == "delivered"
    assert [topic for topic in case.application.topics() if topic in STAGES] == STAGES
    card = case.card
    assert (card.status, card.shown["valid_to"]) == ("active", "2030-01-02")
    assert case.batch.read().status == "balanced"
    assert case.manifest.read().status == "reconciled"
    register = assert_balanced(workshop.service)
    assert case.citizen.id not in register.holders("open-application")
    counters.until(basis="occurred", **STAGES_OF_A_DAY, **{THE_DAY_BEFORE: {"card.captured": 1}})
    counters.until(basis="recorded", **ALL_KNOWN_TODAY)
    assert_whole(case)


STAGES = [
    "opened",
    "captured",
    "intake-approved",
    "verified",
    "approved",
    "printed",
    "quality-checked",
    "dispatched",
    "arrived",
    "delivered",
]
