"""On its way in a manifest: sent, arrived, missing, traced, given up (guards 32 to 34)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.card_application import givens as g
from tests.domain.card_application.states import (
    approved,
    arrived,
    dispatched,
    missing,
    quality_checked,
)

from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.decisions import decide
from domain.refusals import NotAllowedNow, RuleBroken

SEND = c.DispatchCard(manifest_id=g.MANIFEST, to_unit=g.DISTRICT)
ARRIVE = c.RecordArrival(manifest_id=g.MANIFEST, unit=g.DISTRICT)
MISS = c.ReportMissingInTransit(manifest_id=g.MANIFEST, unit=g.DISTRICT)
GIVE_UP = c.ReplaceMissingCard()
OTHER = UUID(int=81)


def seen(status: str = "reconciled", **changes: Any) -> Any:
    return g.context(g.QUAN, others={"manifest": g.manifest(status, **changes)})


@pytest.mark.parametrize("status", ["sealed", "in-transit", "in-discrepancy", "reconciled"])
def test_a_card_leaves_in_a_sealed_manifest(status: str) -> None:
    assert decide(quality_checked(), SEND, seen(status)) == [e.Dispatched(g.MANIFEST, g.DISTRICT)]


@pytest.mark.parametrize("context", [seen("open"), seen("sealed", cards=())])
def test_a_card_outside_a_sealed_manifest_does_not_leave(context: Any) -> None:
    with pytest.raises(RuleBroken, match="card-not-in-sealed-manifest"):
        decide(quality_checked(), SEND, context)


def test_a_card_goes_where_its_manifest_goes() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(quality_checked(), replace(SEND, to_unit="002"), seen("sealed"))

    assert refused.value.params == {"unit": g.DISTRICT}
    with pytest.raises(RuleBroken, match="manifest-unknown"):
        decide(quality_checked(), SEND, g.context(g.PHUC, others={"manifest": None}))


def test_a_card_that_was_counted_has_arrived_once() -> None:
    [event] = decide(dispatched(), ARRIVE, seen())

    assert event == e.Arrived(g.MANIFEST, g.DISTRICT)
    assert decide(arrived(), ARRIVE, seen()) == []
    assert arrived().to_unit == g.DISTRICT


def test_nothing_arrives_before_the_manifest_is_counted() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        decide(dispatched(), ARRIVE, seen("in-transit"))

    assert (refused.value.code, refused.value.params) == (
        "dispatch-manifest-is",
        {"state": "in-transit"},
    )


@pytest.mark.parametrize(
    ("command", "context"),
    [
        (replace(ARRIVE, manifest_id=OTHER), seen()),
        (ARRIVE, seen(cards=())),
        (ARRIVE, seen("in-discrepancy", missing=(g.APPLICATION,))),
    ],
)
def test_a_card_arrives_with_its_own_manifest_and_only_if_it_is_there(
    command: Any, context: Any
) -> None:
    with pytest.raises(RuleBroken, match="card-not-on-manifest"):
        decide(dispatched(), command, context)


def test_a_card_that_was_found_has_arrived() -> None:
    found = seen("reconciled", missing=(g.APPLICATION,), found=(g.APPLICATION,))

    assert decide(dispatched(), ARRIVE, found)
    [event] = decide(missing(), ARRIVE, seen("in-discrepancy", missing=(g.APPLICATION,)))
    assert g.given((g.QUAN, event), after=missing()).missing_since is None


@pytest.mark.parametrize(
    ("command", "state", "context"),
    [(replace(ARRIVE, unit="999"), dispatched(), seen()),
     (replace(MISS, unit="999"), dispatched(), seen())],
)  # fmt: skip
def test_a_card_is_somewhere_that_exists(command: Any, state: Any, context: Any) -> None:
    with pytest.raises(RuleBroken, match="unit-unknown"):
        decide(state, command, context)


def test_a_card_goes_missing_from_the_manifest_it_was_in() -> None:
    assert decide(dispatched(), MISS, seen()) == [e.ReportedMissing(g.MANIFEST, g.DISTRICT)]
    assert decide(missing(), MISS, seen()) == []
    with pytest.raises(RuleBroken, match="card-not-on-manifest"):
        decide(dispatched(), replace(MISS, manifest_id=OTHER), seen())


def test_a_missing_card_is_traced_for_ten_working_days() -> None:
    last_day = g.NOW + timedelta(days=14)

    with pytest.raises(RuleBroken) as refused:
        decide(missing(), GIVE_UP, g.context(g.KHANH, now=last_day, occurred_at=last_day))

    assert (refused.value.code, refused.value.params) == ("tracing-not-over", {"days": 10})


def test_a_card_that_tracing_did_not_find_is_made_again() -> None:
    after = g.NOW + timedelta(days=15)
    context = g.context(g.KHANH, now=after, occurred_at=after)

    [event] = decide(missing(), GIVE_UP, context)
    state = g.given((g.KHANH, event), after=missing())

    assert event == e.LostInTransit(g.MANIFEST, g.DISTRICT)
    assert (state.status, state.card_id, state.to_unit) == ("approved", None, "")
    assert decide(state, GIVE_UP, context) == []
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        decide(approved(), GIVE_UP, context)
    with pytest.raises(RuleBroken, match="block-unknown"):
        decide(missing(), GIVE_UP, replace(context, others={}))
