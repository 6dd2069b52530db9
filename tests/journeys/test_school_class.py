"""A class of 14-year-olds, taken in by a mobile team away from every line (domain §6: J3)."""

from collections import Counter

import pytest

from balances import assert_balanced
from card_case import CardCase
from citizen_case import Case
from consignment import Consignment
from counters import CARD, PERSON, Counters, each
from late_pupils import Pupil, school_class, sent_late
from machines import Machines
from record import Record
from workshop import Workshop

TODAY, FIRST = "2021-03-10", "2021-03-05"
CAPTURED_ON = {"2021-03-05": 1, "2021-03-08": 14, "2021-03-09": 14}
CLASS, DELIVERED = 30, 29


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_j3_a_class_taken_in_offline_gets_its_cards_at_school(workshop: Workshop) -> None:
    service = workshop.service
    counters = Counters(service, "01", FIRST, TODAY)
    school = school_class(workshop, CLASS)
    told = sent_late(school)

    assert Counter(one["verdict"] for one in told) == {"accepted": 31, "quarantined": 1}
    assert sum(one["already_received"] for one in told) == 2
    [refused] = [one for one in told if one["verdict"] == "quarantined"]
    assert refused["packet_id"] == school.too_young.packet.id
    assert refused["refusal"] == "citizen-too-young"
    assert refused["detail"].lower().startswith("the citizen is 13: a card is issued from 14")
    cases = [case_of(pupil, workshop) for pupil in school.accepted]
    assert {case.application.shown["fee_due"] for case in cases} == {0}
    for case in cases:
        case.settled().step("approve-intake", "intake-approver")
    Machines(service).check(*(case.application for case in cases))
    for case in cases:
        case.approved()
    made = Consignment(workshop, cases).printed().counted().arrived().delivered(mode="school")

    assert {case.application.status for case in cases} == {"delivered"}
    assert {case.delivery()["mode"] for case in cases} == {"school"}
    assert made.batch.read().status == "balanced"
    assert made.manifest.read().status == "reconciled"
    register = assert_balanced(service)
    class_ = {pupil.citizen for pupil in school.pupils}
    applications = [
        str(book.state.citizen_id)
        for book in register.of("card-application")
        if str(book.state.citizen_id) in class_
    ]
    assert sorted(applications) == sorted(pupil.citizen for pupil in school.accepted)
    later = [counter for counter in CARD if counter != "card.captured"]
    today = {**each(*PERSON, count=CLASS), **each(*later, count=DELIVERED)}
    captured = {day: each("card.captured", count=n) for day, n in CAPTURED_ON.items()}
    counters.until("occurred", {**captured, TODAY: today})
    counters.until("recorded", {TODAY: {**today, **each("card.captured", count=DELIVERED)}})


def case_of(pupil: Pupil, workshop: Workshop) -> CardCase:
    """What the intake made of the packet of a pupil."""
    case = CardCase(workshop, Case(workshop.service, id=pupil.citizen))
    case.application = Record(workshop.service, "card-applications", pupil.application).read()
    return case
