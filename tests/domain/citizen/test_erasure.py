"""Erasing a person: what the law asks first, and what is left after (domain §1.1, 23 and 24).

Long because each guard and each thing that an erasure leaves has its test.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.citizen.givens import (
    CITIZEN,
    ERASER,
    KEY,
    MAI,
    NOW,
    ORDER,
    OTHER,
    PAPER,
    QUAN,
    THANG,
    active,
    approved,
    captured,
    context,
    dc01,
    envelope,
    given,
    ordered,
    proposed,
    requested,
    returned,
    verified,
    with_cancellation_requested,
)
from tests.domain.citizen.two_entries import merged

from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.claims import claims
from domain.citizen.deadlines import waits
from domain.citizen.decisions import decide
from domain.citizen.endings import ErasureOrder
from domain.citizen.person import Citizen
from domain.citizen.readings import readings
from domain.citizen.state import evolve
from domain.claims import Claim
from domain.context import Context, Other, local_day
from domain.deadlines import MarkDeadlineMissed
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import AlreadyTaken, NotAllowedNow, RuleBroken, SameOfficer
from domain.waits import due_at, escalates_to

ORDER_IT = c.OrderErasure(order_id=ORDER, ground="court-order", order=PAPER)
ERASE = c.EraseCitizen(order_id=ORDER)
DESTROYED = c.ConfirmKeyDestroyed(order_id=ORDER, key_id=KEY, objects=3, rows=7)
LAW = Policy(SEEDS)
NO_RETENTION = Policy(
    tuple(
        replace(rule, parameters={"grounds": ["not-a-person"]})
        if rule.key == "erasure.grounds"
        else rule
        for rule in SEEDS
    )
)


def erasing(actor: Actor = THANG, **changes: Any) -> Context:
    return context(actor, facts=KEY, **changes)


def erased(state: Citizen) -> Citizen:
    (event,) = decide(ordered(state), ERASE, erasing())
    return given((THANG, event), after=ordered(state))


@pytest.mark.parametrize(
    "state",
    [
        captured(),
        verified(),
        returned(),
        approved(),
        active(),
        merged(proposed(active()), active())[0],
    ],
    ids=lambda one: one.status,
)
def test_any_entry_is_ordered_to_be_erased_and_then_erased_by_another(state: Citizen) -> None:
    (order,) = decide(state, ORDER_IT, context(QUAN))
    after = given((QUAN, order), after=state)
    (event,) = decide(after, ERASE, erasing())

    assert after.status == state.status
    assert after.erasure_order == ErasureOrder(ORDER, "court-order", QUAN.officer)
    assert event == e.Erased(ORDER, KEY)
    assert given((THANG, event), after=after).status == "erased"


@pytest.mark.parametrize(
    "ground", ["not-a-person", "not-a-citizen", "court-order", "retention-ended"]
)
def test_the_four_grounds_of_the_law(ground: str) -> None:
    assert decide(active(), replace(ORDER_IT, ground=ground), context(QUAN))  # type: ignore[arg-type]


def test_a_ground_that_the_policy_does_not_name_erases_nothing() -> None:
    law = {"policy": NO_RETENTION}
    for state, command in ((active(), ORDER_IT), (ordered(active()), ERASE)):
        with pytest.raises(RuleBroken) as refused:
            decide(state, command, erasing(**law))
        assert refused.value.code == "history-must-be-kept"
        assert refused.value.params["ground"] == "court-order"


def test_an_order_repeated_changes_nothing_and_stands_alone() -> None:
    state = ordered(active())

    assert decide(state, ORDER_IT, context(QUAN)) == []
    with pytest.raises(AlreadyTaken, match="id-used"):
        decide(state, replace(ORDER_IT, ground="not-a-person"), context(QUAN))
    with pytest.raises(NotAllowedNow) as refused:
        decide(state, replace(ORDER_IT, order_id=OTHER), context(QUAN))
    assert (refused.value.code, refused.value.params) == ("erasure-already-ordered", {"id": ORDER})


def test_nothing_is_erased_without_an_order_of_that_id() -> None:
    for state in (active(), ordered(active())):
        with pytest.raises(NotAllowedNow) as refused:
            decide(state, replace(ERASE, order_id=OTHER), erasing())
        assert (refused.value.code, refused.value.params) == ("erasure-not-ordered", {"id": OTHER})


def test_who_ordered_may_not_erase_whatever_their_roles() -> None:
    both_roles = Actor(QUAN.officer, "centre", ("director", "security-officer"))

    with pytest.raises(SameOfficer, match="orderer-may-not-erase"):
        decide(ordered(active()), ERASE, erasing(both_roles))


def test_the_order_waits_for_the_security_officer_and_the_key_for_the_eraser() -> None:
    (order,) = (one for one in waits(ordered(active())) if one.stage == "erasure-ordered")
    (key,) = waits(erased(active()))

    assert (order.owner_role, order.owner_unit) == ("security-officer", "centre")
    assert (key.stage, key.owner_role, key.owner_unit) == ("erased", "eraser", "centre")
    assert escalates_to(order, NOW, LAW, NOW) == "director"
    assert escalates_to(key, NOW, LAW, NOW) == "security-officer"
    assert due_at(key, NOW, LAW, NOW) == NOW + timedelta(hours=1)
    assert local_day(due_at(order, NOW, LAW, NOW)) == date(2021, 6, 22), "five working days"


def test_the_timer_may_tell_that_the_key_still_stands() -> None:
    late = MarkDeadlineMissed(
        stage="erased", due=NOW - timedelta(hours=1), owner_role="eraser", owner_unit="centre"
    )

    assert decide(erased(active()), late, context(ERASER))


def test_nothing_personal_is_left() -> None:
    for state in (
        with_cancellation_requested(requested()),
        merged(proposed(active()), active())[0],
    ):
        after = erased(state)

        assert after.entry is None
        assert (after.pin, {pin.number for pin in after.pins}) == (None, {None})
        assert (after.amendments, after.effects, after.pin_notified) == ((), {}, None)
        assert (after.merged_into, after.cancellation) == (None, None)
        assert not {"Nguyễn", "003190000001", "1990"} & set(repr(after).split("'"))


def test_what_the_public_parts_tell_stays() -> None:
    missed = e.DeadlineMissed("approved", NOW, "area-officer", "00001")
    before = given((MAI, missed), (MAI, e.DeathRecorded(None)), after=approved())
    after = erased(before)

    assert (after.standing, after.missed) == ("dead", before.missed)
    assert (after.collecting_unit, after.capture) == (before.collecting_unit, before.capture)


def test_with_the_key_gone_a_history_loads_to_what_stood_before() -> None:
    whole = _history()
    bare = [_keyless(event) for event in whole]

    assert _folded(bare) == _folded(whole)


def test_erased_again_by_the_same_officer_changes_nothing() -> None:
    assert decide(erased(active()), ERASE, erasing()) == []
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(erased(active()), ERASE, erasing(MAI))


def test_the_eraser_says_once_what_went_with_the_key() -> None:
    (event,) = decide(erased(active()), DESTROYED, context(ERASER))
    after = given((ERASER, event), after=erased(active()))

    assert event == e.KeyDestroyed(ORDER, KEY, 3, 7)
    assert waits(after) == ()
    assert decide(after, replace(DESTROYED, objects=0, rows=0), context(ERASER)) == []


@pytest.mark.parametrize("changes", [{"key_id": OTHER}, {"order_id": OTHER}])
def test_another_key_is_not_the_one_to_be_destroyed(changes: dict[str, UUID]) -> None:
    with pytest.raises(RuleBroken, match="key-not-to-be-destroyed"):
        decide(erased(active()), replace(DESTROYED, **changes), context(ERASER))


def test_a_key_is_destroyed_of_the_erased_only() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(ordered(active()), DESTROYED, context(ERASER))

    assert refused.value.params == {"state": "active"}


def test_an_erasure_lets_go_of_the_birth_certificate_and_never_of_the_number() -> None:
    assert claims((e.Erased(ORDER, KEY),), active(), ERASE) == (
        Claim("birth-certificate", "", sealed=True, action="release"),
    )


def test_whoever_ended_in_this_entry_is_the_same_person_and_erased_first() -> None:
    source, target = merged(proposed(active()), active())
    (reading,) = readings(ordered(target), ERASE, OTHER)

    assert (reading.kind, reading.stream, reading.expect) == ("citizen", CITIZEN, True)
    with pytest.raises(NotAllowedNow) as refused:
        decide(ordered(target), ERASE, erasing(others={"x": Other(CITIZEN, 8, source)}))
    assert (refused.value.code, refused.value.params) == ("absorbed-not-erased", {"id": CITIZEN})
    assert decide(ordered(target), ERASE, erasing(others={"x": Other(CITIZEN, 9, erased(source))}))


def test_a_capture_of_the_erased_is_no_new_entry() -> None:
    with pytest.raises(NotAllowedNow, match="citizen-is"):
        decide(erased(active()), dc01(), context(MAI))


def _history() -> list[e.Event]:
    sealed = e.AmendmentRequestedSealed((), (PAPER.fact(),))
    return [
        e.Captured("DC01", UUID(int=1), "citizen", NOW, False, None),
        e.PinEstablished("bulk", e.PinEstablishedSealed("003190000001", None)),
        e.AmendmentRequested(UUID(int=2), "DC02", ("given",), "x", sealed),
        e.RelationRecorded("father", NOW.date(), None, None),
        e.MergeProposed(UUID(int=3), "x", e.OtherCitizenSealed(OTHER)),
        e.Merged(UUID(int=3), e.MergedSealed(OTHER, ("given",))),
        e.LegalHoldPlaced(UUID(int=4), "x", e.LegalHoldSealed(PAPER.fact())),
        e.ErasureOrdered(ORDER, "court-order", e.ErasureOrderedSealed(PAPER.fact())),
        e.Erased(ORDER, KEY),
        e.KeyDestroyed(ORDER, KEY, 0, 0),
    ]


def _keyless(event: Any) -> Any:
    return replace(event, sealed=None) if hasattr(event, "sealed") else event


def _folded(history: list[Any]) -> Citizen | None:
    state = None
    for event in history:
        state = evolve(state, event, envelope(MAI))
    return state
