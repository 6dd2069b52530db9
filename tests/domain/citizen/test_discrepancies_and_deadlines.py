"""Sources that disagree, and waits that last too long.

Long because each stage in which an entry waits (domain §1.14) is told once.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    AMENDMENT,
    AN,
    BINH,
    COMMUNE,
    DISCREPANCY,
    DOCUMENT,
    HOA,
    NOW,
    PAPER,
    PIN,
    TIMER,
    active,
    approved,
    captured,
    context,
    given,
    requested,
    returned,
    verified,
    with_cancellation_requested,
)

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.deadlines import waits
from domain.citizen.decisions import decide
from domain.citizen.state import Citizen
from domain.deadlines import MarkDeadlineMissed
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken
from domain.waits import due_at

RAISE = c.RaiseDiscrepancy(
    discrepancy_id=DISCREPANCY,
    field="birth",
    sources=("household-book", "civil-status"),
    values=("1990", "1991"),
)
RESOLVE = c.ResolveDiscrepancy(
    discrepancy_id=DISCREPANCY, finding="first-right", documents=(PAPER,)
)
MISSED = MarkDeadlineMissed(
    stage="captured",
    due=NOW - timedelta(hours=1),
    owner_role="commune-chief",
    owner_unit=COMMUNE,
)


def disputed() -> Citizen:
    [event] = decide(active(), RAISE, context(AN))
    return given((AN, event), after=active())


@pytest.mark.parametrize("state", [captured(), verified(), returned(), approved(), active()])
def test_a_disagreement_is_recorded_in_every_state_of_the_entry(state: Citizen) -> None:
    assert decide(state, RAISE, context(AN)) == [
        e.DiscrepancyRaised(
            DISCREPANCY,
            "birth",
            ("household-book", "civil-status"),
            COMMUNE,
            date(2021, 6, 29),
            e.DiscrepancyRaisedSealed(("1990", "1991")),
        )
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"field": "colour"}, "field-unknown-in-entry"), ({"owner_unit": "99999"}, "unit-unknown")],
)
def test_a_disagreement_is_on_a_field_and_has_an_owner(changes: Any, code: str) -> None:
    fields = {f: getattr(RAISE, f) for f in RAISE.__struct_fields__}

    with pytest.raises(RuleBroken, match=code):
        decide(active(), c.RaiseDiscrepancy(**{**fields, **changes}), context(AN))


def test_a_disagreement_is_raised_once() -> None:
    other = c.RaiseDiscrepancy(discrepancy_id=DISCREPANCY, field="sex", sources=("a", "b"))

    assert decide(disputed(), RAISE, context(AN)) == []
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(disputed(), other, context(AN))


@pytest.mark.parametrize("others", [{"values": ("1990", "1992")}, {"values": ()},
                                    {"owner_unit": "00004"}])  # fmt: skip
def test_a_disagreement_of_other_values_is_another_one(others: dict[str, Any]) -> None:
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(disputed(), replace(RAISE, **others), context(AN))


@pytest.mark.parametrize("values", [("1990",), ("1990", "1991", "1992")])
def test_each_source_says_one_value(values: tuple[str, ...]) -> None:
    with pytest.raises(RuleBroken, match="values-not-one-per-source") as refused:
        decide(active(), replace(RAISE, values=values), context(AN))

    assert refused.value.faults[0].pointer == "/values"
    assert decide(active(), replace(RAISE, values=()), context(AN))


def test_a_finding_by_another_paper_is_another_finding() -> None:
    [event] = decide(disputed(), RESOLVE, context(HOA))
    state = given((HOA, event), after=disputed())

    with pytest.raises(NotAllowedNow, match="discrepancy-not-open"):
        decide(state, replace(RESOLVE, remark="x"), context(HOA))


def test_a_finding_closes_it_and_names_its_document() -> None:
    [event] = decide(disputed(), RESOLVE, context(HOA))
    state = given((HOA, event), after=disputed())

    sealed = e.DiscrepancyResolvedSealed((DOCUMENT,), None)
    assert event == e.DiscrepancyResolved(DISCREPANCY, "first-right", sealed)
    assert state.discrepancies == ()
    assert decide(state, RESOLVE, context(HOA)) == []
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(state, RAISE, context(AN))


def test_a_finding_without_document_is_refused() -> None:
    command = c.ResolveDiscrepancy(discrepancy_id=DISCREPANCY, finding="same-meaning")

    with pytest.raises(RuleBroken, match="finding-without-document"):
        decide(disputed(), command, context(HOA))


def test_only_an_open_disagreement_is_resolved() -> None:
    with pytest.raises(NotAllowedNow, match="discrepancy-not-open"):
        decide(active(), RESOLVE, context(HOA))


def stages(state: Citizen) -> tuple[str, ...]:
    return tuple(wait.stage for wait in waits(state))


def reestablished() -> Citizen:
    established = e.PinEstablished("re-established", e.PinEstablishedSealed(PIN, PIN))
    return given((BINH, established), after=active())


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        (captured(), ("captured",)),
        (verified(), ("verified",)),
        (returned(), ("returned",)),
        (approved(), ("approved",)),
        (active(), ()),
        (reestablished(), ("pin-re-established",)),
        (requested(), ("amendment-open",)),
        (disputed(), ("discrepancy-open",)),
        (with_cancellation_requested(active()), ("pin-cancellation-requested",)),
    ],
)
def test_each_state_waits_in_named_stages_or_rests(
    state: Citizen, waiting: tuple[str, ...]
) -> None:
    assert stages(state) == waiting


@pytest.mark.parametrize(
    ("state", "owner", "unit", "due"),
    [
        (captured(), "commune-chief", COMMUNE, "2021-06-22T10:00"),
        (verified(), "register-approver", "centre", "2021-06-17T10:00"),
        (returned(), "area-officer", COMMUNE, "2021-06-29T10:00"),
        (approved(), "area-officer", COMMUNE, "2021-07-06T10:00"),
        (reestablished(), "area-officer", COMMUNE, "2021-07-06T10:00"),
        (requested(), "commune-chief", COMMUNE, "2021-06-29T10:00"),
        (disputed(), "data-officer", COMMUNE, "2021-06-29T10:00"),
        (with_cancellation_requested(active()), "director", "centre", "2021-07-06T10:00"),
    ],
)
def test_every_wait_has_an_owner_and_a_deadline(
    state: Citizen, owner: str, unit: str, due: str
) -> None:
    [wait] = waits(state)

    assert (wait.owner_role, wait.owner_unit) == (owner, unit)
    moment = due_at(wait, NOW, context(TIMER).policy, NOW)
    assert moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == due


def test_a_newborn_waits_for_its_number_until_the_day_ends() -> None:
    capture = verified().capture
    assert capture is not None
    newborn = replace(verified(), capture=replace(capture, form="birth-notice"))

    [wait] = waits(newborn)

    moment = due_at(wait, NOW, context(TIMER).policy, NOW)
    assert moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == "2021-06-15T16:59"


def test_a_missed_deadline_is_told_once_and_moves_nothing() -> None:
    [event] = decide(captured(), MISSED, context(TIMER))
    state = given((TIMER, event), after=captured())

    assert event == e.DeadlineMissed("captured", MISSED.due, "commune-chief", COMMUNE)
    assert (state.status, stages(state)) == ("captured", ("captured",))
    assert decide(state, MISSED, context(TIMER)) == []


def test_what_does_not_wait_misses_nothing() -> None:
    with pytest.raises(NotAllowedNow, match="citizen-waits-not"):
        decide(active(), MISSED, context(TIMER))


def test_a_deadline_ahead_is_not_missed() -> None:
    ahead = MarkDeadlineMissed(
        stage="captured", due=datetime(2021, 6, 16, tzinfo=UTC), owner_role="x", owner_unit=COMMUNE
    )

    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(captured(), ahead, context(TIMER))


def test_amendments_and_disagreements_share_their_ids() -> None:
    same_id = c.RaiseDiscrepancy(discrepancy_id=AMENDMENT, field="birth", sources=("a", "b"))

    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(requested(), same_id, context(AN))
