"""Form CC02 and the biometrics: what the law of the day wants, every fault at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import opened

from domain.card_application.decisions import decide
from domain.card_application.forms import FingerGiven
from domain.citizen.forms import PlaceGiven
from domain.device.state import TrustPeriod
from domain.refusals import NotAllowedNow, RuleBroken

NOT_SIGNED = {"cc02": None, "citizen_signature": None}
CHILD_DAY = datetime(2024, 9, 2, 3, 0, tzinfo=UTC)


def faults(command: Any = None, **changes: Any) -> list[tuple[str, str]]:
    context = g.context(g.BINH, **changes)
    with pytest.raises(RuleBroken) as refused:
        decide(opened(), command, context)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def take(command: Any = None, birth: str | None = None, at: datetime = g.NOW) -> Any:
    others = {"citizen": g.of_age(birth)} if birth else {}
    if at != g.NOW:
        others[f"device/{g.DEVICE}"] = g.device(trust=(TrustPeriod(at - timedelta(days=1)),))
    context = g.context(g.BINH, others=others, now=at, occurred_at=at)
    [event] = decide(opened(), command or g.complete_capture(), context)
    return event


def without(*positions: int) -> tuple[FingerGiven, ...]:
    return tuple(one for one in g.TEN_GIVEN if one.position not in positions)


def test_the_first_capture_is_number_one_and_says_what_is_to_be_paid() -> None:
    assert take() == g.captured_event()


@pytest.mark.parametrize(
    ("kind", "reason", "fee"),
    [
        ("conversion", "chip-card", 15_000),
        ("exchange", "damaged", 25_000),
        ("reissue", "lost", 35_000),
        ("first-issue", "first", 0),
        ("exchange", "authority-fault", 0),
    ],
)
def test_the_fee_is_that_of_the_kind_on_the_day_and_nothing_for_the_authoritys_fault(
    kind: str, reason: str, fee: int
) -> None:
    [event] = decide(opened(kind=kind, reason=reason), g.complete_capture(), g.context(g.BINH))

    assert event.fee_due == fee


def test_a_finger_is_captured_or_explained() -> None:
    explained = (*without(2), FingerGiven(2, missing="amputated", tries=0))

    assert faults(g.complete_capture(fingers=without(2))) == [("/fingers", "finger-unexplained")]
    assert faults(g.complete_capture(fingers=(*without(2), FingerGiven(2)))) == [
        ("/fingers", "finger-unexplained")
    ]
    assert take(g.complete_capture(fingers=explained)).fingers[-1].missing == "amputated"


def test_a_finger_is_not_both_and_not_twice() -> None:
    both = (*without(2), FingerGiven(2, 80, "worn"))
    twice = (*g.TEN_GIVEN, FingerGiven(2, 70))

    assert faults(g.complete_capture(fingers=both)) == [
        ("/fingers", "finger-captured-and-explained")
    ]
    assert faults(g.complete_capture(fingers=twice)) == [("/fingers", "finger-named-twice")]


def test_every_fault_of_the_form_is_named_at_once() -> None:
    command = g.complete_capture(
        fingers=without(1, 2),
        portrait=None,
        **NOT_SIGNED,
        dossier_number="",
        features="",
        finger_images=(),
        templates=(),
        captured_at=g.NOW + timedelta(hours=1),
        delivery_place=PlaceGiven(as_of=date(2021, 3, 1)),
        devices=(),
    )

    assert faults(command) == [
        ("/captured_at", "time-in-future"),
        ("/cc02", "cc02-not-signed"),
        ("/dossier_number", "form-lacks"),
        ("/features", "form-lacks"),
        ("/citizen_signature", "form-lacks"),
        ("/devices", "form-lacks"),
        ("/finger_images", "form-lacks"),
        ("/templates", "form-lacks"),
        ("/portrait", "portrait-missing"),
        ("/fingers", "finger-unexplained"),
        ("/fingers", "finger-unexplained"),
        ("/delivery_place/unit", "place-lacks-unit"),
    ]


def test_somebody_of_fourteen_comes_alone() -> None:
    assert take(birth="2007-06-15").representative is False


def test_a_child_comes_with_a_representative() -> None:
    alone = g.complete_capture(captured_at=CHILD_DAY)
    with pytest.raises(RuleBroken, match="representative-needed"):
        take(alone, birth="2014-05-05", at=CHILD_DAY)

    assert take(replace(alone, representative=True), birth="2014-05-05", at=CHILD_DAY)


def test_of_a_small_child_nothing_is_taken() -> None:
    form = g.complete_capture(
        captured_at=CHILD_DAY, representative=True, fingers=(), portrait=None, portrait_quality=0,
        finger_images=(), templates=(),
    )  # fmt: skip

    event = take(form, birth="2020-01-01", at=CHILD_DAY)

    assert (event.fingers, event.sealed.portrait) == ((), None)


def test_a_device_must_be_registered() -> None:
    assert faults(g.complete_capture(devices=(g.DEVICE, UUID(int=9)))) == [
        ("/devices/1", "device-unknown")
    ]


@pytest.mark.parametrize(
    ("since", "until", "trusted"),
    [
        (g.NOW - timedelta(days=9), None, True),
        (g.NOW - timedelta(days=9), g.NOW + timedelta(seconds=1), True),
        (g.NOW - timedelta(days=9), g.NOW - timedelta(days=1), False),
        (g.NOW + timedelta(seconds=1), None, False),
    ],
)
def test_a_device_must_have_been_trusted_at_the_moment_of_the_capture(
    since: datetime, until: datetime | None, trusted: bool
) -> None:
    others = {f"device/{g.DEVICE}": g.device(trust=(TrustPeriod(since, until),))}
    if trusted:
        assert decide(opened(), g.complete_capture(), g.context(g.BINH, others=others))
        return
    assert faults(g.complete_capture(), others=others) == [("/devices/0", "device-not-trusted")]


def test_an_erased_citizen_is_not_captured() -> None:
    erased = {"citizen": g.citizen(status="erased", entry=None)}
    with pytest.raises(NotAllowedNow) as refused:
        decide(opened(), g.complete_capture(), g.context(g.BINH, others=erased))

    assert refused.value.params == {"state": "erased"}
