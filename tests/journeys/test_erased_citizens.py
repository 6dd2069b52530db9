"""A history is held, then erased: from that moment nobody reads the person, in any version.

Long because each way to read a person has to be tried.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from balances import assert_replayed
from citizen_case import Case, notice, paper
from service import Service

GIVEN, PLACE = "Cánh-Hồng", "Ngõ 77 Phố Lạ"
"""Values of one person that nothing may show again."""


def ordering(ground: str = "court-order") -> dict[str, Any]:
    return {"order_id": str(uuid4()), "ground": ground, "order": paper()}


def erased(case: Case) -> str:
    """Order and carry out the erasure; gives the id of the order."""
    order = ordering()
    case.step("order-erasure", "director", **order)
    case.step("erase-citizen", "security-officer", order_id=order["order_id"])
    return str(order["order_id"])


def known(register: Service) -> Case:
    place = {"unit": "00001", "as_of": "2021-03-01", "country": "VN", "detail": PLACE}
    return Case(register, given=GIVEN, native_place=place)


def test_a_hold_keeps_what_a_court_ordered_to_be_erased(register: Service) -> None:
    case = known(register).active()
    hold, order = str(uuid4()), ordering()
    case.step("order-erasure", "director", **order)
    held = {"hold_id": hold, "ground": "court-proceedings", "document": paper()}
    case.step("place-legal-hold", "director", **held)
    erase = {"order_id": order["order_id"]}

    assert case.refused("erase-citizen", "security-officer", **erase) == (
        422,
        "legal-hold-in-place",
    )
    lift = {"hold_id": hold, "reason": "proceedings-over", "document": paper()}
    assert case.refused("lift-legal-hold", "director", **lift) == (403, "hold-placer-may-not-lift")
    case.step("lift-legal-hold", "director-2", **lift)
    assert case.shown["holds"] == []
    case.step("erase-citizen", "security-officer", **erase)

    assert (case.shown["status"], case.shown["entry"], case.shown["pin"]) == ("erased", None, None)
    assert case.shown["erasure"]["order_id"] == order["order_id"]
    assert case.shown["erasure"]["objects"] is None, "the key is still to be destroyed"
    assert case.topics()[-4:] == [
        "erasure-ordered",
        "legal-hold-placed",
        "legal-hold-lifted",
        "erased",
    ]
    assert_replayed(register, case.id)


def test_no_read_of_any_past_shows_the_person_before_the_key_is_destroyed(
    register: Service,
) -> None:
    case = known(register).active()
    number, before = case.shown["pin"], case.version
    instant = register.get(f"{case.path}/events").json()["items"][-1]["recorded_at"]
    erased(case)

    paths = [case.path, f"{case.path}/events", f"{case.path}/diff?from=1"]
    paths += [f"{case.path}?version={version}" for version in range(1, case.version + 1)]
    paths += [f"{case.path}?as_of={instant}", f"{case.path}?effective_on=2021-03-09"]
    for path in paths:
        for officer in ("area-officer", "director", "auditor", "security-officer"):
            answer = register.get(path, officer)
            assert answer.status_code == 200, answer.text
            for secret in (GIVEN, PLACE, number):
                assert secret not in answer.text, path
    assert case.read(f"?version={before}")["entry"] is None
    events = register.get(f"{case.path}/events").json()["items"]
    assert len(events) == case.version
    assert {event["sealed"] is None for event in events} == {True}
    key = "SELECT count(*) FROM data_keys WHERE subject = %s AND destroyed_at IS NULL"
    assert register.count(key, case.id, keys=True) == 1, "the eraser has not been here yet"


def test_an_answer_given_before_is_not_given_again(register: Service) -> None:
    case = known(register).approved()
    key, told = str(uuid4()), notice()
    first = register.post(f"{case.path}/notify-pin", told, key=key, if_match=case.version)
    version = case.version
    case.refresh()
    erased(case)

    again = register.post(f"{case.path}/notify-pin", told, key=key, if_match=version)

    assert GIVEN in first.text
    assert (again.status_code, again.json()["entry"], again.json()["pin"]) == (200, None, None)
    assert GIVEN not in again.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "the citizen is erased"), ("vi", "hồ sơ công dân đang ở trạng thái đã xóa")],
)
def test_every_command_on_an_erased_citizen_is_refused(
    register: Service, language: str, sentence: str
) -> None:
    case = known(register).active()
    erased(case)
    hold = {"hold_id": str(uuid4()), "ground": "x", "document": paper()}
    asked = [
        ("notify-pin", "area-officer", notice()),
        ("record-death", "civil-registrar", {"died": "2021", "document": paper()}),
        ("place-legal-hold", "director", hold),
        ("order-erasure", "director", ordering()),
        ("erase-citizen", "security-officer", {"order_id": str(uuid4())}),
    ]

    for verb, officer, body in asked:
        headers = {"accept-language": language}
        answer = register.post(
            f"{case.path}/{verb}", body, officer, if_match=case.version, **headers
        )
        assert (answer.status_code, answer.json()["detail"]) == (409, sentence), verb


def test_an_erasure_asked_for_again_is_the_same_erasure(register: Service) -> None:
    case = known(register).active()
    order = erased(case)
    version = case.version

    case.step("erase-citizen", "security-officer", order_id=order)

    assert case.version == version
    assert case.refused("erase-citizen", "security-officer-2", order_id=order) == (
        409,
        "citizen-is",
    )


def test_a_number_of_the_erased_is_never_given_again_and_a_certificate_is(
    register: Service,
) -> None:
    serial = f"{uuid4().int % 1_000_000:06}"
    declared = {"pin_declared": f"001190{serial}"}
    erased(Case(register, **declared).active())
    certificate = {"registry": "00001", "year": 2021, "number": str(uuid4().int)[:20]}
    born = {"form": "birth-notice", "birth": "2021-03-01", "marital": ..., "residences": []}
    born["birth_certificate"] = certificate
    erased(Case(register, **born).captured("civil-registrar"))

    again = Case(register, **declared).verified()
    assert again.refused("approve-citizen", "register-approver") == (409, "pin-taken")
    assert Case(register, **born).captured("civil-registrar").shown["status"] == "captured"


def test_whoever_was_merged_into_the_entry_is_erased_first(register: Service) -> None:
    source, target = known(register).active(), known(register).active()
    proposal = {"proposal_id": str(uuid4()), "target_id": target.id, "ground": "same-person"}
    source.step("propose-merge", "data-quality-officer", **proposal)
    source.step("confirm-merge", "register-approver", proposal_id=proposal["proposal_id"])
    target.refresh()
    order = ordering()
    target.step("order-erasure", "director", **order)

    refused = target.refused("erase-citizen", "security-officer", order_id=order["order_id"])
    assert refused == (409, "absorbed-not-erased")
    erased(source)
    target.step("erase-citizen", "security-officer", order_id=order["order_id"])

    assert (source.shown["status"], target.shown["status"]) == ("erased", "erased")
    assert source.shown["merged_into"] is None
    undo = {"proposal_id": proposal["proposal_id"], "reason": "two-persons"}
    assert source.refused("undo-merge", "register-approver-2", **undo) == (409, "citizen-is")


def test_the_same_hand_may_not_order_and_erase_under_two_roles(register: Service) -> None:
    case = known(register).active()
    order = ordering()
    roles = ("director", "security-officer")
    token = register.token("director", None, roles)
    headers = {"authorization": f"Bearer {token}"}
    path = f"{case.path}/order-erasure"
    asked = register.post(path, order, "director", if_match=case.version, **headers)
    assert asked.status_code == 200, asked.text

    erase = {"order_id": order["order_id"]}
    path = f"{case.path}/erase-citizen"
    answer = register.post(path, erase, "director", if_match=case.version + 1, **headers)

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("/orderer-may-not-erase")


def test_no_officer_says_that_a_key_is_destroyed(register: Service) -> None:
    case = known(register).active()
    erased(case)
    body = {"order_id": str(uuid4()), "key_id": str(uuid4()), "objects": 0, "rows": 0}

    answer = register.post(
        f"{case.path}/confirm-key-destroyed", body, "security-officer", if_match=case.version
    )

    assert answer.status_code == 404


def test_the_past_stays_readable_as_a_past_of_nobody(register: Service) -> None:
    case = known(register).active()
    erased(case)
    first = case.read("?version=1")
    items = register.get(f"{case.path}/events").json()["items"]

    assert (first["status"], first["version"]) == ("captured", 1)
    earliest = datetime.fromisoformat(items[0]["recorded_at"]) - timedelta(seconds=1)
    text = earliest.isoformat().replace("+00:00", "Z")
    answer = register.get(f"{case.path}?as_of={text}")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (
        422,
        "not-yet-recorded",
    )
