"""Cases that ask something of every reactor, told with the same ids each time they are told."""

import itertools
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch
from uuid import UUID

import application_case
import card_case
import citizen_case
import machines
import record
import workshop as workshops
from card_case import CardCase
from citizen_case import paper
from domain.derived_ids import adjudication_id
from domain.values.identifiers import uuid7
from record import Record
from workshop import Workshop

SAME, DIFFERENT = "same-person", "different-person"
MINTED_AT = 1_615_341_600_000
DEATH = {"died": "2021-03-01"}
PATIENCE_S = 60
"""How long a reactor that dies again and again may take to answer."""


@contextmanager
def same_ids(seed: int = 1) -> Iterator[None]:
    """Every id and number that a test draws is the same the next time; and it has patience."""
    chance = random.Random(seed)
    modules = (application_case, card_case, citizen_case, machines, record, workshops)
    drawn = {
        "uuid4": lambda: UUID(int=chance.getrandbits(128), version=4),
        "minted": lambda: str(uuid7(MINTED_AT, chance.randbytes(10))),
        "number": lambda: f"{chance.getrandbits(40):010x}",
    }
    with ExitStack() as stack:
        stack.enter_context(patch.object(workshops, "_BLOCKS", itertools.count()))
        patient = partial(record.wait_until, patience=PATIENCE_S)
        stack.enter_context(patch.object(record, "wait_until", patient))
        for module in modules:
            for name, draw in drawn.items():
                if hasattr(module, name):
                    stack.enter_context(patch.object(module, name, draw))
        yield


def all_cases(service: Any, count: int) -> None:
    """Consignments, suspected duplicates and deaths, one after the other, `count` times."""
    workshop = Workshop(service)
    for _ in range(count):
        consignment(workshop)
        duplicates(workshop)
        deaths(workshop)


def consignment(workshop: Workshop) -> None:
    """Three cards in one manifest, of which one is missing at first and found later."""
    cases = [CardCase(workshop).approved().printed().quality_checked() for _ in range(3)]
    manifest = workshop.manifest()
    for slot, case in enumerate(cases, 1):
        packed = {"card_id": case.application.shown["card_id"]}
        packed |= {"application_id": case.application.id, "box": 1, "slot": slot}
        manifest.step("pack-card", "dispatcher", **packed)
    manifest.step("seal-manifest", "dispatcher", seal=workshops.number().upper())
    for case in cases:
        case.application.until("dispatched")
    carrier = {"carrier": "vnpost", "tracking": workshops.number(), "due": "2021-03-12"}
    manifest.step("hand-to-carrier", "dispatcher", **carrier)
    lost = cases[1].application
    counted = {"counted": 2, "seal_intact": True, "missing": [lost.id], "extra": []}
    manifest.step("receive-manifest", "delivery-officer", **counted)
    cases[0].application.until("arrived")
    lost.until("missing-in-transit")
    found = {"finding": "sent-elsewhere", "found": [lost.id], "lost": []}
    manifest.step("resolve-manifest-discrepancy", "dispatcher", "security-officer", **found)
    lost.until("arrived")
    for case in cases:
        case.application.read()
        case.delivered()


def duplicates(workshop: Workshop) -> None:
    """Cleared, confirmed, and withdrawn while the examiners are at work."""
    known = CardCase(workshop).verified()
    for view, then in ((DIFFERENT, "verified"), (SAME, "duplicate-confirmed")):
        case, pair = suspected(workshop, known)
        for examiner in ("examiner", "examiner-2"):
            views = [{"citizen_id": known.citizen.id, "view": view}]
            pair.step("record-opinion", examiner, views=views, seconds=90)
            pair.read("examiner")
        case.application.until("intake-approved" if then == "verified" else then, then)
    case, pair = suspected(workshop, known)
    died = {**DEATH, "document": paper()}
    case.person.step("record-death", "civil-registrar", **died)
    case.application.until("closed")
    pair.until("closed", officer="examiner")


def suspected(workshop: Workshop, known: CardCase) -> tuple[CardCase, Record]:
    case = CardCase(workshop).taken_in().register_check().quality_check()
    candidate = {"citizen_id": known.citizen.id, "application_id": known.application.id}
    case.duplicate_search({**candidate, "rank": 1, "score": 900, "fingers": [1]})
    search = UUID(case.application.shown["search_id"])
    pair = adjudication_id(UUID(case.application.id), search)
    examined = Record(workshop.service, "adjudications", str(pair))
    record.wait_until(lambda: is_there(examined))
    return case, examined.read("examiner")


def is_there(examined: Record) -> bool:
    return bool(examined.service.get(examined.path, "examiner").status_code == 200)


def deaths(workshop: Workshop) -> None:
    """The first is dead; the second was said to be, and begins anew: that must be let alone."""
    for alive in (False, True):
        former = CardCase(workshop).approved().made().delivered()
        case = CardCase(workshop, former.citizen).opened("exchange", reason="damaged")
        case.person.step("record-death", "civil-registrar", **DEATH, document=paper())
        case.application.until("closed")
        card = former.card
        record.wait_until(lambda card=card: card.read().shown["revocation"] is not None)  # type: ignore[misc]
        if alive:
            decision = {"from": "2021-03-09", "decision": paper()}
            case.person.step("restore-standing", "data-officer-2", **decision)
            CardCase(workshop, former.citizen).opened("exchange", reason="damaged")
