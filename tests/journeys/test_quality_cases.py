"""A failed check on its way: down to where the person lives, and back with what was found."""

from typing import Any
from uuid import UUID

from balances import assert_balanced
from citizen_case import Case, change, paper
from quality_case import detected, in_queue
from record import Record, wait_until
from service import Service

FOUND = {"finding": "defect", "remark": "Sổ hộ khẩu ghi khác"}
AGAIN = {"reason": "check-fails-again"}


def handed(unit: str, role: str) -> dict[str, Any]:
    return {"to_unit": unit, "to_role": role, "due": "2021-03-20"}


def holder(case: Record) -> tuple[str, str]:
    return case.shown["holder_unit"], case.shown["holder_role"]


def test_a_case_of_the_centre_goes_down_level_by_level_and_is_resolved(office: Service) -> None:
    citizen = Case(office).active()
    case = detected(office, "DQ-05", citizen, values=("003190000001", "003190000002"))
    assert (case.status, holder(case)) == ("detected", ("centre", "data-quality-officer"))
    in_queue(office, case, "data-quality-officer", "data-quality-officer", "detected")
    too_far = handed("00001", "area-officer")
    assert case.refused("assign-case", "data-quality-officer", **too_far) == (
        422,
        "unit-not-directly-below",
    )

    case.step("assign-case", "data-quality-officer", **handed("01", "province-checker"))
    in_queue(office, case, "province-checker", "province-checker", "assigned")
    case.step("assign-case", "province-checker", **handed("001", "data-officer"))
    in_queue(office, case, "data-officer", "data-officer", "assigned")
    case.step("assign-case", "data-officer", **handed("00001", "area-officer"))
    line = in_queue(office, case, "area-officer", "area-officer", "assigned")
    assert line["due"].startswith("2021-03-20")
    case.step("report-finding", "area-officer", **FOUND, documents=[paper()])
    in_queue(office, case, "data-officer", "data-officer", "found")
    case.step("resolve-case", "data-officer")

    assert (case.status, holder(case)) == ("resolved", ("00001", "area-officer"))
    assert case.topics() == ["detected", *["assigned"] * 3, "finding-reported", "resolved"]
    assert_balanced(office)


def test_an_entry_is_amended_and_the_case_names_the_amendment(office: Service) -> None:
    citizen = Case(office).active()
    early = citizen.amendment("other_name", "Bông")
    citizen.step("approve-amendment", "commune-chief", amendment_id=early, **from_today())
    case = detected(office, "DQ-09", citizen, values=("middle",))
    case.step("report-finding", "area-officer", **FOUND)
    by_early = case.refused("resolve-case", "data-officer", amendment_id=early)
    assert by_early == (422, "amendment-not-since")

    amendment = citizen.amendment("middle", "Văn")
    assert case.refused("resolve-case", "data-officer", amendment_id=amendment) == by_early
    citizen.step("approve-amendment", "commune-chief", amendment_id=amendment, **from_today())
    case.step("resolve-case", "data-officer", amendment_id=amendment)

    assert (case.status, case.shown["amendment_id"]) == ("resolved", amendment)
    assert_balanced(office)


def test_a_check_of_the_entry_itself_is_asked_again_before_its_case_ends(office: Service) -> None:
    citizen = Case(office, pin_declared="002190000001").captured()
    case = detected(office, "DQ-01", citizen, values=("birth_registration",))
    case.step("report-finding", "area-officer", **FOUND)
    assert case.refused("resolve-case", "data-officer") == (422, "check-still-fails")
    sentence = case.detail("resolve-case", "data-officer")
    assert sentence == "kiểm tra DQ-01 vẫn chưa đạt: hãy điều chỉnh thông tin trước"

    right = [{**change("pin_declared", "001190000001"), "source": "citizen"}]
    citizen.step("correct-capture", "area-officer", changes=right)
    case.step("resolve-case", "data-officer")

    assert case.status == "resolved"
    assert_balanced(office)


def test_a_check_that_fails_again_takes_its_case_up_where_it_lay(office: Service) -> None:
    citizen = Case(office, residences=[]).active()
    case = detected(office, "DQ-15", citizen)
    case.step("report-finding", "area-officer", finding="moved-away", remark="không rõ nơi ở")
    by_reporter = case.refused("dismiss-case", "area-officer", reason="moved-away")
    assert by_reporter == (403, "role-may-not")
    case.step("dismiss-case", "province-checker", reason="moved-away")
    assert f"DQ-15:{citizen.id}" not in assert_balanced(office).holders("open-quality-case")

    case.step("reopen-case", "data-quality-officer", **AGAIN)

    assert (case.status, case.shown["finding"]) == ("assigned", None)
    in_queue(office, case, "area-officer", "area-officer", "assigned")
    held = assert_balanced(office).holders("open-quality-case")
    assert held[f"DQ-15:{citizen.id}"] == UUID(case.id)


def test_a_case_stands_on_the_page_of_the_person(office: Service) -> None:
    citizen = Case(office).active()
    case = detected(office, "DQ-18", citizen)

    def books() -> dict[str, Any]:
        answer = office.get(f"/v1/cases/{citizen.id}", "data-quality-officer")
        assert answer.status_code == 200, answer.text
        return {one["stream"]: one for one in answer.json()["streams"]}

    wait_until(lambda: case.id in books(), books)
    assert (books()[case.id]["kind"], books()[case.id]["status"]) == (
        "data-quality-case",
        "assigned",
    )


def from_today() -> dict[str, str]:
    return {"effective_from": "2021-03-10"}
