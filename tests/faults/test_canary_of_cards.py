"""Texts set free in every personal field of a card's case are found in clear nowhere."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from tests.faults.canary import Canary
from tests.faults.disguises import found_in
from tests.faults.running_register import RunningRegister, running_register
from tests.faults.test_canary import tables_of

from card_case import CardCase
from database import QUICK, Store
from service import Service
from workshop import Workshop

ROLES = ("sequence", "project", "react", "serve")
CLOCK = "2021-03-10T09:00:00+07:00"

pytestmark = [pytest.mark.fault, pytest.mark.slow]


class Told(NamedTuple):
    """A register that was told all of it, and every answer to a refusal."""

    register: RunningRegister
    canary: Canary
    refusals: bytes


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    with running_register(QUICK, ROLES, programme_time=CLOCK) as register:
        store = Store(register.dsn, register.keys_dsn)
        service = Service(f"http://127.0.0.1:{register.port}", store, register.folder)
        canary = Canary(20210310)
        try:
            refusals = _the_whole_case(CardCase(Workshop(service)), canary)
        finally:
            service.client.close()
        register.await_quiet()
        yield Told(register, canary, refusals)


def _the_whole_case(case: CardCase, canary: Canary) -> bytes:
    """Every command of the case that takes a personal value; what was refused on the way."""
    case.opened(phone=canary.old_number(), report_of_loss=canary.paper())
    refused = [_refused(case, "complete-capture", "capture-officer", _capture(case, canary, ""))]
    case.captured(**_capture(case, canary, canary.hide("CC02/kqvxbtr-77")))
    due = case.application.shown["fee_due"]
    refused.append(
        _refused(case, "settle-fee", "reception-officer", _fee(canary, due + 1, "BL-xkqvtbr-1"))
    )
    case.step("settle-fee", "reception-officer", **_fee(canary, due, "BL-qxvktbr-2"))
    case.step(
        "take-back-old-document",
        "reception-officer",
        document="cmnd9",
        number=canary.old_number(),
    )
    case.step("approve-intake", "intake-approver").register_check().quality_check()
    case.duplicate_search()
    case.step("approve-application", "card-approver", card_data=canary.paper())
    case.printing()
    job = case.application.shown["job_id"]
    case.step(
        "confirm-personalisation",
        "print-gateway",
        job_id=job,
        readback_sha256="ab" * 32,
        chip_serial=canary.hide("04A1B2C3D4E5F607"),
        document_signer=canary.hide("ds-kqvxtrb-9"),
    )
    case.sent()
    case.step("change-delivery-place", "delivery-officer", place=canary.place(), reason="moved")
    case.step(
        "post-card",
        "delivery-officer",
        carrier="vnpost",
        tracking=canary.hide("EA-kxqvtbrm-VN"),
        address=canary.place(),
    )
    stranger = {
        "to": "representative",
        "mode": "home",
        "holder_verified": False,
        "unverified_reason": "absent",
        "signature": canary.paper(),
        "recipient": canary.relation(),
    }
    refused.append(_refused(case, "hand-over-card", "delivery-officer", stranger))
    case.delivered(mode="home", signature=canary.paper())
    case.card.step(
        "report-card-lost",
        "hotline-agent",
        reported_at="2021-03-10T09:00:00+07:00",
        channel="phone",
        statement=canary.paper(),
    )
    return b"".join(refused)


def _capture(case: CardCase, canary: Canary, dossier: str) -> dict[str, Any]:
    return {
        "devices": [case.workshop.scanner],
        "enrolment_id": case.application.id,
        "packet_id": case.application.id,
        "captured_at": "2021-03-10T08:30:00+07:00",
        "appointment_on": "2021-03-22",
        "fingers": [{"position": n, "quality": 80, "tries": 1} for n in range(1, 11)],
        "portrait_quality": 90,
        "dossier_number": dossier,
        "features": canary.words(),
        "finger_images": [canary.paper() for _ in range(10)],
        "templates": [canary.paper()],
        "portrait": canary.paper(),
        "documents": [canary.paper()],
        "cc02": canary.paper(),
        "citizen_signature": canary.paper(),
        "delivery_place": canary.place(),
    }


def _fee(canary: Canary, amount: int, receipt: str) -> dict[str, Any]:
    return {"amount": amount, "receipt": canary.hide(receipt)}


def _refused(case: CardCase, verb: str, officer: str, body: dict[str, Any]) -> bytes:
    answer = case.application.ask(verb, officer, **body)
    assert answer.status_code >= 400, answer.text
    content: bytes = answer.content
    return content


def test_no_table_gives_a_person_away(told: Told) -> None:
    for dsn in (told.register.dsn, told.register.keys_dsn):
        for name, rows in tables_of(dsn).items():
            assert found_in(rows, told.canary.hidden) == [], f"in {name}"


def test_no_log_gives_a_person_away(told: Told) -> None:
    said = {name: path.read_bytes() for name, path in told.register.logs().items()}

    assert any(said.values())
    for name, text in said.items():
        assert found_in(text, told.canary.hidden) == [], f"in the log of {name}"


def test_no_refusal_repeats_what_was_told(told: Told) -> None:
    assert len(told.refusals) > 500
    assert found_in(told.refusals, told.canary.hidden) == []


def test_what_is_looked_for_would_be_found(told: Told) -> None:
    """Teeth: more than forty texts, each found where it stands."""
    assert len(told.canary.hidden) > 40
    for text in told.canary.hidden:
        assert found_in(f"x{text}x".encode(), told.canary.hidden) == [text]
