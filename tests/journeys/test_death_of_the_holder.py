"""What ends with a person (domain §6: J12a): the reactors ask, officers decide."""

from balances import assert_balanced
from card_case import CardCase
from citizen_case import paper
from record import wait_until
from workshop import Workshop

DEATH = {"died": "2021-03-01"}


def test_j12a_a_death_ends_the_card_the_application_and_the_card_in_the_making(
    workshop: Workshop,
) -> None:
    former = CardCase(workshop).approved().made().delivered()
    active = former.card
    case = CardCase(workshop, former.citizen).opened("exchange", reason="damaged")
    case.captured().settled().step("approve-intake", "intake-approver").checked()
    case.approved().printed_by_machine()
    printed, number = case.card, case.person.shown["pin"]

    case.citizen.step("record-death", "civil-registrar", **DEATH, document=paper())

    case.application.until("closed")
    assert case.event("closed") == {"reason": "death", "destroy_card": True}
    for card in (active, printed):
        wait_until(lambda card=card: card.read().shown["revocation"] is not None, card.topics)
        assert card.shown["revocation"]["ground"] == "holder-dead"
    person = case.person.shown
    assert (person["status"], person["standing"], person["pin"]) == ("active", "dead", None)
    assert [(one["number"], one["end_reason"]) for one in person["pins"]] == [(number, "death")]
    register = assert_balanced(workshop.service)
    owners = {str(row.stream): row.owner_role for row in register.waits}
    assert (owners[active.id], owners[printed.id]) == ("director", "security-officer")

    request = active.shown["revocation"]["request_id"]
    active.step("revoke-card", "director", request_id=request)
    active.step("record-taken-back", "reception-officer", cut=True)
    by_one = printed.refused("destroy-card", "security-officer", method="shredding")
    assert by_one == (422, "two-officers-needed")
    printed.step("destroy-card", "security-officer", "stock-keeper", method="shredding")
    case.counted()

    assert (active.read().status, active.shown["taken_back"]) == ("revoked", True)
    assert (case.application.read().status, printed.read().status) == ("closed", "destroyed")
    assert case.batch.read().status == "balanced"
    register = assert_balanced(workshop.service)
    assert case.citizen.id not in register.holders("active-card")
    assert case.citizen.id not in register.holders("open-application")
    assert not {row.stream for row in register.waits} & {active.uuid, printed.uuid}


def test_j12a_an_application_at_the_counter_ends_without_a_card(workshop: Workshop) -> None:
    case = CardCase(workshop).captured()
    case.person.step("record-death", "civil-registrar", **DEATH, document=paper())

    case.application.until("closed")

    assert case.event("closed") == {"reason": "death", "destroy_card": False}
    again = case.application.refused("approve-intake", "intake-approver")
    assert again == (409, "card-application-is")
    assert_balanced(workshop.service)
