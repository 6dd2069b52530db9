"""Asking for a change of a fact of an approved entry."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AMENDMENT,
    AN,
    DOCUMENT,
    DUNG,
    PAPER,
    active,
    approved,
    change,
    context,
    requested,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.facts import Change
from domain.citizen.state import Citizen
from domain.refusals import (
    AlreadyTaken,
    OutsideAuthority,
    RuleBroken,
)

APPROVE = c.ApproveAmendment(amendment_id=AMENDMENT, effective_from=date(2021, 6, 1))
REJECT = c.RejectAmendment(amendment_id=AMENDMENT, reason="not-shown")


def request(*changes: Any, **others: Any) -> c.RequestAmendment:
    usual = c.RequestAmendment(
        amendment_id=AMENDMENT,
        form="civil-status",
        legal_ground="court-ruling",
        changes=changes or (change("middle", "Văn"),),
        documents=(PAPER,),
    )
    return replace(usual, **others)


@pytest.mark.parametrize("state", [approved(), active()])
def test_a_request_keeps_what_stands_and_what_shall_stand(state: Citizen) -> None:
    diff = (Change("middle", "Thị", "Văn", "civil-status", None),)

    assert decide(state, request(), context(AN)) == [
        e.AmendmentRequested(
            AMENDMENT,
            "civil-status",
            ("middle",),
            "court-ruling",
            e.AmendmentRequestedSealed(diff, (DOCUMENT,)),
        )
    ]


def test_a_request_needs_a_paper() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(active(), request(documents=()), context(AN))

    assert refused.value.code == "document-needed"
    assert refused.value.params == {"kind": "civil-status"}
    assert refused.value.faults[0].pointer == "/documents"


def test_a_request_for_what_already_stands_records_nothing() -> None:
    assert decide(active(), request(change("middle", "Thị")), context(AN)) == []


def test_the_same_request_again_records_nothing() -> None:
    assert decide(requested(), request(), context(AN)) == []


def test_a_field_has_one_open_amendment() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(requested(), request(amendment_id=UUID(int=9)), context(AN))

    assert refused.value.code == "amendment-already-open"
    assert refused.value.params == {"field": "middle", "id": AMENDMENT}


def test_an_amendment_id_is_used_once() -> None:
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(requested(), request(change("given", "Mậu")), context(AN))
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(requested(), request(documents=(PAPER, PAPER)), context(AN))


@pytest.mark.parametrize(
    ("field", "after", "code"),
    [
        ("pin_declared", "001190000001", "field-not-changeable"),
        ("died", "2021", "field-not-changeable"),
        ("surname", "Nguye\u0302n", "name-not-composed"),
        ("surname", "Ðỗ", "name-look-alike-of-d-with-stroke"),
        ("sex", "2", "sex-not-listed"),
        ("native_place", {"as_of": "2021-03-01", "unit": "99999"}, "unit-unknown"),
        ("given", ["Mẫu"], "value-malformed"),
        ("given", "\x00", "name-character"),
    ],
)
def test_each_value_is_judged_by_its_field(field: str, after: object, code: str) -> None:
    with pytest.raises(RuleBroken, match=code) as refused:
        decide(active(), request(change("middle", "Văn"), change(field, after)), context(AN))

    assert refused.value.faults[0].pointer.startswith("/changes/1/")


def test_a_field_is_named_once() -> None:
    with pytest.raises(RuleBroken, match="field-named-twice"):
        decide(active(), request(change("middle", "A"), change("middle", "B")), context(AN))


def test_a_capture_officer_asks_by_the_form_signed_at_the_counter() -> None:
    assert decide(active(), request(form="DC02"), context(DUNG))
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(active(), request(), context(DUNG))
