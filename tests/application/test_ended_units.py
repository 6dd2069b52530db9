"""Districts and communes end on 30 June 2025: every case left there is done elsewhere.

Long because it leaves a case in each state in which a local officer has to act.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from application_case import captured
from card_case import CardCase
from citizen_case import Case, change, dc01, notice, paper
from domain.authority import levels_of
from domain.roles import ROLES
from ended_units import AFTER, EndingRegister
from inner_office import UNITS

Made = Any
Act = Callable[[Made], Any]


@pytest.fixture
def register() -> Iterator[EndingRegister]:
    with asyncio.Runner() as runner:
        yield EndingRegister(runner.run)


def citizen(register: EndingRegister) -> Case:
    return Case(register.service)  # type: ignore[arg-type]


def card(register: EndingRegister) -> CardCase:
    return CardCase(register.workshop)


def returned_citizen(register: EndingRegister) -> Case:
    made = citizen(register).captured()
    made.step("return-citizen", "data-officer", reasons=["birth-unclear"])
    return made


def disputed(register: EndingRegister) -> Case:
    made = citizen(register).active()
    made.named = str(uuid4())  # type: ignore[attr-defined]
    made.step("raise-discrepancy", "area-officer", discrepancy_id=made.named, field="birth",
              sources=["household-book", "citizen"], values=["1990", "1991"])  # fmt: skip
    return made


def amending(register: EndingRegister) -> Case:
    made = citizen(register).active()
    made.named = made.amendment("middle", "Văn")  # type: ignore[attr-defined]
    return made


def renumbered(register: EndingRegister) -> Case:
    """Of another sex by court, with a new number that nobody has told yet."""
    made = citizen(register).active()
    asked = made.amendment("sex", "male")
    request = str(uuid4())
    made.step("request-pin-cancellation", "commune-chief", request_id=request,
              ground="sex-re-determined", proof=[paper()])  # fmt: skip
    made.step("reestablish-pin", "director", amendment_id=asked, request_id=request,
              effective_from="2021-03-10", notice=paper())  # fmt: skip
    return made


def cancelling(register: EndingRegister) -> Case:
    made = citizen(register).active()
    made.named = str(uuid4())  # type: ignore[attr-defined]
    made.step("request-pin-cancellation", "commune-chief", request_id=made.named,
              ground="sex-re-determined", proof=[paper()])  # fmt: skip
    return made


def in_print(register: EndingRegister) -> CardCase:
    return card(register).taken_in()


def posted(register: EndingRegister) -> CardCase:
    made = in_house(register).arrived()
    address = {"unit": "00001", "as_of": "2021-03-01", "country": "VN", "detail": "1"}
    return made.step("post-card", "delivery-officer", carrier="vnpost", tracking="T1",
                     address=address)  # fmt: skip


def undelivered(register: EndingRegister) -> CardCase:
    return posted(register).step(
        "report-delivery-failed", "post-courier", reason="returned-by-post"
    )


def in_house(register: EndingRegister) -> CardCase:
    """Made and on its way, with the parcel at the carrier."""
    return card(register).approved().printed().quality_checked().counted().dispatched()


def held(register: EndingRegister) -> CardCase:
    made = in_house(register).arrived().delivered()
    decision = {"from": "2021-03-09", "decision": paper()}
    made.card.step("hold-card", "data-officer", ground="custody", **decision)
    return made


def lost(register: EndingRegister) -> CardCase:
    made = in_house(register).arrived().delivered()
    told = {"reported_at": "2021-03-10T09:00:00+07:00", "channel": "counter"}
    made.card.step("report-card-lost", "reception-officer", **told)
    return made


def sent_back(register: EndingRegister) -> CardCase:
    made = card(register).captured()
    return made.step("return-application", "intake-approver", reasons=["portrait-blurred"])


def step(verb: str, officer: str, **body: Any) -> Act:
    def act(made: Made) -> Any:
        said = {name: value(made) if callable(value) else value for name, value in body.items()}
        return made.step(verb, officer, **said)

    return act


def again(made: Case) -> Any:
    body = dc01()
    del body["id"]
    return made.step("recapture-citizen", "area-officer", **body)


def recapture(made: CardCase) -> Any:
    body = captured(made.workshop, captured_at=AFTER.isoformat(), appointment_on="2025-07-20")
    return made.step("recapture", "capture-officer", because="portrait-blurred", **body)


def receive(made: CardCase) -> Any:
    made.arrived()
    return made.delivered()


CASES: dict[str, tuple[Callable[[EndingRegister], Made], Act]] = {
    "citizen captured": (
        lambda register: citizen(register).captured(),
        step("verify-citizen", "commune-chief", against=["household-book"]),
    ),
    "citizen captured, corrected": (
        lambda register: citizen(register).captured(),
        step("correct-capture", "area-officer", changes=[change("given", "Khác")]),
    ),
    "citizen captured, sent back": (
        lambda register: citizen(register).captured(),
        step("return-citizen", "data-officer", reasons=["birth-unclear"]),
    ),
    "citizen verified": (
        lambda register: citizen(register).verified(),
        step("approve-citizen", "register-approver"),
    ),
    "citizen returned": (returned_citizen, again),
    "citizen approved": (
        lambda register: citizen(register).approved(),
        step("notify-pin", "area-officer", **notice()),
    ),
    "citizen renumbered": (renumbered, step("notify-pin", "area-officer", **notice())),
    "amendment open": (
        amending,
        step("approve-amendment", "commune-chief", amendment_id=lambda made: made.named,
             effective_from="2025-07-02"),
    ),
    "discrepancy open": (
        disputed,
        step("resolve-discrepancy", "data-officer", discrepancy_id=lambda made: made.named,
             finding="first-right", documents=lambda _: [paper()]),
    ),
    "cancellation requested": (
        cancelling,
        step("cancel-pin", "director", request_id=lambda made: made.named, notice=lambda _: paper(),
             **{"from": "2025-07-02"}),
    ),
    "application opened": (
        lambda register: card(register).opened(),
        lambda made: made.captured(captured_at=AFTER.isoformat(), appointment_on="2025-07-20"),
    ),
    "application captured": (
        lambda register: card(register).captured().settled(),
        step("approve-intake", "intake-approver"),
    ),
    "application returned": (sent_back, recapture),
    "application captured, sent back": (
        lambda register: card(register).captured(),
        step("return-application", "intake-approver", reasons=["portrait-blurred"]),
    ),
    "card on its way": (in_house, receive),
    "card at the counter": (
        lambda register: in_house(register).arrived(),
        lambda made: made.delivered(),
    ),
    "card in the post": (posted, lambda made: made.delivered(mode="post")),
    "delivery failed": (undelivered, lambda made: made.delivered()),
    "card held": (
        held,
        lambda made: made.card.step("end-hold", "data-officer", to="2025-07-01", decision=paper()),
    ),
    "card lost": (
        lost,
        lambda made: made.card.step("report-card-found", "reception-officer", channel="counter",
                                    reported_at=AFTER.isoformat()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_was_left_in_an_ended_unit_is_done_in_the_province_that_took_it_over(
    name: str, register: EndingRegister
) -> None:
    make, act = CASES[name]
    made = make(register)
    before = len(register.store.log)
    register.end_units()

    found = [wait for stream in register.store.streams for wait in register.queues(stream)]
    assert found
    act(made)
    assert len(register.store.log) > before


@pytest.mark.parametrize("name", CASES)
def test_what_was_missed_afterwards_goes_up_to_somebody_who_is_there(
    name: str, register: EndingRegister
) -> None:
    make, _ = CASES[name]
    make(register)
    register.end_units()
    register.ring()

    today = register.hours.at.date()
    for row in register.rows().values():
        unit = UNITS.seat_of(row["owner_unit"], today)
        levels = levels_of(unit, UNITS, today) | {"centre"}
        assert unit in ("centre", "ministry") or UNITS.find(unit, today), row
        assert levels & ROLES[row["owner_role"]], row
