"""A manifest that does not arrive as it was sent is kept open, and no card is lost over it."""

import pytest
from tests.adapters.http.hostile_row import World
from tests.adapters.http.quiet_case import QuietCase
from tests.adapters.http.stored_rows import stored

from service import Service


@pytest.fixture
def sent(world: World) -> QuietCase:
    return QuietCase(world["workshop"]).approved().printed().quality_checked().sent()


@pytest.fixture
def beside(world: World) -> QuietCase:
    """A card that was never packed."""
    return QuietCase(world["workshop"]).approved().printed().quality_checked()


def test_one_card_too_many_leaves_the_manifest_in_discrepancy(
    sent: QuietCase, beside: QuietCase
) -> None:
    told = {"counted": 2, "seal_intact": True, "extra": [beside.application.id]}
    sent.manifest.step("receive-manifest", "delivery-officer", **told)

    assert sent.manifest.status == "in-discrepancy"
    assert sent.manifest.shown["extra"] == [beside.application.id]
    assert beside.application.read().status == "quality-checked"


def test_the_same_count_again_changes_nothing(
    register: Service, sent: QuietCase, beside: QuietCase
) -> None:
    told = {"counted": 2, "seal_intact": True, "extra": [beside.application.id]}
    sent.manifest.step("receive-manifest", "delivery-officer", **told)
    before = stored(register)

    sent.manifest.step("receive-manifest", "delivery-officer", **told)

    assert sent.manifest.status == "in-discrepancy"
    assert stored(register)["events"] == before["events"]


def test_another_count_cannot_take_the_first_one_back(
    register: Service, sent: QuietCase, beside: QuietCase
) -> None:
    told = {"counted": 2, "seal_intact": True, "extra": [beside.application.id]}
    sent.manifest.step("receive-manifest", "delivery-officer", **told)
    before = stored(register)

    refused = sent.manifest.refused(
        "receive-manifest", "delivery-officer", counted=1, seal_intact=True
    )

    assert refused == (409, "dispatch-manifest-is")
    assert stored(register) == before


def test_two_officers_settle_it_and_the_listed_card_goes_on(
    sent: QuietCase, beside: QuietCase
) -> None:
    told = {"counted": 2, "seal_intact": True, "extra": [beside.application.id]}
    sent.manifest.step("receive-manifest", "delivery-officer", **told)
    finding = {"finding": "packed-by-mistake"}
    sent.manifest.step("resolve-manifest-discrepancy", "dispatcher", "security-officer", **finding)
    where = {"manifest_id": sent.manifest.id, "unit": "001"}
    sent.step("record-arrival", "delivery-officer", **where)

    assert sent.manifest.status == "reconciled"
    assert sent.application.status == "arrived"


def test_a_broken_seal_is_a_difference_though_every_card_is_there(sent: QuietCase) -> None:
    sent.manifest.step("receive-manifest", "delivery-officer", counted=1, seal_intact=False)

    assert sent.manifest.status == "in-discrepancy"
