"""Whole stories of citizens, told to a running register over HTTP (issue 2, domain §1.1)."""

from typing import Any
from uuid import uuid4

from citizen_case import TRUC_BACH, Case, amending, change, dc01, home, notice, paper, place
from service import Service

DAY = {"from": "2021-03-09"}


def test_a_declaration_becomes_an_active_entry_with_a_number(register: Service) -> None:
    case = Case(register).active()

    assert case.shown["status"] == "active"
    assert case.shown["pin"][:3] in {"003", "005", "007", "009"}
    assert case.shown["pin"][3:6] == "190"
    assert case.topics() == ["captured", "verified", "approved", "pin-established", "pin-notified"]


def test_a_returned_declaration_is_taken_again(register: Service) -> None:
    case = Case(register).verified()
    case.step("return-citizen", "register-approver", reasons=["birth-unclear"])
    again = {name: value for name, value in dc01(birth="1990-02-01").items() if name != "id"}

    case.step("recapture-citizen", "area-officer", **again)
    case.step("verify-citizen", "commune-chief", against=["civil-status"])
    case.step("approve-citizen", "register-approver")

    assert case.shown["entry"]["birth"] == "1990-02-01"
    assert case.shown["capture"]["attempt"] == 2
    assert case.topics()[:5] == ["captured", "verified", "returned", "recaptured", "verified"]


def test_a_keying_error_is_corrected_before_anybody_verified(register: Service) -> None:
    case = Case(register, given="Mẩu").captured()

    case.step("correct-capture", "area-officer", changes=[change("given", "Mẫu")])

    assert case.shown["entry"]["given"] == "Mẫu"
    assert case.shown["status"] == "captured"


def test_an_amendment_is_approved_by_another_officer(register: Service) -> None:
    case = Case(register).active()
    amendment = case.amendment("middle", "Thu")
    assert case.shown["entry"]["middle"] == "Thị"

    decision = {"amendment_id": amendment, "effective_from": "2021-03-09"}
    case.step("approve-amendment", "commune-chief", **decision)

    assert case.shown["entry"]["middle"] == "Thu"
    assert case.shown["amendments"] == []


def test_an_amendment_is_rejected_and_changes_nothing(register: Service) -> None:
    case = Case(register).active()
    amendment = case.amendment("middle", "Thu")

    case.step("reject-amendment", "commune-chief", amendment_id=amendment, reason="unfounded")

    assert case.shown["entry"]["middle"] == "Thị"
    assert case.topics()[-2:] == ["amendment-requested", "amendment-rejected"]


def test_the_missing_are_recorded_by_a_courts_decision(register: Service) -> None:
    case = Case(register).active()

    case.step("declare-missing", "commune-chief", decision=paper(), **DAY)
    assert case.shown["standing"] == "missing"
    case.step("restore-standing", "data-officer-2", decision=paper(), **DAY)

    assert case.shown["standing"] == "living"


def test_a_discrepancy_stops_the_approval_until_it_is_resolved(register: Service) -> None:
    case = Case(register).verified()
    discrepancy = str(uuid4())
    case.step(
        "raise-discrepancy",
        "area-officer",
        discrepancy_id=discrepancy,
        field="birth",
        sources=["household-book", "citizen"],
        values=["1990", "1991"],
    )
    assert case.refused("approve-citizen", "register-approver") == (422, "discrepancy-open")

    case.step(
        "resolve-discrepancy",
        "data-officer",
        discrepancy_id=discrepancy,
        finding="second-right",
        documents=[paper()],
    )
    case.step("approve-citizen", "register-approver")

    assert case.shown["status"] == "approved"


def test_a_move_changes_who_may_act(register: Service) -> None:
    case = Case(register).active()
    refused = (403, "unit-outside-authority")
    amended = amending("middle", "Thu")
    there = {"officer": "area-officer-2", "unit": TRUC_BACH}
    assert case.refused("request-amendment", **there, **amended) == refused
    assert register.get(case.path, unit=TRUC_BACH).status_code == 403

    moved: dict[str, Any] = {"kind": "permanent", "place": place(TRUC_BACH), "from": "2021-03-08"}
    case.step("record-residence", "area-officer", **moved)

    case.step("request-amendment", **there, **amended)
    assert case.read(unit=TRUC_BACH)["version"] == case.version
    stays = case.shown["entry"]["residences"]
    assert [(stay["place"]["unit"], stay["to"]) for stay in stays] == [
        ("00001", "2021-03-07"),
        (TRUC_BACH, None),
    ]


def test_marriage_and_relations_are_recorded(register: Service) -> None:
    case, spouse = Case(register).active(), Case(register, sex="male").active()
    marriage: dict[str, Any] = {
        "marital": "married",
        "effective_from": "2021-03-09",
        "document": paper(),
    }

    case.step(
        "record-marital-status", "civil-registrar", spouse={"citizen_id": spouse.id}, **marriage
    )
    case.step(
        "record-relation", "area-officer", kind="mother", relation={"name": "Lê Thị Tư"}, **DAY
    )

    assert case.shown["entry"]["marital"] == "married"
    kinds = {one["kind"]: one["relation"] for one in case.shown["entry"]["relations"]}
    assert kinds["spouse"]["citizen_id"] == spouse.id
    assert kinds["mother"]["name"] == "Lê Thị Tư"


def test_a_birth_notice_comes_from_the_registry_and_is_verified_at_the_centre(
    register: Service,
) -> None:
    born: dict[str, Any] = {"form": "birth-notice", "source": "civil-status", "birth": "2021-03-05"}
    certificate = {"registry": "00001", "year": 2021, "number": uuid4().hex[:10]}
    case = Case(register, **born, marital=..., residences=[home()], birth_certificate=certificate)
    case.captured("civil-registrar")

    case.step("verify-citizen", "data-quality-officer", against=["civil-status"])
    case.step("approve-citizen", "register-approver")
    case.step("notify-pin", "civil-registrar", **notice())

    assert case.shown["pins"][0]["origin"] == "birth"
    assert case.shown["pin"][3:6] == "321"
    twin = dc01(**born, marital=..., birth_certificate=certificate)
    refused = register.post("/v1/citizens", twin, "civil-registrar")
    assert refused.json()["type"].endswith("/birth-certificate-taken")
