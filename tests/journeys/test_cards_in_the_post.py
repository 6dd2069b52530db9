"""A card that comes back by post (domain §6: J11) is brought home by the commune."""

from balances import assert_balanced
from card_case import CardCase
from citizen_case import TRUC_BACH, place
from machines import Machines
from own_checks import checks_about, looked, opened_by_itself, somebody
from quality_case import in_queue
from record import Record
from workshop import Workshop, number

TOLD = ["detected", "assigned", "finding-reported", "resolved"]


def test_j11_a_card_returned_by_post_is_in_force_only_from_the_hand_over(
    watchful_workshop: Workshop,
) -> None:
    case = CardCase(watchful_workshop, **somebody())
    case.opened("conversion").captured(delivery_place=place())
    case.settled().step("approve-intake", "intake-approver").checked()
    case.approved().printed_by_machine().sent()

    posted(case)
    changed = {"place": place(TRUC_BACH), "reason": "moved"}
    on_its_way = case.application.refused("change-delivery-place", "delivery-officer", **changed)
    assert on_its_way == (409, "card-application-is")
    case.step("report-delivery-failed", "post-courier", reason="returned-by-post")
    assert_not_in_force(case, tries=1)
    unusable = address_unusable(case)
    case.step("change-delivery-place", "delivery-officer", **changed)
    posted(case, TRUC_BACH)
    Machines(case.service, delivery_failed=1.0).deliver(case.application, to="delivery-failed")
    assert_not_in_force(case, tries=2)
    assert_balanced(case.service)
    by_post = case.application.refused("hand-over-card", "post-courier", **case.hand_over())
    assert by_post == (403, "role-may-not")
    case.delivered(mode="home")

    unusable.step("resolve-case", "data-officer-2")

    looked(case.service)
    assert (unusable.read().status, unusable.topics()) == ("resolved", TOLD)
    assert case.application.status == "delivered"
    assert (case.delivery()["mode"], case.application.shown["delivery_tries"]) == ("home", 2)
    assert case.card.status == "active"
    failures = [one["reason"] for one in case.events("delivery-failed")]
    assert failures == ["returned-by-post", "absent"]
    register = assert_balanced(case.service)
    assert checks_about(register, case.citizen) == {"DQ-34"}
    [activated] = [
        one.envelope
        for one in register.books[case.card.uuid].history
        if one.topic == "card.activated.v1"
    ]
    [delivered] = [
        one.envelope
        for one in register.books[case.application.uuid].history
        if one.topic == "card-application.delivered.v1"
    ]
    assert activated.command_id == delivered.command_id


def test_j11_the_post_may_also_succeed(workshop: Workshop) -> None:
    case = CardCase(workshop).approved().made()
    posted(case)
    assert case.card.status == "issued"

    Machines(case.service).deliver(case.application)

    assert (case.delivery()["mode"], case.card.status) == ("post", "active")
    assert_balanced(workshop.service)


def address_unusable(case: CardCase) -> Record:
    """The unit that took the application in finds out where the holder lives now."""
    failed = opened_by_itself(case.service, "DQ-34", case.citizen)
    assert (failed.shown["holder_unit"], failed.shown["holder_role"]) == ("001", "data-officer")
    in_queue(case.service, failed, "data-officer", "data-officer", "assigned")
    found = {"finding": "moved-away", "remark": "Đã chuyển đến phường Trúc Bạch"}
    return failed.step("report-finding", "data-officer", **found)


def posted(case: CardCase, unit: str = "00001") -> None:
    item = {"carrier": "vnpost", "tracking": number(), "address": place(unit)}
    case.step("post-card", "delivery-officer", **item)


def assert_not_in_force(case: CardCase, tries: int) -> None:
    shown = case.application.shown
    assert (shown["status"], shown["delivery_tries"]) == ("delivery-failed", tries)
    assert case.card.status == "issued"
