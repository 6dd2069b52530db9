"""Public facts of applications, cards, packets and manifests lead to all streams of a case."""

from uuid import UUID

from tests.projections.remembering import Tables, apply_to

from case_stories import (
    APPLICATION,
    CARD,
    CITIZEN,
    MANIFEST,
    SERIAL,
    case,
    opened,
    packed,
    personalised,
)
from domain.data_quality_case.events import Detected
from domain.dispatch_manifest.events import CardUnpacked
from domain.enrolment_packet.events import Accepted, Quarantined
from domain.recorded import Recorded
from projections.case_links import CASE_LINKS, NOBODY, CaseLinks
from projections.projection import Open

PACKET = UUID(int=80)


def links(*history: Recorded) -> set[tuple[UUID, UUID]]:
    tables: Tables = {CASE_LINKS: {}}
    for position, recorded in enumerate(history):
        apply_to(tables, CaseLinks().rows(recorded, position))
    return set(tables[CASE_LINKS])  # type: ignore[arg-type]


def test_an_application_and_a_packet_name_the_citizen() -> None:
    accepted = Accepted(CITIZEN, None)

    assert links(*case(opened()), *case(accepted, stream=PACKET)) == {
        (CITIZEN, APPLICATION),
        (CITIZEN, PACKET),
    }


def test_a_failed_check_belongs_to_the_first_of_its_pair() -> None:
    failed = Detected("DQ-07", "clean", "warning", CITIZEN, 2, None)
    [recorded] = case(failed, stream=PACKET)

    values = {"kind": "data-quality-case", "position": 5}
    assert CaseLinks().rows(recorded, 5) == [Open(CASE_LINKS, (CITIZEN, PACKET), values)]


def test_a_packet_in_quarantine_is_nobodys_until_it_is_taken_over() -> None:
    quarantined = Quarantined("packet-malformed", None)
    history = case(quarantined, Accepted(CITIZEN, None), stream=PACKET)

    assert links(history[0]) == {(NOBODY, PACKET)}
    assert links(*history) == {(CITIZEN, PACKET)}


def test_a_card_names_its_blank_too() -> None:
    [recorded] = case(personalised(), stream=CARD)

    assert CaseLinks().rows(recorded, 5) == [
        Open(CASE_LINKS, (CITIZEN, CARD), {"kind": "card", "serial": SERIAL, "position": 5})
    ]


def test_a_manifest_belongs_to_the_application_while_the_card_is_packed() -> None:
    unpacked = CardUnpacked(CARD, APPLICATION, 1, 1)
    packing = case(packed(), unpacked, stream=MANIFEST)

    assert links(packing[0]) == {(APPLICATION, MANIFEST)}
    assert links(*packing) == set()
