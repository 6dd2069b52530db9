"""Steps of a case that take more than one order, or an order on another stream than its own."""

from typing import Any
from uuid import UUID

from application_case import captured
from card_case import CardCase
from domain.derived_ids import adjudication_id
from record import Record
from workshop import number

Days = Any
"""random_days.RandomDays, whose cases these are."""


def capture_again(days: Days, case: CardCase) -> None:
    verb = "complete-capture" if case.application.status == "opened" else "recapture"
    because = {} if verb == "complete-capture" else {"because": "portrait-blurred"}
    days.on(case.application, verb, "capture-officer", **captured(days.workshop), **because)


def suspect(days: Days, case: CardCase) -> None:
    other = days.chance.choice(days.cases)
    candidate = {"citizen_id": other.citizen.id, "application_id": other.application.id}
    alone = other is case or days.chance.random() < 0.7
    found = [] if alone else [{**candidate, "rank": 1, "score": 900, "fingers": [1]}]
    search = str(days.wild.any_id())
    days.on(
        case.application, "record-deduplication", "matcher", capture_attempt=case.attempt,
        search_id=search, engine="nbis", engine_version="5", threshold_set="2021-03",
        gallery_position=0, candidates=found,
    )  # fmt: skip


def examine(days: Days, case: CardCase) -> None:
    search = UUID(case.application.shown["search_id"])
    pair = adjudication_id(UUID(case.application.id), search)
    if pair not in days.register.store.streams:
        return
    record = Record(days.workshop.service, "adjudications", str(pair))
    view = days.chance.choice(("same-person", "different-person", "different-person"))
    state = days.register.state(pair)
    views = [{"citizen_id": str(one.citizen_id), "view": view} for one in state.candidates]
    officer = days.chance.choice(("examiner", "examiner-2"))
    if state.status in ("disagreed", "agreed"):
        days.on(record, "record-third-opinion", "senior-examiner", views=views, seconds=90)
    days.on(record, "record-opinion", officer, views=views, seconds=90)


def put_into_print(days: Days, case: CardCase) -> None:
    batch = days.batch_of(case)
    if batch is None:
        body = {"batch_number": number(), "form": "chip-2021", "destination": "001"}
        body |= {
            "priority": 5,
            "applications": [case.application.id],
            "id": str(days.wild._plain(UUID)),
        }
        days.ask("/v1/production-batches", body, "production-planner")
        return
    status = batch.read().status
    counts = {"handed_over": 1, "left_before": 0, "machine_id": days.workshop.printer}
    if status == "planned":
        days.on(batch, "release-batch", "production-planner")
    elif status == "released":
        days.on(batch, "start-batch", "print-operator", **counts)
    else:
        blank = days.chance.choice(days.blanks[:6])
        body = {"batch_id": batch.id, "machine_id": days.workshop.printer, "blank_serial": blank}
        days.on(case.application, "start-personalisation", "print-operator", **body)


def count(days: Days, case: CardCase) -> None:
    batch = days.batch_of(case)
    if batch is not None:
        counts = {"good": 1, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
        days.on(batch, "count-batch", "print-operator", **counts)
        days.on(batch, "close-batch", "quality-controller")


def issue(days: Days, case: CardCase) -> None:
    card = Record(days.workshop.service, "cards", case.application.shown["card_id"])
    days.on(card, "issue-card", "director", signed_on="2021-03-10")


def send(days: Days, case: CardCase) -> None:
    manifest = days.workshop.manifest()
    cards = [case, *days.cases]
    ready = {one.application.id: one for one in cards
             if one.application.read().status == "quality-checked"}  # fmt: skip
    for slot, one in enumerate(ready.values(), 1):
        packed = {"card_id": one.application.shown["card_id"], "box": 1, "slot": slot}
        days.on(manifest, "pack-card", "dispatcher", **packed, application_id=one.application.id)
    days.on(manifest, "seal-manifest", "dispatcher", seal=number().upper())


def receive(days: Days, case: CardCase) -> None:
    manifest = Record(
        days.workshop.service, "dispatch-manifests", case.application.shown["manifest_id"]
    ).read()
    cards = manifest.shown["cards"]
    lost = days.chance.choice(([], [], [case.application.id]))
    carrier = {"carrier": "vnpost", "tracking": number(), "due": "2021-03-12"}
    counted = {"counted": len(cards) - len(lost), "seal_intact": True}
    if manifest.status == "sealed":
        days.on(manifest, "hand-to-carrier", "dispatcher", **carrier)
    days.on(manifest, "receive-manifest", "delivery-officer", **counted, missing=lost, extra=[])


def trace(days: Days, case: CardCase) -> None:
    manifest = Record(
        days.workshop.service, "dispatch-manifests", case.application.shown["manifest_id"]
    )
    both = ([case.application.id], [])
    found, lost = both if days.chance.random() < 0.7 else both[::-1]
    said = {"finding": "sent-elsewhere", "found": found, "lost": lost}
    days.on(manifest, "resolve-manifest-discrepancy", "dispatcher", "security-officer", **said)
