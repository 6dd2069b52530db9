"""First cards, from the counter to the hand (domain §6: J1, J2), told over HTTP."""

from typing import Any

from balances import assert_balanced
from card_case import CardCase
from counters import CARD, PERSON, Counters, each
from domain.values.mrz import td1
from domain.values.partial_date import PartialDate
from domain.values.pin import parse_pin
from own_checks import checks_about, looked, opened_by_itself, somebody
from quality_case import in_queue
from record import Record, wait_until
from workshop import Workshop

TODAY, YESTERDAY = "2021-03-10", "2021-03-09"
STAGES = [
    "opened",
    "captured",
    "fee-settled",
    "old-document-taken-back",
    "intake-approved",
    "verified",
    "approved",
    "personalisation-started",
    "printed",
    "quality-checked",
    "dispatched",
    "arrived",
    "delivered",
]
ASKED_ONCE = ["detected", "assigned", "finding-reported", "dismissed"]
CHECKS = {"register-matched", "quality-accepted", "no-duplicate-found"}


def test_j1_a_first_issue_ends_in_the_hand_of_its_holder(workshop: Workshop) -> None:
    counters = Counters(workshop.service, "01", YESTERDAY, TODAY)
    case = CardCase(workshop).opened("conversion")
    case.captured(captured_at=f"{YESTERDAY}T16:30:00+07:00")
    assert case.application.shown["fee_due"] == 15_000
    case.settled().step("approve-intake", "intake-approver").checked()
    case.approved().printed_by_machine().sent()
    assert case.card.status == "issued"
    case.delivered()

    assert case.person.shown["status"] == "active"
    assert case.application.status == "delivered"
    topics = case.application.topics()
    assert [topic for topic in topics if topic not in CHECKS] == STAGES
    assert set(topics) > CHECKS
    assert (case.card.status, case.card.shown["valid_to"]) == ("active", "2030-01-02")
    assert case.batch.read().status == "balanced"
    assert case.manifest.read().status == "reconciled"
    register = assert_balanced(workshop.service)
    assert case.citizen.id not in register.holders("open-application")
    assert case.account_of_blank(register) == "used"
    later = [counter for counter in CARD if counter != "card.captured"]
    counters.until("occurred", {YESTERDAY: each("card.captured"), TODAY: each(*PERSON, *later)})
    counters.until("recorded", {TODAY: each(*PERSON, *CARD)})
    assert_page_is_whole(case)


def test_j2_an_elder_with_a_year_for_a_birth_date_gets_a_card_at_home(
    watchful_workshop: Workshop,
) -> None:
    case = CardCase(watchful_workshop, **somebody(birth="1950"))
    asked = asked_for_the_day_of_birth(case)
    case.opened("conversion", "capture-officer", place="home")
    worn = [finger(n, "worn") for n in (4, 5, 10)]
    case.captured(fingers=[finger(n) for n in range(1, 11) if n not in (4, 5, 10)] + worn)
    case.settled().step("approve-intake", "intake-approver").checked()
    case.approved().printed_by_machine().sent().delivered(mode="home")

    person, card = case.person.shown, case.card
    assert (person["status"], person["entry"]["birth"]) == ("active", "1950")
    assert (case.application.status, case.delivery()["mode"]) == ("delivered", "home")
    assert (card.status, card.shown["valid_to"]) == ("active", None)
    lines = td1(parse_pin(person["pin"]), PartialDate("1950"), "female", None, "Nguyễn Thị Mẫu")
    assert lines[1].startswith("50<<<<")
    assert lines[1][8:14] == "991231"
    looked(case.service)
    assert (asked.read().status, asked.topics()) == ("dismissed", ASKED_ONCE)
    register = assert_balanced(case.service)
    assert f"DQ-14:{case.citizen.id}" not in register.holders("open-quality-case")
    assert checks_about(register, case.citizen) == {"DQ-14"}


def asked_for_the_day_of_birth(case: CardCase) -> Record:
    """A year is a lawful birth date: the commune is asked once, and the case is dismissed."""
    asked = opened_by_itself(case.service, "DQ-14", case.citizen)
    assert (asked.status, asked.shown["holder_unit"]) == ("assigned", "00001")
    line = in_queue(case.service, asked, "area-officer", "area-officer", "assigned")
    assert line["escalates_to"] == "data-officer"
    found = {"finding": "no-defect", "remark": "Không có giấy tờ nào ghi ngày, tháng sinh"}
    asked.step("report-finding", "area-officer", **found)
    return asked.step("dismiss-case", "province-checker", reason="no-document-exists")


def finger(position: int, missing: str | None = None) -> dict[str, Any]:
    if missing:
        return {"position": position, "missing": missing, "tries": 3}
    return {"position": position, "quality": 80}


def assert_page_is_whole(case: CardCase) -> None:
    """The case page holds every book of the case, and tells what happened in the order it did."""
    path = f"/v1/cases/{case.citizen.id}"
    books = {
        (case.citizen.id, "citizen", "active"),
        (case.application.id, "card-application", "delivered"),
        (case.card.id, "card", "active"),
        (case.manifest.id, "dispatch-manifest", "reconciled"),
        (case.workshop.block_of(case.card.shown["blank_serial"]), "card-stock", "open"),
    }

    def shown() -> dict[str, Any]:
        answer = case.service.get(path, "auditor")
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    def held() -> set[tuple[str, str, str]]:
        return {(one["stream"], one["kind"], one["status"]) for one in shown()["streams"]}

    wait_until(lambda: held() == books, held)
    wait_until(lambda: None not in [one["event"]["position"] for one in shown()["events"]])
    page = shown()
    positions = [one["event"]["position"] for one in page["events"]]
    assert positions == sorted(positions)
    told = [one["event"]["topic"] for one in page["events"]]
    order = ("citizen.captured.v1", "card-application.opened.v1", "card-stock.used.v1")
    assert [topic for topic in told if topic in order] == list(order)
    assert told[-1] == "card.activated.v1"
    assert page["waits"] == []
