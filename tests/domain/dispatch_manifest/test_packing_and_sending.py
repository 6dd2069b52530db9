"""A finished card is packed for the unit of its application, sealed and handed to a carrier."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.domain.dispatch_manifest.manifest_givens import (
    APPLICATION,
    CARD,
    CARDS,
    DESTINATION,
    DUE,
    HAND,
    HANDED,
    MANIFEST,
    OPEN,
    OPENED,
    PACK,
    PACKED,
    SEAL,
    SEALED,
    SECOND_CARD,
    STRANGER,
    THAO,
    context,
    finished,
    given,
    in_transit,
    opened,
    others,
    packed,
    sealed,
)

from domain.claims import Claim
from domain.dispatch_manifest import commands as c
from domain.dispatch_manifest import events as e
from domain.dispatch_manifest.claims import claims
from domain.dispatch_manifest.decisions import decide
from domain.dispatch_manifest.readings import readings
from domain.dispatch_manifest.sending import content_sha256
from domain.dispatch_manifest.state import PackedCard
from domain.refusals import AlreadyTaken, RuleBroken


def test_a_manifest_is_opened_for_one_unit() -> None:
    assert decide(None, OPEN, context()) == [OPENED]
    assert (opened().status, opened().destination, opened().cards) == ("open", DESTINATION, ())
    assert decide(sealed(), OPEN, context()) == []
    with pytest.raises(AlreadyTaken, match="dispatch-manifest-exists"):
        decide(opened(), replace(OPEN, destination="01"), context())


def test_the_destination_is_a_unit_of_that_day() -> None:
    with pytest.raises(RuleBroken, match="unit-unknown") as refused:
        decide(None, replace(OPEN, destination="99999"), context())
    assert refused.value.faults[0].pointer == "/destination"


def test_a_finished_card_is_packed_in_its_slot() -> None:
    assert decide(opened(), PACK, context(others=others())) == [PACKED]

    state = given((THAO, PACKED), after=opened())

    assert state.cards == CARDS[:1]
    assert decide(state, PACK, context()) == []


def test_packing_sees_the_card_and_its_application() -> None:
    seen = readings(opened(), PACK, MANIFEST)

    assert [(one.name, one.kind, one.stream, one.expect) for one in seen] == [
        ("application", "card-application", APPLICATION, True),
        ("card", "card", CARD, True),
    ]
    assert readings(opened(), SEAL, MANIFEST) == ()


@pytest.mark.parametrize(
    ("application", "card_status", "code", "params"),
    [
        (
            finished(intake_unit="002"),
            "issued",
            "application-for-unit",
            {"id": APPLICATION, "code": "002"},
        ),
        (finished(status="printed"), "issued", "card-not-quality-checked", {}),
        (finished(status="dispatched"), "issued", "card-not-quality-checked", {}),
        (finished(), "personalised", "card-is", {"state": "personalised"}),
        (finished(), "revoked", "card-is", {"state": "revoked"}),
        (finished(card_id=SECOND_CARD), "issued", "card-of-another-application", {}),
        (finished(card_id=None), "issued", "card-of-another-application", {}),
    ],
)
def test_no_other_card_is_packed(
    application: Any, card_status: str, code: str, params: dict[str, Any]
) -> None:
    seen = context(others=others(application, card_status))

    with pytest.raises(RuleBroken) as refused:
        decide(opened(), PACK, seen)

    assert (refused.value.code, refused.value.params) == (code, params)


@pytest.mark.parametrize("name", ["application", "card"])
def test_the_card_and_its_application_exist(name: str) -> None:
    known = {key: other for key, other in others().items() if key != name}

    with pytest.raises(RuleBroken, match=f"{name}-unknown"):
        decide(opened(), PACK, context(others=known))


def test_a_card_lies_in_one_slot_and_a_slot_holds_one_card() -> None:
    elsewhere = replace(PACK, slot=3)
    second = {**others(finished(card_id=STRANGER))}
    on_top = replace(PACK, card_id=STRANGER, application_id=STRANGER)

    with pytest.raises(RuleBroken, match="card-already-packed") as refused:
        decide(packed(), elsewhere, context(others=others()))
    assert refused.value.params == {"box": 1, "slot": 1}
    with pytest.raises(RuleBroken, match="slot-taken") as refused:
        decide(packed(), on_top, context(others=second))
    assert refused.value.params == {"box": 1, "slot": 1}


def test_a_manifest_has_an_end() -> None:
    many = tuple(PackedCard(UUID(int=n), UUID(int=n), 2, n) for n in range(c.MOST_CARDS))

    with pytest.raises(RuleBroken, match="manifest-is-full"):
        decide(replace(opened(), cards=many), PACK, context(others=others()))


def test_a_card_is_taken_out_again_and_may_come_back() -> None:
    unpack = c.UnpackCard(card_id=CARD)

    [event] = decide(packed(), unpack, context())
    out = given((THAO, event), after=packed())
    back = given((THAO, PACKED), after=out)

    assert event == e.CardUnpacked(CARD, APPLICATION, 1, 1)
    assert out.cards == CARDS[1:]
    assert decide(out, unpack, context()) == []
    assert decide(out, PACK, context(others=others())) == [PACKED]
    assert decide(back, unpack, context()) == [event]


def test_only_a_packed_card_is_taken_out() -> None:
    with pytest.raises(RuleBroken, match="card-not-packed"):
        decide(packed(), c.UnpackCard(card_id=STRANGER), context())


def test_a_seal_states_how_many_and_which_cards() -> None:
    assert decide(packed(), SEAL, context()) == [SEALED]
    assert decide(sealed(), SEAL, context()) == []
    assert (sealed().count, sealed().sealed_by) == (2, THAO.officer)
    lines = f"{CARD}\n{SECOND_CARD}".encode()
    assert sealed().content_sha256 == sha256(lines).hexdigest()


@for_any(st.permutations(CARDS))
def test_the_content_is_the_same_in_whatever_order_it_was_packed(order: list[PackedCard]) -> None:
    assert content_sha256(order) == content_sha256(CARDS)


def test_an_empty_manifest_is_not_sealed() -> None:
    with pytest.raises(RuleBroken, match="manifest-is-empty"):
        decide(opened(), SEAL, context())


def test_a_carrier_takes_it_with_a_day_by_which_it_arrives() -> None:
    assert decide(sealed(), HAND, context()) == [HANDED]
    assert decide(in_transit(), HAND, context()) == []
    assert (in_transit().status, in_transit().due) == ("in-transit", DUE)
    with pytest.raises(RuleBroken, match="due-before-handover") as refused:
        decide(sealed(), replace(HAND, due=date(2021, 6, 14)), context())
    assert refused.value.faults[0].pointer == "/due"


def test_a_packed_card_and_a_seal_are_claimed() -> None:
    card = Claim("packed-card", str(CARD), sealed=False)

    assert claims([PACKED], opened()) == (card,)
    assert claims([e.CardUnpacked(CARD, APPLICATION, 1, 1)], packed()) == (
        replace(card, action="release"),
    )
    assert claims([SEALED], packed()) == (Claim("seal", "NP-004711", sealed=False),)
    assert claims([HANDED], sealed()) == claims([], sealed()) == ()
