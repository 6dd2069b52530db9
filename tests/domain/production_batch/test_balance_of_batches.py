"""The balance of a batch: blanks handed over, cards counted, applications printed."""

from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.production_batch.batch_givens import (
    BATCH,
    ONE,
    OTHER_BATCH,
    OTHER_OPERATOR,
    PHUC,
    QUYEN,
    SON,
    TWO,
    balanced,
    case,
    cases,
    context,
    counted,
    given,
    in_discrepancy,
    printed,
)

from domain.production_batch import commands as c
from domain.production_batch import events as e
from domain.production_batch.balance import PRINTED
from domain.production_batch.decisions import decide
from domain.production_batch.readings import readings
from domain.refusals import RuleBroken, SameOfficer

CLOSE = c.CloseBatch()
RESOLVE = c.ResolveBatchDiscrepancy(finding="miscounted")
BOTH = cases(one=printed(), two=printed())


def test_a_batch_balances_when_cards_and_applications_agree() -> None:
    assert decide(counted(), CLOSE, context(QUYEN, others=BOTH)) == [e.Balanced(0, 2)]
    assert decide(balanced(), CLOSE, context(QUYEN, others=BOTH)) == []
    assert (balanced().status, balanced().missing, balanced().expected_good) == ("balanced", 0, 2)


@pytest.mark.parametrize("status", sorted(PRINTED))
def test_every_stage_after_printing_counts_as_printed(status: str) -> None:
    others = cases(one=printed(), two=printed(status))

    assert decide(counted(), CLOSE, context(QUYEN, others=others)) == [e.Balanced(0, 2)]


@pytest.mark.parametrize(
    "second",
    [
        printed("printing"),
        printed("outcome-unknown"),
        printed("approved"),
        printed("closed"),
        replace(printed(), batch_id=OTHER_BATCH),
        case(),
    ],
)
def test_an_application_not_printed_in_this_batch_is_not_expected(second: Any) -> None:
    others = cases(one=printed(), two=second)

    assert decide(counted(), CLOSE, context(QUYEN, others=others)) == [e.DiscrepancyFound(0, 1)]


def test_a_closed_application_whose_card_is_to_be_destroyed_was_printed() -> None:
    others = cases(one=printed(), two=printed("closed", destroy_card=True))

    assert decide(counted(), CLOSE, context(QUYEN, others=others)) == [e.Balanced(0, 2)]


@pytest.mark.parametrize(("left_after", "missing"), [(3, 1), (0, 4), (5, -1)])
def test_blanks_that_do_not_add_up_are_a_discrepancy(left_after: int, missing: int) -> None:
    state = counted(left_after=left_after)

    [event] = decide(state, CLOSE, context(QUYEN, others=BOTH))

    assert event == e.DiscrepancyFound(missing, 2)
    after = given((QUYEN, event), after=state)
    assert (after.status, after.missing) == ("in-discrepancy", missing)
    assert decide(after, CLOSE, context(QUYEN, others=BOTH)) == []


@for_any(st.lists(st.integers(0, 1000), min_size=5, max_size=5))
def test_a_batch_balances_exactly_when_nothing_is_missing(counts: list[int]) -> None:
    state = replace(counted(), count=e.Counted(*counts))

    [event] = decide(state, CLOSE, context(QUYEN, others=BOTH))

    even = sum(counts) == 12 and counts[0] == 2
    assert isinstance(event, e.Balanced) == even
    assert event.missing == 12 - sum(counts)


def test_who_printed_may_not_close() -> None:
    both = replace(PHUC, roles=("print-operator", "quality-controller"))
    helped = replace(OTHER_OPERATOR, roles=("print-operator", "quality-controller"))
    by_other = cases(one=printed(), two=replace(printed(), printed_by=OTHER_OPERATOR.officer))

    for officer in (both, helped):
        with pytest.raises(SameOfficer, match="operator-may-not-close"):
            decide(counted(), CLOSE, context(officer, others=by_other))
    assert decide(counted(), CLOSE, context(helped, others=BOTH)) == [e.Balanced(0, 2)]


def test_the_close_sees_every_application_of_the_batch() -> None:
    seen = readings(counted(), CLOSE, BATCH)

    assert [(one.stream, one.expect) for one in seen] == [(ONE, True), (TWO, True)]


def test_two_officers_settle_a_discrepancy() -> None:
    signed = context(SON, countersigner=QUYEN)

    [event] = decide(in_discrepancy(), RESOLVE, signed)
    state = given((SON, event), after=in_discrepancy())

    assert event == e.DiscrepancyResolved("miscounted", QUYEN.officer)
    assert (state.status, state.finding) == ("balanced", "miscounted")
    assert decide(state, RESOLVE, signed) == []


def test_a_discrepancy_is_not_settled_by_one_officer_or_without_a_finding() -> None:
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(in_discrepancy(), RESOLVE, context(SON))
    with pytest.raises(RuleBroken, match="reason-needed") as refused:
        decide(in_discrepancy(), c.ResolveBatchDiscrepancy(), context(SON, countersigner=QUYEN))
    assert refused.value.faults[0].pointer == "/finding"
