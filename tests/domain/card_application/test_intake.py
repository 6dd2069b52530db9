"""The fee, the old document, the chief's approval and a return (guards 13 to 17)."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    captured,
    intake_approved,
    opened,
    returned,
    settled,
    verified,
)

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.decisions import decide
from domain.refusals import NotAllowedNow, RuleBroken, SameOfficer

PAY = c.SettleFee(amount=15_000, receipt="BL-1")
HAND_IN = c.TakeBackOldDocument(document="cmnd9", number="123456789")
RETURN = c.ReturnApplication(reasons=("portrait-blurred",), remark="mờ")


def after(state: CardApplication, *events: e.Event) -> CardApplication:
    return g.given(*((g.AN, event) for event in events), after=state)


def test_the_fee_settled_is_the_fee_due() -> None:
    assert decide(captured(), PAY, g.context(g.AN)) == [
        e.FeeSettled(15_000, "fee.base", None, e.FeeSettledSealed("BL-1"))
    ]
    with pytest.raises(RuleBroken) as refused:
        decide(captured(), c.SettleFee(amount=30_000, receipt="x"), g.context(g.AN))

    assert refused.value.code == "fee-differs"
    assert refused.value.params == {"expected": 15_000, "given": 30_000}


def test_a_waived_fee_is_nothing() -> None:
    waived = c.SettleFee(amount=0, receipt="-", waiver="authority-fault")

    [event] = decide(captured(), waived, g.context(g.AN))

    assert (event.amount, event.rule, event.waiver) == (0, "fee.waiver", "authority-fault")
    with pytest.raises(RuleBroken, match="fee-differs"):
        decide(
            captured(),
            c.SettleFee(amount=15_000, receipt="x", waiver="authority-fault"),
            g.context(g.AN),
        )


def test_a_fee_is_paid_once() -> None:
    [event] = decide(captured(), PAY, g.context(g.AN))

    assert decide(after(captured(), event), PAY, g.context(g.AN)) == []


def test_an_old_document_is_taken_back_once() -> None:
    [event] = decide(captured(), HAND_IN, g.context(g.AN))

    assert event == e.OldDocumentTakenBack("cmnd9", e.OldDocumentTakenBackSealed("123456789"))
    assert decide(after(captured(), event), HAND_IN, g.context(g.AN)) == []


def test_another_officer_than_the_one_who_captured_approves_the_intake() -> None:
    assert decide(settled(), c.ApproveIntake(), g.context(g.CHI)) == [e.IntakeApproved(1)]
    with pytest.raises(SameOfficer, match="capturer-may-not-approve-intake"):
        decide(settled(), c.ApproveIntake(), g.context(g.BINH))


def test_every_officer_who_ever_captured_is_barred() -> None:
    [again] = decide(returned(), g.recapture(), g.context(g.CHI))
    state = g.given((g.CHI, again), after=returned())

    for officer in (g.BINH, g.CHI):
        with pytest.raises(SameOfficer):
            decide(state, c.ApproveIntake(), g.context(officer))


def test_the_intake_waits_for_the_fee_and_the_old_document() -> None:
    paid = after(captured(), e.FeeSettled(15_000, "fee.base", None, None))

    with pytest.raises(RuleBroken, match="fee-not-settled"):
        decide(captured(), c.ApproveIntake(), g.context(g.CHI))
    with pytest.raises(RuleBroken) as refused:
        decide(paid, c.ApproveIntake(), g.context(g.CHI))
    assert (refused.value.code, refused.value.params) == (
        "old-document-not-taken-back",
        {"document": "cmnd9"},
    )


@pytest.mark.parametrize(
    ("kind", "lost", "document"),
    [
        ("first-issue", False, None),
        ("reissue", True, None),
        ("conversion", True, None),
        ("conversion", False, "cmnd9"),
        ("exchange", False, "card"),
    ],
)
def test_an_old_document_is_due_where_one_is_replaced_and_not_reported_lost(
    kind: str, lost: bool, document: str | None
) -> None:
    opening = opened(kind=kind, report_of_loss=g.DOCUMENT if lost else None)
    state = g.given((g.BINH, g.captured_event(fee_due=0)), after=opening)
    if document is None:
        assert decide(state, c.ApproveIntake(), g.context(g.CHI))
        return
    with pytest.raises(RuleBroken) as refused:
        decide(state, c.ApproveIntake(), g.context(g.CHI))

    assert refused.value.params == {"document": document}


def test_where_nothing_is_due_nothing_has_to_be_settled() -> None:
    opening = opened(kind="first-issue")
    state = g.given((g.BINH, g.captured_event(fee_due=0)), after=opening)

    assert state.fee_settled
    assert decide(state, c.ApproveIntake(), g.context(g.CHI))


def test_an_intake_is_approved_once_by_the_same_chief() -> None:
    other = g.officer(51, g.DISTRICT, "intake-approver")

    assert decide(intake_approved(), c.ApproveIntake(), g.context(g.CHI)) == []
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        decide(intake_approved(), c.ApproveIntake(), g.context(other))


def test_a_return_names_reasons_the_unit_and_the_day() -> None:
    [event] = decide(verified(), RETURN, g.context(g.KHANH))

    assert event == e.Returned(("portrait-blurred",), g.DISTRICT, event.due, e.RemarkSealed("mờ"))
    assert event.due.isoformat() == "2021-06-29"


def test_a_return_without_a_reason_is_refused() -> None:
    with pytest.raises(RuleBroken, match="reason-needed"):
        decide(captured(), c.ReturnApplication(), g.context(g.CHI))


def test_a_return_goes_to_a_unit_that_exists() -> None:
    nowhere = c.ReturnApplication(reasons=("x",), to_unit="999")

    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(captured(), nowhere, g.context(g.CHI))


def test_a_return_repeated_on_a_later_day_changes_nothing() -> None:
    [event] = decide(captured(), RETURN, g.context(g.CHI))
    state = g.given((g.CHI, event), after=captured())
    later = g.NOW + timedelta(days=3)

    assert decide(state, RETURN, g.context(g.CHI, now=later, occurred_at=later)) == []
    assert state.returned_to == g.DISTRICT
    assert UUID(int=0) not in state.captured_by
