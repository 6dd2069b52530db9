"""The same command again: answered as then, to whom the record is still open, and done once."""

from typing import Any
from uuid import uuid4

from citizen_case import DONG_VAN, Case, dc01
from service import Service


def test_a_repeated_command_gets_the_same_answer_byte_for_byte(register: Service) -> None:
    """Also after the record has moved on: the answer is that of its own version (formats §4)."""
    body, key = dc01(), str(uuid4())
    first = register.post("/v1/citizens", body, key=key)
    register.post(
        f"/v1/citizens/{body['id']}/verify-citizen",
        {"against": ["citizen"]},
        "commune-chief",
        if_match=1,
    )

    again = register.post("/v1/citizens", body, key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"] == '"1"'
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers


def test_a_repeat_is_not_answered_once_the_officer_has_left_the_unit_or_the_role(
    register: Service,
) -> None:
    body, key, verified = dc01(), str(uuid4()), str(uuid4())
    path, against = f"/v1/citizens/{body['id']}/verify-citizen", {"against": ["citizen"]}
    register.post("/v1/citizens", body, key=key)
    register.post(path, against, "commune-chief", key=verified, if_match=1)

    def verifying(**who: Any) -> int:
        officer = register.token("commune-chief", **who)
        headers = {
            "authorization": f"Bearer {officer}",
            "idempotency-key": verified,
            "if-match": '"1"',
        }
        return register.client.post(path, json=against, headers=headers).status_code

    assert register.post("/v1/citizens", body, key=key, unit=DONG_VAN).status_code == 403
    assert verifying(unit=DONG_VAN) == 403
    assert verifying(roles=("auditor",)) == 403
    assert verifying() == 200


def test_an_effect_already_in_place_is_accepted_and_makes_no_event(register: Service) -> None:
    case = Case(register).verified()
    events_before = register.count("SELECT count(*) FROM events")
    keys_before = register.count("SELECT count(*) FROM idempotency")

    shown = case.step("verify-citizen", "commune-chief", against=["household-book"])

    assert shown["version"] == 2
    assert register.count("SELECT count(*) FROM events") == events_before
    assert register.count("SELECT count(*) FROM idempotency") == keys_before + 1


def test_a_repeat_is_not_answered_to_a_role_that_the_form_does_not_know(register: Service) -> None:
    """A registrar captures births and no declarations, also not one captured before."""
    body, key = dc01(), str(uuid4())
    first = register.post("/v1/citizens", body, key=key)
    registrar = register.token("area-officer", roles=("civil-registrar",))

    headers = {"authorization": f"Bearer {registrar}", "idempotency-key": key}
    again = register.client.post("/v1/citizens", json=body, headers=headers)

    assert (first.status_code, again.status_code) == (201, 403)
