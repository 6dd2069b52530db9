"""A consignment is counted at its destination by another officer, and differences are settled."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.domain.dispatch_manifest.manifest_givens import (
    APPLICATION,
    CARD,
    RECEIVE,
    SECOND,
    SECOND_CARD,
    SON,
    STRANGER,
    THAO,
    UYEN,
    context,
    given,
    in_discrepancy,
    in_transit,
    lost,
    reconciled,
)

from domain.claims import Claim
from domain.dispatch_manifest import commands as c
from domain.dispatch_manifest import events as e
from domain.dispatch_manifest.claims import claims
from domain.dispatch_manifest.decisions import decide
from domain.refusals import RuleBroken, SameOfficer

RESOLVE = c.ResolveManifestDiscrepancy(finding="sent-elsewhere", found=(SECOND,))
SIGNED = context(THAO, countersigner=SON)
ALL_FREE = tuple(
    Claim("packed-card", str(card), sealed=False, action="release") for card in (CARD, SECOND_CARD)
)


def test_a_complete_consignment_is_reconciled() -> None:
    arrived = e.Arrived(2, seal_intact=True)

    assert decide(in_transit(), RECEIVE, context(UYEN)) == [arrived]
    assert reconciled().status == "reconciled"
    assert claims([arrived], in_transit()) == ALL_FREE
    assert decide(reconciled(), RECEIVE, context(UYEN)) == []


@pytest.mark.parametrize(
    ("counted", "seal_intact", "missing", "extra"),
    [
        (1, True, (SECOND,), ()),
        (3, True, (), (STRANGER,)),
        (2, True, (SECOND,), (STRANGER,)),
        (2, False, (), ()),
        (0, False, (APPLICATION, SECOND), ()),
    ],
)
def test_whatever_differs_is_a_discrepancy(
    counted: int, seal_intact: bool, missing: tuple[UUID, ...], extra: tuple[UUID, ...]
) -> None:
    command = c.ReceiveManifest(
        counted=counted, seal_intact=seal_intact, missing=missing, extra=extra
    )

    events = decide(in_transit(), command, context(UYEN))
    state = given(*((UYEN, event) for event in events), after=in_transit())

    assert events == [e.Arrived(counted, seal_intact), e.DiscrepancyFound(missing, extra)]
    assert (state.status, state.missing, state.extra) == ("in-discrepancy", missing, extra)
    assert claims(events, in_transit()) == ()
    assert decide(state, command, context(UYEN)) == []


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"counted": 1}, "count-does-not-agree", "/counted"),
        ({"counted": 3}, "count-does-not-agree", "/counted"),
        ({"missing": (SECOND,)}, "count-does-not-agree", "/counted"),
        ({"extra": (STRANGER,)}, "count-does-not-agree", "/counted"),
        ({"counted": 1, "missing": (STRANGER,)}, "application-not-on-manifest", "/missing/0"),
        ({"counted": 3, "extra": (SECOND,)}, "application-on-manifest", "/extra/0"),
        ({"counted": 0, "missing": (SECOND, SECOND)}, "applications-told-twice", "/missing"),
        ({"counted": 4, "extra": (STRANGER, STRANGER)}, "applications-told-twice", "/extra"),
    ],
)
def test_a_count_agrees_with_the_list_and_what_differs_from_it(
    changes: dict[str, Any], code: str, pointer: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(in_transit(), replace(RECEIVE, **changes), context(UYEN))

    assert (refused.value.code, refused.value.faults[0].pointer) == (code, pointer)


def test_who_sealed_may_not_receive() -> None:
    both = replace(THAO, roles=("dispatcher", "delivery-officer"))

    with pytest.raises(SameOfficer, match="dispatcher-may-not-receive"):
        decide(in_transit(), RECEIVE, context(both))


def test_a_whole_consignment_may_be_lost() -> None:
    [event] = decide(in_transit(), c.ReportManifestLost(), context())

    assert event == e.LostReported((APPLICATION, SECOND), ())
    assert (lost().status, lost().missing) == ("in-discrepancy", (APPLICATION, SECOND))
    assert decide(lost(), c.ReportManifestLost(), context()) == []
    assert claims([event], in_transit()) == ()


def test_two_officers_settle_what_is_found_and_what_is_lost() -> None:
    [event] = decide(in_discrepancy(), RESOLVE, SIGNED)
    state = given((THAO, event), after=in_discrepancy())

    assert event == e.DiscrepancyResolved("sent-elsewhere", (SECOND,), (), SON.officer)
    assert (state.status, state.found, state.lost) == ("reconciled", (SECOND,), ())
    assert claims([event], in_discrepancy()) == ALL_FREE
    assert decide(state, RESOLVE, SIGNED) == []


def test_each_missing_card_is_either_found_or_lost() -> None:
    some = replace(RESOLVE, found=(SECOND,), lost=(APPLICATION,))

    assert decide(lost(), some, SIGNED) == [
        e.DiscrepancyResolved("sent-elsewhere", (SECOND,), (APPLICATION,), SON.officer)
    ]


@pytest.mark.parametrize(
    ("found", "lost_for_good"),
    [
        ((), ()),
        ((SECOND,), (SECOND,)),
        ((SECOND, SECOND), ()),
        ((STRANGER,), ()),
        ((APPLICATION, SECOND), ()),
    ],
)
def test_found_and_lost_are_exactly_what_was_missing(
    found: tuple[UUID, ...], lost_for_good: tuple[UUID, ...]
) -> None:
    with pytest.raises(RuleBroken, match="found-and-lost-differ"):
        decide(in_discrepancy(), replace(RESOLVE, found=found, lost=lost_for_good), SIGNED)


def test_a_broken_seal_is_settled_although_nothing_is_missing() -> None:
    events = decide(in_transit(), replace(RECEIVE, seal_intact=False), context(UYEN))
    state = given(*((UYEN, event) for event in events), after=in_transit())

    assert decide(state, replace(RESOLVE, found=()), SIGNED)


def test_a_difference_is_not_settled_by_one_officer_or_without_a_finding() -> None:
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(in_discrepancy(), RESOLVE, context())
    with pytest.raises(RuleBroken, match="reason-needed") as refused:
        decide(in_discrepancy(), replace(RESOLVE, finding=None), SIGNED)
    assert refused.value.faults[0].pointer == "/finding"
