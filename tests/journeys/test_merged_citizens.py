"""Two entries of one person become one, and two again where it was a mistake (domain §6, J6)."""

from typing import Any
from uuid import uuid4

from balances import assert_balanced, assert_replayed
from card_case import CardCase
from citizen_case import Case, paper
from record import wait_until
from service import Service
from workshop import Workshop


def proposing(target: Case) -> dict[str, Any]:
    return {"proposal_id": str(uuid4()), "target_id": target.id, "ground": "same-person"}


def merged(source: Case, target: Case, *kept: str) -> str:
    """Merge two entries that stand; gives the id of the proposal."""
    asked = proposing(target)
    source.step("propose-merge", "data-quality-officer", **asked)
    confirmed = {"proposal_id": asked["proposal_id"], "kept_fields": list(kept)}
    source.step("confirm-merge", "register-approver", **confirmed)
    target.refresh()
    return str(asked["proposal_id"])


def test_two_entries_become_one_and_two_again(register: Service) -> None:
    source = Case(register, other_name="Bông", religion="01").active()
    target = Case(register, middle="Thi").active()
    before = target.shown["entry"]

    proposal = merged(source, target, "middle", "other_name")

    assert (source.shown["status"], source.shown["merged_into"]) == ("merged", target.id)
    assert source.shown["pin"], "the number is kept, and leads to the target"
    entry = target.shown["entry"]
    assert (entry["middle"], entry["other_name"], entry["religion"]) == ("Thị", "Bông", None)
    assert [one["other"] for one in target.shown["absorbed"]] == [source.id]
    assert source.topics()[-2:] == ["merge-proposed", "merged"]
    assert target.topics()[-1] == "absorbed"
    assert_replayed(register, source.id, target.id)

    undo = {"proposal_id": proposal, "reason": "two-persons"}
    assert source.refused("undo-merge", "register-approver", **undo) == (
        403,
        "confirmer-may-not-undo",
    )
    source.step("undo-merge", "register-approver-2", **undo)

    target.refresh()
    assert (source.shown["status"], source.shown["merged_into"]) == ("active", None)
    assert target.shown["entry"] == before
    assert target.shown["absorbed"] == []
    assert (source.topics()[-1], target.topics()[-1]) == ("merge-undone", "merge-undone")
    assert_replayed(register, source.id, target.id)


def test_each_entry_shows_what_it_was_at_each_of_its_versions(register: Service) -> None:
    source, target = Case(register, other_name="Bông").active(), Case(register).active()
    stood = source.version

    merged(source, target, "other_name")

    assert source.read(f"?version={stood}")["status"] == "active"
    assert source.read(f"?version={stood}")["merged_into"] is None
    assert target.read(f"?version={target.version - 1}")["entry"]["other_name"] is None
    changes = register.get(f"{target.path}/diff?from={target.version - 1}").json()["changes"]
    assert {"field": "entry/other_name", "before": None, "after": "Bông"} in changes


def test_a_merge_is_one_act_whoever_comes_between(register: Service) -> None:
    source, target = Case(register, other_name="Bông").active(), Case(register).active()
    asked = proposing(target)
    source.step("propose-merge", "data-quality-officer", **asked)
    target.amendment("given", "Mậu")
    stale = source.version

    confirm = {"proposal_id": asked["proposal_id"], "kept_fields": ["other_name"]}
    source.step("confirm-merge", "register-approver", **confirm)
    again = register.post(
        f"{source.path}/confirm-merge", confirm, "register-approver", if_match=source.version
    )

    assert again.status_code == 200, again.text
    assert again.json()["version"] == source.version == stale + 1
    target.refresh()
    assert [one["fields"] for one in target.shown["amendments"]] == [["given"]]
    assert target.shown["entry"]["other_name"] == "Bông"


def test_a_birth_notice_lets_go_of_its_certificate_and_takes_it_again(register: Service) -> None:
    certificate = {"registry": "00001", "year": 2021, "number": str(uuid4().int)[:20]}
    born = {"form": "birth-notice", "birth": "2021-03-01", "birth_certificate": certificate}
    born |= {"marital": ..., "residences": [], "signature": paper()}
    source = Case(register, **born).captured("civil-registrar")
    target = Case(register, birth="2021-03-01").active()
    taken = register.post("/v1/citizens", Case(register, **born).declared, "civil-registrar")
    assert taken.json()["type"].endswith("birth-certificate-taken")

    proposal = merged(source, target)
    twin = Case(register, **born).captured("civil-registrar")
    undo = {"proposal_id": proposal, "reason": "two-persons"}
    claimed = undo | {"birth_certificate": certificate}

    assert source.refused("undo-merge", "register-approver-2", **claimed) == (
        409,
        "birth-certificate-taken",
    )
    source.step("undo-merge", "register-approver-2", **undo)
    assert (source.shown["status"], twin.shown["status"]) == ("captured", "captured")


def test_both_hold_a_card_until_one_is_revoked(workshop: Workshop) -> None:
    one, other = (CardCase(workshop).approved().made().delivered() for _ in range(2))
    source, target = one.person, other.person
    asked = proposing(target)
    source.step("propose-merge", "data-quality-officer", **asked)
    confirm = {"proposal_id": asked["proposal_id"]}

    assert source.refused("confirm-merge", "register-approver", **confirm) == (
        422,
        "both-hold-cards",
    )
    card = one.card
    request = str(uuid4())
    card.step("request-revocation", "card-approver", request_id=request,
              ground="duplicate-identity")  # fmt: skip
    card.step("revoke-card", "director", request_id=request)
    source.refresh()
    source.step("confirm-merge", "register-approver", **confirm)

    assert source.shown["status"] == "merged"
    assert other.card.read().status == "active"
    assert_balanced(workshop.service)


def test_what_the_entry_that_ended_had_under_way_ends_with_it(workshop: Workshop) -> None:
    former = CardCase(workshop).approved().made().delivered()
    active = former.card
    case = CardCase(workshop, former.citizen).opened("exchange", reason="damaged")
    target = CardCase(workshop).opened()
    source = case.person

    merged(source, target.person)

    case.application.until("closed")
    assert case.event("closed")["reason"] == "merged"
    wait_until(lambda: active.read().shown["revocation"] is not None, active.topics)
    assert active.shown["revocation"]["ground"] == "duplicate-identity"
    assert target.application.read().status == "opened"
    again = case.application.refused("approve-intake", "intake-approver")
    assert again == (409, "card-application-is")
    assert_balanced(workshop.service)


def test_nobody_asks_for_a_card_on_an_entry_that_ended(register: Service) -> None:
    source, target = Case(register).active(), Case(register).active()
    merged(source, target)
    body = {"citizen_id": source.id, "kind": "first-issue", "reason": "not-held"}
    body |= {"place": "office", "received_at": "2021-03-10T08:00:00+07:00", "id": Case(register).id}

    answer = register.post("/v1/card-applications", body, "reception-officer")

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "hồ sơ công dân đang ở trạng thái đã hợp nhất",
    )
