"""What happens to a manifest happens to every card in it."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.application.reactions.reacted import SOURCE, reacted
from tests.domain.dispatch_manifest import manifest_givens as m

from application.reactions.reactor import Wanted
from domain.card_application.commands import DispatchCard, RecordArrival, ReportMissingInTransit
from domain.commands import Command
from domain.dispatch_manifest import events as e

DISPATCH = DispatchCard(manifest_id=SOURCE, to_unit=m.DESTINATION)
ARRIVAL = RecordArrival(manifest_id=SOURCE, unit=m.DESTINATION)
MISSING = ReportMissingInTransit(manifest_id=SOURCE, unit=m.DESTINATION)
BOTH = (m.APPLICATION, m.SECOND)
ONE_MISSING = replace(m.in_transit(), status="in-discrepancy", missing=(m.SECOND,))


def of(applications: tuple[UUID, ...], command: Command) -> tuple[Wanted, ...]:
    return tuple(Wanted("card-application", one, command, "dispatcher") for one in applications)


def test_every_card_of_a_sealed_manifest_is_dispatched() -> None:
    assert reacted("dispatch-cards", m.SEALED, m.sealed()) == of(BOTH, DISPATCH)


def test_a_card_taken_out_before_the_seal_is_not_dispatched() -> None:
    out = e.CardUnpacked(m.SECOND_CARD, m.SECOND, 1, 2)
    state = m.given((m.THAO, out), (m.THAO, m.SEALED), after=m.packed())

    assert reacted("dispatch-cards", m.SEALED, state) == of((m.APPLICATION,), DISPATCH)


@pytest.mark.parametrize(
    ("missing", "there"), [((), BOTH), ((m.SECOND,), (m.APPLICATION,)), (BOTH, ())]
)
def test_what_is_not_missing_has_arrived(
    missing: tuple[UUID, ...], there: tuple[UUID, ...]
) -> None:
    counted = replace(m.reconciled(), missing=missing)
    event = e.Arrived(len(there), seal_intact=True)

    assert reacted("arrive-cards", event, counted) == of(there, ARRIVAL)


@pytest.mark.parametrize(
    "event", [e.DiscrepancyFound((m.SECOND,), ()), e.LostReported((m.SECOND,), ())]
)
def test_what_is_missing_is_reported_card_by_card(event: e.Event) -> None:
    assert reacted("miss-cards", event, ONE_MISSING) == of((m.SECOND,), MISSING)


def test_what_was_found_has_arrived_after_all_and_what_is_lost_has_not() -> None:
    event = e.DiscrepancyResolved("found", (m.SECOND,), (m.APPLICATION,), m.SON.officer)
    state = m.given((m.SON, event), after=replace(ONE_MISSING, missing=BOTH))

    assert reacted("find-cards", event, state) == of((m.SECOND,), ARRIVAL)
