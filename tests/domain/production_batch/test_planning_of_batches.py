"""A batch is planned from approved applications of one form, each in one batch at a time."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.production_batch.batch_givens import (
    BATCH,
    HANH,
    ONE,
    OTHER_BATCH,
    PLAN,
    PLANNED,
    THREE,
    TWO,
    case,
    cases,
    context,
    given,
    in_production,
    on_hold,
    planned,
    printed,
    released,
)

from domain.context import Other
from domain.production_batch import commands as c
from domain.production_batch import events as e
from domain.production_batch.decisions import decide
from domain.production_batch.readings import batch_of, batched, readings
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken

REMOVE = c.RemoveFromBatch(application_id=TWO, reason="returned")


def test_approved_applications_of_one_form_become_a_batch() -> None:
    assert decide(None, PLAN, context(others=cases())) == [PLANNED]

    state = planned()

    assert (state.status, state.priority, state.applications) == ("planned", 5, (ONE, TWO))


def test_the_same_plan_again_changes_nothing_and_another_is_refused() -> None:
    assert decide(in_production(), PLAN, context()) == []
    with pytest.raises(AlreadyTaken, match="production-batch-exists"):
        decide(planned(), replace(PLAN, priority=6), context(others=cases()))


@pytest.mark.parametrize(
    ("second", "code", "params"),
    [
        ({"two": case("verified")}, "application-is", {"id": TWO, "state": "verified"}),
        ({"two": case("delivered")}, "application-is", {"id": TWO, "state": "delivered"}),
        (
            {"two": case(card_form="barcode")},
            "application-of-form",
            {"id": TWO, "form": "barcode"},
        ),
        ({}, "application-unknown", {"id": TWO}),
    ],
)
def test_an_application_that_does_not_fit_is_named(
    second: dict[str, Any], code: str, params: dict[str, Any]
) -> None:
    others = cases(one=case(), **second)

    with pytest.raises(RuleBroken) as refused:
        decide(None, PLAN, context(others=others))

    assert (refused.value.code, refused.value.params) == (code, params)
    assert refused.value.faults[0].pointer == "/applications/1"


def test_an_application_of_another_batch_is_named_with_that_batch() -> None:
    others = {**cases(), batch_of(ONE): Other(OTHER_BATCH, 1, planned())}

    with pytest.raises(RuleBroken, match="application-already-in-batch") as refused:
        decide(None, PLAN, context(others=others))

    assert refused.value.params == {"id": ONE, "batch": OTHER_BATCH}


def test_every_application_that_does_not_fit_is_named_at_once() -> None:
    others = cases(one=case("printed"), two=case("refused"))

    with pytest.raises(RuleBroken, match="form-incorrect") as refused:
        decide(None, replace(PLAN, destination="99999"), context(others=others))

    assert [fault.pointer for fault in refused.value.faults] == [
        "/destination",
        "/applications/0",
        "/applications/1",
    ]


def test_an_application_is_named_once() -> None:
    twice = replace(PLAN, applications=(ONE, ONE))

    with pytest.raises(RuleBroken, match="application-named-twice"):
        decide(None, twice, context(others=cases()))


def test_the_destination_is_a_unit_of_that_day() -> None:
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(None, replace(PLAN, destination="99999"), context(others=cases()))


def test_the_plan_sees_each_application_and_the_batch_that_holds_it() -> None:
    seen = readings(None, replace(PLAN, applications=(ONE, TWO, ONE)), BATCH)

    assert [(one.name, one.kind, one.stream, one.expect) for one in seen[:2]] == [
        (f"application/{ONE}", "card-application", ONE, True),
        (f"application/{TWO}", "card-application", TWO, True),
    ]
    assert [(one.name, one.kind, one.claim) for one in seen[2:]] == [
        (f"batched/{id_}", "production-batch", batched(id_)) for id_ in (ONE, TWO)
    ]
    assert readings(planned(), c.ReleaseBatch(), BATCH) == ()


def test_an_application_is_removed_for_a_reason() -> None:
    event = e.ApplicationRemoved(TWO, "returned")

    assert decide(planned(), REMOVE, context(others=cases())) == [event]

    state = given((HANH, event), (HANH, e.ApplicationRemoved(ONE, "x")), after=planned())
    assert state.applications == ()
    assert decide(state, REMOVE, context()) == []
    with pytest.raises(RuleBroken, match="application-not-in-batch"):
        decide(state, replace(REMOVE, reason="other"), context())


def test_only_an_application_of_the_batch_is_removed() -> None:
    with pytest.raises(RuleBroken, match="application-not-in-batch"):
        decide(planned(), replace(REMOVE, application_id=THREE), context())


def test_a_card_begun_in_this_batch_stays_in_its_balance() -> None:
    held_back = on_hold(in_production())
    begun = context(others=cases(two=printed("printing")))
    elsewhere = context(others=cases(two=printed("printing"), one=case()))

    with pytest.raises(RuleBroken, match="application-is"):
        decide(held_back, REMOVE, begun)
    assert decide(held_back, REMOVE, replace(elsewhere, stream=OTHER_BATCH))
    assert decide(held_back, REMOVE, context(others=cases()))


@pytest.mark.parametrize(
    "command",
    [
        replace(REMOVE, reason=None),
        c.CancelBatch(),
        c.HoldBatch(),
        c.ResumeBatch(),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_reason_is_needed(command: Any) -> None:
    with pytest.raises(RuleBroken, match="reason-needed") as refused:
        decide(planned(), command, context(others=cases()))

    assert refused.value.faults[0].pointer == "/reason"


def test_a_batch_is_released_without_a_reason_but_not_without_applications() -> None:
    empty = planned(applications=())

    assert decide(planned(), c.ReleaseBatch(), context()) == [e.Released(None)]
    assert decide(released(), c.ReleaseBatch(), context()) == []
    with pytest.raises(RuleBroken, match="batch-is-empty"):
        decide(empty, c.ReleaseBatch(), context())


def test_a_batch_for_which_blanks_were_handed_over_is_not_cancelled() -> None:
    cancel = c.CancelBatch(reason="wrong-plan")

    assert decide(on_hold(released()), cancel, context()) == [e.Cancelled("wrong-plan")]
    with pytest.raises(NotAllowedNow) as refused:
        decide(on_hold(in_production()), cancel, context())
    assert refused.value.params == {"state": "in-production"}
