"""Correcting a keyed declaration, and taking it again after a return."""

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AN,
    CHI,
    DUNG,
    OTHER_COMMUNE,
    PACKET,
    captured,
    change,
    context,
    dc01,
    declaration,
    officer,
    recapture_of,
    returned,
    verified,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.decisions import decide
from domain.citizen.facts import Change
from domain.refusals import NotAllowedNow, OutsideAuthority, Refusal, RuleBroken


def test_a_correction_keeps_what_stood_before() -> None:
    command = c.CorrectCapture(changes=(change("given", "Mậu"), change("religion", None)))

    diff = (Change("given", "Mẫu", "Mậu", "civil-status", None),)
    assert decide(captured(), command, context(AN)) == [
        e.CaptureCorrected(("given",), e.DiffSealed(diff))
    ]


def test_a_correction_of_nothing_records_nothing() -> None:
    command = c.CorrectCapture(changes=(change("given", "Mẫu"),))

    assert decide(captured(), command, context(AN)) == []


@pytest.mark.parametrize(
    ("field", "after", "pointer", "code"),
    [
        ("given", "", "/changes/0/after", "given-name-empty"),
        ("birth", "1990-02-30", "/changes/0/after", "date-not-in-calendar"),
        ("birth", 1990, "/changes/0/after", "value-malformed"),
        ("birth", None, "/changes/0/after", "value-malformed"),
        ("nationalities", [], "/changes", "declaration-lacks"),
        ("native_place", {"as_of": "2021-03-01", "x": 1}, "/changes/0/after", "value-malformed"),
        ("birth_year", 1991, "/changes/0/field", "field-not-changeable"),
        ("signature", "x", "/changes/0/field", "field-not-changeable"),
    ],
)
def test_a_correction_is_judged_like_the_form(
    field: str, after: object, pointer: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(captured(), c.CorrectCapture(changes=(change(field, after),)), context(AN))

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(pointer, code)]


def test_only_the_unit_that_captured_corrects() -> None:
    neighbour = officer(50, OTHER_COMMUNE, "area-officer")
    command = c.CorrectCapture(changes=(change("given", "Mậu"),))

    with pytest.raises(OutsideAuthority, match="unit-outside-authority"):
        decide(captured(), command, context(neighbour))


def test_a_returned_entry_is_taken_again_whole() -> None:
    [event] = decide(returned(), recapture_of(dc01(given="Mậu")), context(DUNG))

    assert isinstance(event, e.Recaptured)
    assert (event.capture_attempt, event.sealed) == (2, declaration(given="Mậu"))


def test_the_same_recapture_again_changes_nothing() -> None:
    once = captured()
    command = recapture_of(dc01(), packet_id=PACKET)

    assert decide(once, command, context(AN)) == []


def test_only_a_returned_entry_is_taken_again() -> None:
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(verified(), recapture_of(dc01()), context(AN))


def test_a_refused_form_says_where_and_never_raises_anything_else() -> None:
    broken = replace(dc01(), birth="9" * 10, sex="\x00", ethnicity="?", cmnd9=("x",) * 10)

    with pytest.raises(Refusal):
        decide(None, broken, context(AN))


def test_the_form_decides_who_takes_it_again_too() -> None:
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(returned(), recapture_of(dc01()), context(CHI))
