"""A card takes the place of another (domain §6: J7, J8): one in force at a time, no gap between."""

from uuid import uuid4

from balances import assert_balanced
from card_case import CardCase
from citizen_case import Case, notice, paper
from own_checks import checks_about, looked, opened_by_itself, somebody
from searching import assert_leads_to
from service import Service
from whole_register import WholeRegister
from workshop import Workshop

REPORT = {"reported_at": "2021-03-10T08:00:00+07:00", "channel": "hotline"}


def test_j7_a_sex_re_determined_gets_another_number_and_another_card(
    watchful_workshop: Workshop,
) -> None:
    former = CardCase(watchful_workshop, **somebody()).approved().made().delivered()
    citizen, old_card, old_pin = former.citizen, former.card, former.person.shown["pin"]
    amendment, request = citizen.amendment("sex", "male"), str(uuid4())
    decision = {"amendment_id": amendment, "effective_from": "2021-03-09"}
    ground = {"request_id": request, "ground": "sex-re-determined"}
    citizen.step("request-pin-cancellation", "commune-chief", **ground, proof=[paper()])
    contradicts = citizen.refused("approve-amendment", "commune-chief", **decision)
    assert contradicts == (422, "amendment-contradicts-pin")
    citizen.step("reestablish-pin", "director", request_id=request, notice=paper(), **decision)
    citizen.step("notify-pin", "area-officer", **notice())

    case = CardCase(watchful_workshop, citizen).opened("exchange", reason="sex-re-determined")
    case.captured().settled().step("approve-intake", "intake-approver").checked()
    case.approved().printed_by_machine().sent()
    assert (old_card.read().status, case.card.status) == ("active", "issued")
    case.delivered()

    person = case.person.shown
    assert (person["status"], person["entry"]["sex"], person["pin"] != old_pin) == (
        "active",
        "male",
        True,
    )
    ends = [(one["number"], one["end_reason"]) for one in person["pins"]]
    assert ends == [(old_pin, "sex-re-determined"), (person["pin"], None)]
    for number, code in ((old_pin, "ended"), (person["pin"], "current")):
        line = assert_leads_to(case.service, number, citizen.id)
        assert [one["code"] for one in line["matches"]] == [f"match-number-{code}"]
    assert case.application.shown["old_document_taken"] == "chip-card"
    assert_replaced(case, former, assert_balanced(case.service))
    old_card.read().step("record-taken-back", "reception-officer", cut=True)
    contradicted = sex_contradicted(case.service, person["pin"])
    looked(case.service)
    register = assert_balanced(case.service)
    assert checks_about(register, contradicted) == {"DQ-02"}, "the check is put to numbers here"
    assert checks_about(register, citizen) == set(), "and to the two of this citizen, and passes"


def test_j8_a_lost_card_is_reissued_and_the_old_one_cannot_be_found_again(
    workshop: Workshop,
) -> None:
    former = CardCase(workshop).approved().made().delivered()
    lost = former.card.step("report-card-lost", "hotline-agent", **REPORT)
    case = CardCase(workshop, former.citizen)
    assert case.refused_opening("reissue") == (422, "reissue-needs-report-of-loss")
    case.opened("reissue", reason="lost", report_of_loss=paper()).captured()
    assert case.application.shown["fee_due"] == 35_000
    case.settled().step("approve-intake", "intake-approver").register_check().quality_check()
    case.duplicate_search(own_record_of(former))
    assert case.application.status == "verified"
    case.approved()
    found = lost.refused("report-card-found", "reception-officer", **REPORT)
    assert found == (422, "replacement-approved")
    assert case.application.id in lost.detail("report-card-found", "reception-officer", **REPORT)

    case.printed_by_machine().sent()
    before = assert_balanced(workshop.service)
    assert str(before.holders("active-card")[case.citizen.id]) == lost.id
    case.delivered()

    assert (case.application.status, case.card.status) == ("delivered", "active")
    assert_replaced(case, former, assert_balanced(workshop.service))
    late = lost.read().refused("report-card-found", "reception-officer", **REPORT)
    assert late == (422, "replacement-approved")


def own_record_of(former: CardCase) -> dict[str, object]:
    """Nobody is a duplicate of himself, however well the matcher remembers him."""
    found = {"citizen_id": former.citizen.id, "application_id": former.application.id}
    return {**found, "rank": 1, "score": 990, "fingers": [1, 2, 3, 4, 5]}


def sex_contradicted(service: Service, pin: str) -> Case:
    """A woman born in 1990 who declares a number like this one, formed for a man."""
    declared = f"{pin[:6]}{uuid4().int % 1_000_000:06}"
    contradicted = Case(service, **somebody(pin_declared=declared)).captured()
    case = opened_by_itself(service, "DQ-02", contradicted)
    assert (case.shown["holder_unit"], case.shown["severity"]) == ("00001", "blocking")
    return contradicted


def assert_replaced(case: CardCase, former: CardCase, register: WholeRegister) -> None:
    """Handing over the new card, putting it in force and ending the old one are one act."""
    old, new = former.card, case.card
    assert (old.status, old.shown["replaced_by"], new.status) == ("replaced", new.id, "active")
    assert str(register.holders("active-card")[case.citizen.id]) == new.id
    acts = {
        one.envelope.command_id
        for book in register.books.values()
        for one in book.history
        if (str(one.stream), one.topic)
        in {
            (case.application.id, "card-application.delivered.v1"),
            (new.id, "card.activated.v1"),
            (old.id, "card.replaced.v1"),
        }
    }
    assert len(acts) == 1
