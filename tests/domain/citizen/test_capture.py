"""Form DC01 and birth notices: what they must hold, who may take them, and taking them again."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from tests.domain.citizen.givens import (
    AN,
    CHI,
    NOW,
    PLACE_GIVEN,
    captured,
    captured_event,
    context,
    dc01,
    declaration,
)

from domain.citizen import events as e
from domain.citizen.commands import CaptureCitizen
from domain.citizen.decisions import decide
from domain.citizen.facts import DeclaredRelation, Relation
from domain.citizen.forms import (
    BirthCertificate,
    DeclaredRelationGiven,
    PlaceGiven,
    RelationGiven,
    ResidenceGiven,
)
from domain.refusals import NotAllowedNow, OutsideAuthority, RuleBroken

ABROAD = PlaceGiven(as_of=date(2021, 3, 1), country="LA", detail="Viêng Chăn")


def birth_notice(**changes: Any) -> CaptureCitizen:
    certificate = BirthCertificate("00001", 2021, "123/2021")
    usual = {"form": "birth-notice", "birth": "2021-06-14", "birth_certificate": certificate}
    return dc01(**{**usual, **changes})


def faults(command: Any, actor: Any = AN) -> dict[str, str]:
    with pytest.raises(RuleBroken) as refused:
        decide(None, command, context(actor))
    return {fault.pointer: fault.code for fault in refused.value.faults}


def test_a_complete_form_opens_the_entry() -> None:
    assert decide(None, dc01(), context(AN)) == [captured_event()]


def test_an_officer_of_a_unit_that_does_not_exist_captures_nobody() -> None:
    stranger = msgspec.structs.replace(AN, unit="99999")
    assert faults(dc01(), stranger) == {"": "unit-unknown"}


def test_what_a_person_need_not_have_may_be_absent() -> None:
    [event] = decide(None, dc01(surname=None, middle="", marital="unknown"), context(AN))

    assert isinstance(event, e.Captured)
    assert event.sealed == declaration(surname="", middle="", marital="unknown")


@pytest.mark.parametrize(
    "field",
    ["given", "birth", "sex", "birth_registration", "native_place", "ethnicity", "marital"],
)
def test_a_mandatory_field_left_empty_is_refused_by_name(field: str) -> None:
    assert faults(dc01(**{field: None})) == {f"/{field}": "declaration-lacks"}


def test_a_form_without_nationality_or_signature_is_refused() -> None:
    assert faults(dc01(nationalities=())) == {"/nationalities": "declaration-lacks"}
    assert faults(dc01(signature=None)) == {"/signature": "declaration-lacks"}


def test_the_civil_registry_sends_no_marital_status_of_a_newborn() -> None:
    [event] = decide(None, birth_notice(marital=None), context(CHI))

    assert isinstance(event, e.Captured)
    assert event.sealed is not None
    assert event.sealed.marital == "unknown"


def test_a_birth_notice_names_its_certificate_and_a_form_need_not() -> None:
    assert faults(birth_notice(birth_certificate=None), CHI) == {
        "/birth_certificate": "declaration-lacks"
    }
    assert decide(None, dc01(birth_certificate=None), context(AN))


def test_all_faults_of_a_form_are_told_at_once() -> None:
    form = dc01(given=None, birth="1990-13", sex="f", cmnd9=("123456789", "12"))

    assert faults(form) == {
        "/given": "declaration-lacks",
        "/birth": "date-not-in-calendar",
        "/sex": "sex-not-listed",
        "/cmnd9/1": "cmnd9-malformed",
    }


def test_a_single_fault_lends_the_refusal_its_code() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(None, dc01(given=None), context(AN))

    assert (refused.value.code, refused.value.params) == ("declaration-lacks", {"field": "given"})


def test_nobody_is_captured_before_birth() -> None:
    assert faults(dc01(birth="2021-06-16")) == {"/birth": "birth-after-capture"}
    assert decide(None, dc01(birth="2021"), context(AN))


def test_a_unit_must_have_existed_on_the_day_its_code_is_read() -> None:
    unknown = PlaceGiven(as_of=date(2021, 3, 1), unit="99999")
    merged = PlaceGiven(as_of=date(2025, 7, 1), unit="10")
    stay = ResidenceGiven("permanent", unknown)

    assert faults(dc01(birth_registration=unknown)) == {"/birth_registration/unit": "unit-unknown"}
    assert faults(dc01(native_place=merged)) == {"/native_place/unit": "unit-unknown"}
    assert faults(dc01(residences=(stay,))) == {"/residences/0/place/unit": "unit-unknown"}


def test_a_place_has_a_unit_in_viet_nam_and_none_abroad() -> None:
    nowhere = PlaceGiven(as_of=date(2021, 3, 1))
    twice = PlaceGiven(as_of=date(2021, 3, 1), country="LA", unit="01")

    assert decide(None, dc01(native_place=ABROAD), context(AN))
    elsewhere = PlaceGiven(as_of=date(2021, 3, 1), country="XX")
    assert faults(dc01(native_place=elsewhere)) == {"/native_place/country": "country-not-listed"}
    assert faults(dc01(native_place=nowhere)) == {"/native_place/unit": "place-lacks-unit"}
    assert faults(dc01(native_place=twice)) == {"/native_place/unit": "place-abroad-has-no-unit"}


def test_a_stay_does_not_end_before_it_begins() -> None:
    stay = ResidenceGiven("temporary", PLACE_GIVEN, date(2021, 3, 2), date(2021, 3, 1))

    assert faults(dc01(residences=(stay,))) == {"/residences/0/to": "ends-before-it-begins"}


def test_a_relation_names_somebody() -> None:
    nobody = DeclaredRelationGiven("father", RelationGiven(nationality="VN"))
    known = DeclaredRelationGiven("mother", RelationGiven(name="Trần Thị Mẫu", pin="12"))

    assert faults(dc01(relations=(nobody, known))) == {
        "/relations/0/relation": "relation-names-nobody",
        "/relations/1/relation/pin": "pin-malformed",
    }


def test_relations_are_kept_as_declared() -> None:
    given = DeclaredRelationGiven("mother", RelationGiven(name="Trần Thị Mẫu", cmnd9="123456789"))

    [event] = decide(None, dc01(relations=(given,)), context(AN))

    relation = Relation(None, "Trần Thị Mẫu", None, "123456789", None, None)
    assert isinstance(event, e.Captured)
    assert event.sealed == declaration(relations=(DeclaredRelation("mother", relation),))


@pytest.mark.parametrize("late", [timedelta(minutes=5), timedelta(days=-7)])
def test_a_capture_may_be_sent_late_and_by_a_clock_five_minutes_ahead(late: timedelta) -> None:
    form = dc01(captured_at=NOW + late, occurred_at=NOW + late)

    assert decide(None, form, context(AN, occurred_at=NOW + late))


def test_nothing_happens_more_than_five_minutes_in_the_future() -> None:
    later = NOW + timedelta(minutes=5, microseconds=1)

    assert faults(dc01(captured_at=later)) == {"/captured_at": "time-in-future"}
    with pytest.raises(RuleBroken, match="time-in-future"):
        decide(None, dc01(), context(AN, occurred_at=later))


def test_no_form_was_taken_before_the_register_had_rules() -> None:
    early = NOW.replace(year=2015)

    assert faults(dc01(captured_at=early)) == {"/captured_at": "rule-unknown"}


@pytest.mark.parametrize(("form", "actor"), [("DC01", CHI), ("birth-notice", AN)])
def test_births_come_from_the_civil_registry_and_forms_from_the_police(
    form: str, actor: Any
) -> None:
    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(None, dc01(form=form), context(actor))


def test_the_same_packet_taken_again_changes_nothing() -> None:
    assert decide(captured(), dc01(), context(AN)) == []


def test_an_open_entry_is_not_captured_again_with_other_facts() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(captured(), dc01(given="Khác"), context(AN))

    assert refused.value.params == {"state": "captured"}
