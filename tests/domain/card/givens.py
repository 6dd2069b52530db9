"""Officers and cards in every state, from which the tests of the card stream begin."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.card import commands as c
from domain.card import events as e
from domain.card.decisions import decide
from domain.card.state import Card, evolve
from domain.card_application.application import CardApplication
from domain.citizen.facts import SealedObject
from domain.citizen.forms import ObjectGiven
from domain.context import Context, Other
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.units import RegisterOfUnits

NOW = datetime(2021, 6, 15, 3, 0, tzinfo=UTC)
TODAY, YESTERDAY = date(2021, 6, 15), date(2021, 6, 14)
TOMORROW = date(2021, 6, 16)
DISTRICT = "001"


def officer(number: int, unit: str, *roles: str) -> Actor:
    return Actor(UUID(int=number), unit, roles)


QUAN = officer(1, "centre", "director")
DUYET = officer(2, "centre", "card-approver")
KHAC = officer(3, "centre", "card-approver")
TIEP = officer(4, DISTRICT, "reception-officer")
DU = officer(5, DISTRICT, "data-officer")
AN = officer(6, "centre", "security-officer")
KHO = officer(7, "centre", "stock-keeper")
GIAO = officer(8, DISTRICT, "delivery-officer")
CONG = officer(9, "centre", "print-gateway")
TIMER = officer(10, "centre", "timer")

CARD, OTHER_CARD, FORMER = UUID(int=100), UUID(int=101), UUID(int=102)
CITIZEN, APPLICATION, REPLACEMENT = UUID(int=103), UUID(int=104), UUID(int=105)
REQUEST, OTHER_REQUEST = UUID(int=106), UUID(int=107)
BLANK = "VN0000000100"

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PAPER = ObjectGiven(UUID(int=200), HASH, "application/pdf")
DOCUMENT = SealedObject(UUID(int=200), HASH, "application/pdf")

PERSONALISE = c.PersonaliseCard(
    id=CARD,
    citizen_id=CITIZEN,
    application_id=APPLICATION,
    blank_serial=BLANK,
    form="chip-2021",
    issued_on=YESTERDAY,
    valid_to=date(2032, 3, 1),
    chip_serial="0A1B2C3D",
    pin="003190000001",
    document_signer="DS-TEST-1",
)
ISSUE = c.IssueCard(signed_on=TODAY)
ACTIVATE = c.ActivateCard(activated_at=NOW)
REPLACE = c.ReplaceCard(successor_id=OTHER_CARD)
UNDO = c.CorrectActivation(application_id=APPLICATION, reason="wrong-person")
RESTORE = c.CorrectReplacement(successor_id=OTHER_CARD, reason="wrong-person")
VOID = c.VoidCard(cause="misprint")
DESTROY = c.DestroyCard(method="shredding")
SUSPEND = c.SuspendCard(ground="court-order")
REINSTATE = c.ReinstateCard(ground="order-lifted")
LOSE = c.ReportCardLost(reported_at=NOW, channel="counter")
FIND = c.ReportCardFound(reported_at=NOW, channel="counter", statement=PAPER)
HOLD = c.HoldCard(ground="custody", from_=YESTERDAY, decision=PAPER)
END_HOLD = c.EndHold(to=TODAY, decision=PAPER)
ASK = c.RequestRevocation(request_id=REQUEST, ground="issued-against-rules")
REVOKE = c.RevokeCard(request_id=REQUEST, decision=PAPER)
TAKE_BACK = c.RecordTakenBack(cut=True)


def application(status: str = "quality-checked", **changes: Any) -> Other:
    usual = CardApplication(20, status, CITIZEN, kind="first-issue", card_id=CARD)
    return Other(APPLICATION, 20, replace(usual, **changes))


def replacement(status: str, kind: str = "reissue") -> Other:
    return Other(REPLACEMENT, 5, CardApplication(5, status, CITIZEN, kind=kind))


def context(actor: Actor, countersigner: Actor | None = None, **changes: Any) -> Context:
    usual = Context(
        actor,
        NOW,
        NOW,
        Policy(SEEDS),
        RegisterOfUnits(()),
        stream=CARD,
        others={"application": application()},
        countersigner=countersigner,
    )
    return replace(usual, **changes)


def envelope(actor: Actor) -> Envelope:
    return Envelope(NOW, NOW, actor, None, UUID(int=1), UUID(int=1), 60, None, None, 0)


def given(*steps: tuple[Actor, e.Event], after: Card | None = None) -> Card:
    """The state that a replay of the events gives, each by its officer."""
    state = after
    for actor, event in steps:
        state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def after(
    state: Card | None, command: Any, actor: Actor = QUAN, countersigner: Actor | None = KHO
) -> Card:
    """The state once the command is decided."""
    events = decide(state, command, context(actor, countersigner))
    return given(*((actor, event) for event in events), after=state)


def personalised() -> Card:
    return after(None, PERSONALISE, CONG)


def issued() -> Card:
    return after(personalised(), ISSUE)


def active() -> Card:
    return after(issued(), ACTIVATE, GIAO)


def suspended() -> Card:
    return after(active(), SUSPEND, DUYET)


def held() -> Card:
    return after(active(), HOLD, DU)


def lost(before: Card | None = None) -> Card:
    return after(before or active(), LOSE, TIEP)


def replaced(before: Card | None = None) -> Card:
    return after(before or active(), REPLACE, GIAO)


def requested(before: Card | None = None, **changes: Any) -> Card:
    return after(before or active(), replace(ASK, **changes), DU)


def revoked(before: Card | None = None) -> Card:
    return after(requested(before), REVOKE)


def voided() -> Card:
    return after(issued(), VOID, CONG)


def destroyed() -> Card:
    return after(voided(), DESTROY, AN)


STATES = {
    "personalised": personalised(),
    "issued": issued(),
    "active": active(),
    "suspended": suspended(),
    "held": held(),
    "lost-reported": lost(),
    "replaced": replaced(),
    "revoked": revoked(),
    "voided": voided(),
    "destroyed": destroyed(),
}
