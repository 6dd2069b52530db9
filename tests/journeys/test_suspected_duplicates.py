"""A search finds somebody alike (domain §6: J5, J6): examiners judge, reactors carry it over."""

from typing import Any
from uuid import UUID, uuid4

from balances import assert_balanced
from card_case import CardCase
from citizen_case import paper
from domain.derived_ids import adjudication_id
from own_checks import checks_about, looked, opened_by_itself, somebody
from record import Record, wait_until
from searching import assert_leads_to
from workshop import Workshop

SAME, DIFFERENT = "same-person", "different-person"


def test_j5_a_false_duplicate_is_cleared_by_two_of_three(workshop: Workshop) -> None:
    other = CardCase(workshop).verified()
    case = suspected(workshop, other)
    adjudication = adjudication_of(case)
    opinion(adjudication, other, "examiner", DIFFERENT)
    blind = adjudication.read()
    assert (blind.status, blind.shown["opinions"]) == ("half-examined", [])
    assert again(adjudication, other, "examiner", SAME) == (403, "opinion-given-already")
    opinion(adjudication, other, "examiner-2", SAME)
    assert adjudication.status == "disagreed"
    opinion(adjudication, other, "senior-examiner", DIFFERENT, "record-third-opinion")

    adjudication.until("decided")
    assert (adjudication.shown["outcome"], adjudication.shown["unanimous"]) == ("cleared", False)
    examiners = [one["examiner_id"] for one in adjudication.shown["opinions"]]
    case.application.until("verified")
    case.approved().printed_by_machine().sent().delivered()
    approver = case.application.shown["approved_by"]
    assert len({approver, *examiners}) == 4
    assert (case.application.status, case.card.status) == ("delivered", "active")
    assert [one.person.shown["status"] for one in (case, other)] == ["active", "active"]
    assert [one["topic"] for one in made_by_reactors(adjudication)] == [
        "adjudication.opened.v1",
        "adjudication.decided.v1",
    ]
    assert_balanced(workshop.service)


def test_j6_a_true_duplicate_is_confirmed_and_refused_and_may_appeal(
    watchful_workshop: Workshop,
) -> None:
    service, twice = watchful_workshop.service, somebody()
    other = CardCase(watchful_workshop, **twice).approved().made().delivered()
    case = suspected(watchful_workshop, other, **twice)
    alike = opened_by_itself(service, "DQ-07", case.citizen, other.citizen)
    refused = {"reason": "two-identities", "notice": paper()}
    ground = {"legal_ground": "duplicate-identity"}
    early = case.application.refused("refuse-application", "card-approver", **refused, **ground)
    assert early == (409, "duplicate-not-adjudicated")
    adjudication = adjudication_of(case)
    opinion(adjudication, other, "examiner", SAME)
    opinion(adjudication, other, "examiner-2", SAME)

    adjudication.until("decided")
    assert (adjudication.shown["outcome"], adjudication.shown["unanimous"]) == ("confirmed", True)
    assert adjudication.shown["matched_citizen_id"] == other.citizen.id
    case.application.until("duplicate-confirmed")
    without = case.application.refused("refuse-application", "card-approver", **refused)
    assert without == (422, "refusal-needs-legal-ground")
    case.step("refuse-application", "card-approver", **refused, **ground)
    assert case.application.status == "refused"
    register = assert_balanced(service)
    assert case.citizen.id not in register.holders("open-application")

    alike.step("report-finding", "area-officer", finding="defect", remark="Cùng một người")
    matched = opened_by_itself(service, "DQ-08", case.citizen, other.citizen)
    assert (matched.status, matched.shown["severity"]) == ("detected", "blocking")
    source, merge = case.person, {"proposal_id": str(uuid4())}
    target = {"target_id": other.citizen.id, "ground": "adjudicated"}
    source.step("propose-merge", "data-quality-officer", **merge, **target)
    source.step("confirm-merge", "register-approver", **merge)
    assert (source.shown["status"], source.shown["merged_into"]) == ("merged", other.citizen.id)
    line = assert_leads_to(service, source.shown["pin"], other.citizen.id)
    assert [one["code"] for one in line["matches"]] == ["match-number-merged"]
    assert [one["other"] for one in other.person.shown["absorbed"]] == [source.id]

    matched.until("dismissed")
    alike.read().step("resolve-case", "data-officer", **merge)

    appeal = {"appeal_id": case.citizen.declared["packet_id"]}
    case.step("lodge-appeal", "reception-officer", **appeal, ground="not-me")
    case.step("decide-appeal", "director", **appeal, outcome="dismissed")
    assert (case.application.status, other.card.status) == ("refused", "active")
    looked(service)
    register = assert_balanced(service)
    assert checks_about(register, other.citizen) == {"DQ-07", "DQ-08"}
    settled = [(one.read().status, one.topics()[-1]) for one in (alike, matched)]
    assert settled == [("resolved", "resolved"), ("dismissed", "dismissed")]


def suspected(workshop: Workshop, other: CardCase, **declared: Any) -> CardCase:
    """An application for which the matcher found the other citizen."""
    candidate = {
        "citizen_id": other.citizen.id,
        "application_id": other.application.id,
        "rank": 1,
        "score": 640,
        "fingers": [1, 2, 6],
    }
    case = CardCase(workshop, **declared).taken_in().register_check().quality_check()
    case.duplicate_search(candidate)
    assert case.application.status == "duplicate-suspected"
    return case


def adjudication_of(case: CardCase) -> Record:
    """The adjudication that the reactors open for an application."""
    id_ = adjudication_id(UUID(case.application.id), UUID(case.application.shown["search_id"]))
    adjudication = Record(case.service, "adjudications", str(id_))
    wait_until(lambda: case.service.get(adjudication.path, "examiner").status_code == 200)
    return adjudication.read()


def opinion(
    adjudication: Record, other: CardCase, officer: str, view: str, verb: str = "record-opinion"
) -> None:
    adjudication.step(verb, officer, **seen(other, view))


def again(adjudication: Record, other: CardCase, officer: str, view: str) -> tuple[int, str]:
    return adjudication.refused("record-opinion", officer, **seen(other, view))


def seen(other: CardCase, view: str) -> dict[str, Any]:
    return {"views": [{"citizen_id": other.citizen.id, "view": view}], "seconds": 95}


def made_by_reactors(record: Record) -> list[dict[str, Any]]:
    answer = record.service.get(f"{record.path}/events", "auditor")
    roles = ["adjudication"]
    return [one for one in answer.json()["items"] if one["actor"]["roles"] == roles]
