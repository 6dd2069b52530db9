"""A register in memory with cases under way, and the steps that chance takes in it.

Long because hypothesis wants the rules and invariants of a machine in one class.
"""

import asyncio
import hashlib
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import msgspec

from application.kinds import CAPABILITIES, KINDS
from application.order import NotFound, Order
from application.stream import Capability, fold
from application_case import captured
from card_case import CardCase
from citizen_case import paper
from domain.derived_ids import adjudication_id
from domain.refusals import Refusal
from memory_register import MemoryRegister
from record import Record
from wild_orders import UNITS, Wild
from workshop import Workshop, number

Step = tuple[str, str, str | None, dict[str, Any]]
"""Verb, officer, second officer, body."""
OTHERS = [one for one in CAPABILITIES if one.stream.name != "enrolment-packet"]


class RandomDays:
    """Officers of all roles at work on a few cases at once."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._runner = asyncio.Runner()
        self.register = MemoryRegister(self._runner.run)
        self.workshop = Workshop(self.register.service)  # type: ignore[arg-type]
        self.blanks = self.workshop.allocated(self.workshop.block())
        self.cases = [CardCase(self.workshop).opened()]
        self.wild = Wild(self.chance, self.known)
        self.accepted = self.refused = 0

    def close(self) -> None:
        self._runner.close()

    def new_case(self) -> None:
        self.cases.append(CardCase(self.workshop).opened())

    def again(self) -> None:
        """Somebody known asks for another card."""
        citizen = self.chance.choice(self.cases).citizen
        case = CardCase(self.workshop, citizen)
        body = {"citizen_id": citizen.id, "kind": "exchange", "reason": "damaged"}
        body |= {"place": "office", "received_at": "2021-03-10T08:00:00+07:00"}
        id_ = str(self.wild.any_id())
        answer = self.ask("/v1/card-applications", {"id": id_, **body}, "reception-officer")
        if answer.status_code == 201:
            case.application = Record(self.workshop.service, "card-applications", id_)
            self.cases.append(case)

    def advance(self) -> None:
        """The next step of one of the cases, as far as it is somebody's turn."""
        case = self.chance.choice(self.cases)
        case.application.read()
        steps = NEXT.get(case.application.status)
        if steps is not None:
            step = self.chance.choice(steps)
            step(self, case)

    def on(self, record: Record, verb: str, officer: str, second: str = "", **body: Any) -> None:
        record.read()
        path = f"{record.path}/{verb}"
        self.ask(path, body, officer, if_match=record.version, second=second or None)

    def ask(self, path: str, body: dict[str, Any], officer: str, **more: Any) -> Any:
        """One order; refused, it must leave nothing behind."""
        before = self._traces()
        answer = self.workshop.service.post(path, body, officer, **more)
        self._judge(before, answer.status_code < 400)
        return answer

    def anything(self) -> str | None:
        """An order that chance made up: the code of its refusal, None when it was accepted."""
        capability = self.chance.choice(OTHERS)
        before = self._traces()
        try:
            order = self._order(capability)
            outcome = self._runner.run(self.register.office.carry_out(order))
        except msgspec.ValidationError:
            return "form"
        except (Refusal, NotFound) as refusal:
            self._judge(before, accepted=False)
            return str(getattr(refusal, "code", "not-found"))
        self._judge(before, accepted=True)
        live, replayed = outcome.state, self.register.state(outcome.stream)
        assert live == replayed, f"{capability.name} lives as {live}, replayed as {replayed}"
        return None

    def _order(self, capability: Capability) -> Order:
        command = self.wild.command(capability, self.register.hours.at)
        kind = capability.stream
        streams = [
            one for one in self.register.store.streams if self.register.kind(one) == kind.name
        ]
        any_id = self.wild.any_id()
        if capability.opens:
            command = msgspec.structs.replace(command, id=any_id)
        stream = any_id if capability.opens or not streams else self.chance.choice(streams)
        version = len(self.register.store.streams.get(stream, ()))
        return Order(
            capability=capability,
            stream=stream,
            command=command,
            actor=self.wild.officer(capability.name),
            command_id=uuid4(),
            request_hmac=hashlib.sha256(str(stream).encode()).digest(),
            if_match=None if capability.opens else max(version - self.chance.randint(0, 5) // 5, 0),
            countersigner=self.wild.second(capability.name),
        )

    def _traces(self) -> tuple[int, int, dict[Any, UUID]]:
        store = self.register.store
        return len(store.log), len(store.commands), dict(store.claims)

    def _judge(self, before: tuple[int, int, Any], accepted: bool) -> None:
        self.accepted += accepted
        self.refused += not accepted
        if not accepted:
            assert self._traces() == before, "a refused order left something behind"

    def known(self, name: str) -> list[Any]:
        """What a field of this name may hold, of what the register knows."""
        if name in FIELDS:
            return FIELDS[name](self)
        if name.endswith("unit") or name == "destination":
            return list(UNITS)
        return []

    def ids(self, kind: str) -> list[UUID]:
        return [one for one in self.register.store.streams if self.register.kind(one) == kind]

    def states(self, kind: str) -> list[Any]:
        return [self.register.state(one) for one in self.ids(kind)]

    def batch_of(self, case: CardCase) -> Record | None:
        claimed = ("batched-application", case.application.id)
        held = self.register.store.claims.get(claimed)
        return held and Record(case.service, "production-batches", str(held))


def _values(kind: str, field: str) -> Callable[[RandomDays], list[Any]]:
    def found(days: RandomDays) -> list[Any]:
        values = [getattr(state, field) for state in days.states(kind)]
        return [one for one in values if one is not None]

    return found


def _ids(kind: str) -> Callable[[RandomDays], list[Any]]:
    return lambda days: days.ids(kind)


FIELDS: dict[str, Callable[[RandomDays], list[Any]]] = {
    "citizen_id": _ids("citizen"),
    "application_id": _ids("card-application"),
    "applications": _ids("card-application"),
    "missing": _ids("card-application"),
    "extra": _ids("card-application"),
    "found": _values("dispatch-manifest", "extra"),
    "card_id": _ids("card"),
    "former_card_id": _ids("card"),
    "batch_id": _ids("production-batch"),
    "manifest_id": _ids("dispatch-manifest"),
    "adjudication_id": _ids("adjudication"),
    "machine_id": lambda days: [UUID(days.workshop.printer), UUID(days.workshop.camera)],
    "devices": lambda days: [UUID(days.workshop.scanner)],
    "job_id": _values("card-application", "job_id"),
    "search_id": _values("card-application", "search_id"),
    "appeal_id": _values("card-application", "appeal_id"),
    "blank_serial": lambda days: days.blanks[:5],
    "serial": lambda days: days.blanks[:5],
    "first": lambda days: days.blanks[:3],
    "last": lambda days: days.blanks[2:5],
    "capture_attempt": lambda days: [1, 1, 2],
    "form": lambda days: ["chip-2021"],
    "request_id": lambda days: [one.revocation.request_id for one in days.states("card")
                                if one.revocation],
}  # fmt: skip

Steps = dict[str, list[Callable[[RandomDays, CardCase], None]]]


def _step(verb: str, officer: str, second: str = "", **body: Any) -> Any:
    """A step of the application itself; what its body needs of the case is a function."""

    def take(days: RandomDays, case: CardCase) -> None:
        said = {name: value(case) if callable(value) else value for name, value in body.items()}
        days.on(case.application, verb, officer, second, **said)

    return take


def _capture(days: RandomDays, case: CardCase) -> None:
    verb = "complete-capture" if case.application.status == "opened" else "recapture"
    because = {} if verb == "complete-capture" else {"because": "portrait-blurred"}
    days.on(case.application, verb, "capture-officer", **captured(days.workshop), **because)


def _suspect(days: RandomDays, case: CardCase) -> None:
    other = days.chance.choice(days.cases)
    candidate = {"citizen_id": other.citizen.id, "application_id": other.application.id}
    alone = other is case or days.chance.random() < 0.7
    found = [] if alone else [{**candidate, "rank": 1, "score": 900, "fingers": [1]}]
    days.on(
        case.application, "record-deduplication", "matcher", capture_attempt=case.attempt,
        search_id=str(uuid4()), engine="nbis", engine_version="5", threshold_set="2021-03",
        gallery_position=0, candidates=found,
    )  # fmt: skip


def _examine(days: RandomDays, case: CardCase) -> None:
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


def _print(days: RandomDays, case: CardCase) -> None:
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


def _count(days: RandomDays, case: CardCase) -> None:
    batch = days.batch_of(case)
    if batch is not None:
        counts = {"good": 1, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
        days.on(batch, "count-batch", "print-operator", **counts)
        days.on(batch, "close-batch", "quality-controller")


def _issue(days: RandomDays, case: CardCase) -> None:
    card = Record(days.workshop.service, "cards", case.application.shown["card_id"])
    days.on(card, "issue-card", "director", signed_on="2021-03-10")


def _send(days: RandomDays, case: CardCase) -> None:
    manifest = days.workshop.manifest()
    cards = [case, *days.cases]
    ready = {one.application.id: one for one in cards
             if one.application.read().status == "quality-checked"}  # fmt: skip
    for slot, one in enumerate(ready.values(), 1):
        packed = {"card_id": one.application.shown["card_id"], "box": 1, "slot": slot}
        days.on(manifest, "pack-card", "dispatcher", **packed, application_id=one.application.id)
    days.on(manifest, "seal-manifest", "dispatcher", seal=number().upper())


def _receive(days: RandomDays, case: CardCase) -> None:
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


def _trace(days: RandomDays, case: CardCase) -> None:
    manifest = Record(
        days.workshop.service, "dispatch-manifests", case.application.shown["manifest_id"]
    )
    both = ([case.application.id], [])
    found, lost = both if days.chance.random() < 0.7 else both[::-1]
    said = {"finding": "sent-elsewhere", "found": found, "lost": lost}
    days.on(manifest, "resolve-manifest-discrepancy", "dispatcher", "security-officer", **said)


def _job(case: CardCase) -> str:
    return str(case.application.shown["job_id"])


def _attempt(case: CardCase) -> int:
    return case.attempt


def _hand_over(officer: str) -> Any:
    mode = "counter" if officer == "delivery-officer" else "post"
    return _step(
        "hand-over-card", officer, to="holder", mode=mode, holder_verified=True, score=812,
        signature=lambda _: paper(),
    )  # fmt: skip


_MADE = {
    "readback_sha256": lambda case: hashlib.sha256(_job(case).encode()).hexdigest(),
    "chip_serial": lambda case: _job(case)[-12:],
    "document_signer": "ds-01",
}
_GOOD = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
_QUALITY = {
    "engine": "nfiq2", "engine_version": "2.3", "scores": [80] * 10, "minutiae": [60] * 10,
    "accepted": True, "capture_attempt": _attempt,
}  # fmt: skip

NEXT: Steps = {
    "opened": [_capture],
    "returned": [_capture],
    "captured": [
        _step("settle-fee", "reception-officer", receipt="R1",
              amount=lambda case: case.application.shown["fee_due"]),
        _step("take-back-old-document", "reception-officer", document="cmnd9", number="123456789"),
        _step("approve-intake", "intake-approver"),
        _step("approve-intake", "intake-approver"),
        _step("return-application", "intake-approver", reasons=["portrait-blurred"]),
    ],
    "intake-approved": [
        _step("record-register-check", "register-check", capture_attempt=_attempt, matched=True,
              citizen_version=lambda case: case.person.version),
        _step("record-quality-check", "quality-check", **_QUALITY),
        _suspect,
    ],
    "duplicate-suspected": [_examine],
    "duplicate-confirmed": [
        _step("refuse-application", "card-approver", legal_ground="duplicate-identity",
              reason="same-person", notice=lambda _: paper()),
    ],
    "verified": [_step("approve-application", "card-approver", card_data=lambda _: paper())],
    "approved": [_print],
    "printing": [
        *[_step("confirm-personalisation", "print-gateway", job_id=_job, **_MADE)] * 3,
        _step("report-spoiled", "print-operator", job_id=_job, fault="machine", cause="jam"),
        _step("report-outcome-unknown", "print-gateway", job_id=_job, cause="power",
              last_step="lock"),
    ],
    "outcome-unknown": [
        _step("resolve-outcome", "quality-controller", "security-officer", job_id=_job,
              finding="personalised", **_MADE),
        _step("resolve-outcome", "quality-controller", "security-officer", job_id=_job,
              finding="spoiled", cause="jam"),
    ],
    "printed": [
        *[_step("pass-quality-check", "quality-controller", **_GOOD)] * 3,
        _step("fail-quality-check", "quality-controller", fault="machine", cause="misprint"),
    ],
    "quality-checked": [_issue, _send, _count],
    "dispatched": [_receive],
    "missing-in-transit": [_trace, _step("replace-missing-card", "card-approver")],
    "arrived": [
        _hand_over("delivery-officer"),
        _step("post-card", "delivery-officer", carrier="vnpost", tracking="T1",
              address={"unit": "00001", "as_of": "2021-03-01", "country": "VN", "detail": "1"}),
    ],
    "posted": [
        _hand_over("post-courier"),
        _step("report-delivery-failed", "post-courier", reason="returned-by-post"),
    ],
    "delivery-failed": [_hand_over("delivery-officer")],
    "refused": [
        _step("lodge-appeal", "reception-officer", appeal_id=lambda _: str(uuid4()),
              ground="not-me"),
    ],
    "delivered": [
        _step("correct-hand-over", "delivery-officer", "intake-approver", reason="wrong-person",
              statement=lambda _: paper()),
    ],
}  # fmt: skip


def whole_state(days: RandomDays, stream: UUID) -> Any:
    """A stream replayed from its beginning."""
    kind = days.register.kind(stream)
    return fold(KINDS[kind], days.register.store.streams[stream])
