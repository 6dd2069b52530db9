"""Signed lists over HTTP: who may hand them in, who may look, and what is no list at all."""

from typing import Any

import httpx
import pytest
from tests.adapters.http.hostile_lists import HOSTILE

from citizen_case import DONG_VAN, Case
from minting import minted
from service import Service
from signed_lists import PATH, SignedList, to_approve, to_notify, verified


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).rpartition("/")[2]


def test_each_item_of_a_signed_list_is_an_order_of_its_signer(summer: Service) -> None:
    cases = verified(summer, 3)
    signed = SignedList(summer, "approve-citizens", to_approve(*cases)).handed_in().done()

    assert signed.verdicts() == [("accepted", None)] * 3
    assert [one["version"] for one in signed.items()] == [4, 4, 4]
    for case in cases:
        assert case.topics() == ["captured", "verified", "approved", "pin-established"]
        assert case.read()["pins"][0]["origin"] == "bulk"
        events = summer.get(f"{case.path}/events").json()["items"]
        assert {events[2]["correlation_id"], events[3]["correlation_id"]} == {signed.id}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_other_list_is_taken_in(name: str, summer: Service) -> None:
    send, status, code = HOSTILE[name]
    known = summer.count("SELECT count(*) FROM bulk_acts")
    items = [{"citizen_id": minted(), "version": 2} for _ in range(2)]

    assert code_of(send(SignedList(summer, "approve-citizens", items))) == (status, code)
    assert summer.count("SELECT count(*) FROM bulk_acts") == known


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "the signature was given for another list"), ("vi", "chữ ký được cấp cho danh sách")],
)
def test_a_refused_signature_is_told_in_both_languages(
    language: str, says: str, summer: Service
) -> None:
    signed = SignedList(summer, "approve-citizens", [{"citizen_id": minted(), "version": 2}])
    token = summer.token("register-approver")
    answer = signed.send(**{"accept-language": language, "list-signature": token})

    assert answer.json()["detail"].startswith(says)
    assert answer.json()["errors"][0]["header"] == "List-Signature"


def test_every_item_at_fault_is_named(summer: Service) -> None:
    items: list[dict[str, Any]] = [{"citizen_id": minted(), "version": 0} for _ in range(300)]
    answer = SignedList(summer, "approve-citizens", items).send()

    pointers = [one["pointer"] for one in answer.json()["errors"]]
    assert pointers == [f"/items/{place}/version" for place in range(300)]


@pytest.mark.parametrize("officer", ["area-officer", "director", "auditor", "register-check"])
def test_only_who_may_give_the_command_hands_in_a_list_of_it(officer: str, summer: Service) -> None:
    signed = SignedList(
        summer, "approve-citizens", [{"citizen_id": minted(), "version": 2}], officer
    )

    assert code_of(signed.send()) == (403, "role-may-not")


def test_the_same_list_again_answers_the_same_and_changes_nothing(summer: Service) -> None:
    (case,) = verified(summer, 1)
    signed = SignedList(summer, "approve-citizens", to_approve(case)).handed_in().done()
    again = signed.send()

    assert again.status_code == 201
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == signed.progress()
    assert len(case.topics()) == 4


def test_another_list_under_the_same_key_is_refused(summer: Service) -> None:
    cases = verified(summer, 2)
    signed = SignedList(summer, "approve-citizens", to_approve(cases[0])).handed_in().done()
    signed.body["items"] = to_approve(cases[1])

    assert code_of(signed.send()) == (422, "idempotency-key-reused")
    assert len(cases[1].topics()) == 2


def test_a_key_of_another_officer_is_taken(summer: Service) -> None:
    signed = SignedList(summer, "approve-citizens", [{"citizen_id": minted(), "version": 2}])
    signed.handed_in().done()
    other = SignedList(summer, "approve-citizens", signed.body["items"], "register-approver-2")
    other.id = signed.id

    assert code_of(other.send()) == (409, "bulk-act-exists")


@pytest.mark.parametrize("place", ["notice", "channel", "notified_on"])
def test_an_item_without_its_own_values_is_refused_with_the_list(
    place: str, summer: Service
) -> None:
    items = to_notify(Case(summer, id=minted()))
    del items[0][place]
    answer = SignedList(summer, "notify-pins", items, "area-officer").send()

    assert code_of(answer) == (422, "field-missing")
    assert answer.json()["errors"][0]["pointer"] == f"/items/0/{place}"


def test_items_are_given_by_verdict_and_page(summer: Service) -> None:
    items = [{"citizen_id": minted(), "version": 2} for _ in range(3)]
    cases = verified(summer, 2)
    listed = [items[0], *to_approve(cases[0]), items[1], *to_approve(cases[1]), items[2]]
    signed = SignedList(summer, "approve-citizens", listed).handed_in().done()

    assert [one["item"] for one in signed.items("refused")] == [0, 2, 4]
    assert [one["item"] for one in signed.items("accepted")] == [1, 3]
    assert signed.items("waiting") == []
    page = summer.get(f"{signed.path}/items?limit=2&verdict=refused", "register-approver")
    assert [one["item"] for one in page.json()["items"]] == [0, 2]
    assert page.headers["link"] == f'<{page.json()["next"]}>; rel="next"'
    following = summer.get(page.json()["next"], "register-approver").json()
    assert ([one["item"] for one in following["items"]], following["next"]) == ([4], None)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("verdict=maybe", 422, "parameter-malformed"),
        ("limit=201", 422, "parameter-malformed"),
        ("after=-1", 422, "parameter-malformed"),
        ("more=1", 422, "parameter-unknown"),
        ("limit=1&limit=2", 422, "parameter-repeated"),
    ],
)
def test_no_other_page_is_given(query: str, status: int, code: str, summer: Service) -> None:
    path = f"{PATH}/{minted()}/items?{query}"

    assert code_of(summer.get(path, "register-approver")) == (status, code)


def test_a_list_that_is_not_there_is_not_found(summer: Service) -> None:
    path = f"{PATH}/{minted()}"
    answers = [summer.get(path, "auditor"), summer.get(f"{path}/items", "auditor"),
               summer.post(f"{path}/cancel", {}, "director")]  # fmt: skip

    assert [code_of(answer) for answer in answers] == [(404, "list-not-found")] * 3
    assert code_of(summer.get(f"{PATH}/x", "auditor")) == (404, "path-not-uuid")


@pytest.mark.parametrize(
    ("reader", "status"),
    [
        ("area-officer", 200),
        ("commune-chief", 200),
        ("intake-approver", 200),
        ("province-director", 200),
        ("director", 200),
        ("minister", 200),
        ("auditor", 200),
        ("area-officer-2", 403),
        ("data-officer", 403),
        ("register-approver", 403),
        ("legal-officer", 403),
    ],
)
def test_who_signed_who_heads_a_unit_above_and_the_auditor_may_look(
    reader: str, status: int, summer: Service
) -> None:
    signed = SignedList(summer, "notify-pins", to_notify(Case(summer).approved()), "area-officer")
    signed.handed_in().done()

    assert summer.get(signed.path, reader).status_code == status
    assert summer.get(f"{signed.path}/items", reader).status_code == status


def test_the_head_of_another_unit_may_not_look(summer: Service) -> None:
    signed = SignedList(summer, "notify-pins", to_notify(Case(summer).approved()), "area-officer")
    signed.handed_in().done()

    answer = summer.get(signed.path, "commune-chief", DONG_VAN)
    assert code_of(answer) == (403, "bulk-act-of-another")


def test_what_is_done_cannot_be_stopped(summer: Service) -> None:
    signed = SignedList(summer, "approve-citizens", to_approve(*verified(summer, 1)))
    signed.handed_in().done()

    answer = summer.post(f"{signed.path}/cancel", {}, "director")
    assert code_of(answer) == (409, "bulk-act-is")
