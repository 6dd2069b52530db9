"""Officers, papers and states from which the tests of the citizen stream begin."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from adapters.reference.load_units import load_register
from domain.citizen import commands as c
from domain.citizen import events as e
from domain.citizen.facts import Change, PinDraw, Place, SealedObject
from domain.citizen.forms import ChangeGiven, ObjectGiven, PlaceGiven
from domain.citizen.state import Citizen, evolve
from domain.context import Context
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS

NOW = datetime(2021, 6, 15, 3, 0, tzinfo=UTC)
TODAY = date(2021, 6, 15)
COMMUNE, OTHER_COMMUNE, DISTRICT, PROVINCE = "00001", "00004", "001", "01"


def officer(number: int, unit: str, *roles: str) -> Actor:
    return Actor(UUID(int=number), unit, roles)


AN = officer(1, COMMUNE, "area-officer")
BINH = officer(2, COMMUNE, "commune-chief")
CHI = officer(3, COMMUNE, "civil-registrar")
DUNG = officer(4, DISTRICT, "capture-officer")
HOA = officer(5, DISTRICT, "data-officer")
HAI = officer(6, PROVINCE, "data-officer")
LINH = officer(7, "centre", "data-quality-officer")
MAI = officer(8, "centre", "register-approver")
QUAN = officer(9, "centre", "director")
TIMER = officer(10, "centre", "timer")
NAM = officer(11, "centre", "register-approver")
QUYEN = officer(12, "centre", "director")
THANG = officer(13, "centre", "security-officer")
ERASER = officer(14, "centre", "eraser")

CITIZEN = UUID(int=100)
PACKET = UUID(int=101)
AMENDMENT = UUID(int=102)
REQUEST = UUID(int=103)
DISCREPANCY = UUID(int=104)
OTHER = UUID(int=105)
PROPOSAL = UUID(int=106)
HOLD = UUID(int=107)
ORDER = UUID(int=108)
KEY = UUID(int=109)

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PAPER = ObjectGiven(UUID(int=200), HASH, "application/pdf")
DOCUMENT = SealedObject(UUID(int=200), HASH, "application/pdf")
PLACE_GIVEN = PlaceGiven(as_of=date(2021, 3, 1), unit=COMMUNE, detail="Thôn Mẫu")
PLACE = Place(COMMUNE, date(2021, 3, 1), "VN", "Thôn Mẫu")

PIN = "003190000001"
"""Agrees with a woman born in 1990, wherever registered, under the test switch."""


@cache
def units() -> Any:
    return load_register()


def context(actor: Actor, **changes: Any) -> Context:
    facts = PinDraw(serial=1, prefix_choice=0)
    usual = Context(actor, NOW, NOW, Policy(SEEDS), units(), True, facts, CITIZEN)
    return replace(usual, **changes)


def declaration(**changes: Any) -> e.Declaration:
    usual = e.Declaration(
        surname="Nguyễn",
        middle="Thị",
        given="Mẫu",
        other_name=None,
        birth="1990-01-02",
        birth_year=1990,
        sex="female",
        birth_registration=PLACE,
        native_place=PLACE,
        ethnicity="vn-1979:01",
        religion=None,
        nationalities=("VN",),
        marital="never-married",
        blood=None,
        residences=(),
        relations=(),
        cmnd9=(),
        pin_declared=None,
        documents=(),
        signature=DOCUMENT,
    )
    return replace(usual, **changes)


def dc01(**changes: Any) -> c.CaptureCitizen:
    usual = c.CaptureCitizen(
        id=CITIZEN,
        packet_id=PACKET,
        source="citizen",
        captured_at=NOW,
        surname="Nguyễn",
        middle="Thị",
        given="Mẫu",
        birth="1990-01-02",
        sex="female",
        birth_registration=PLACE_GIVEN,
        native_place=PLACE_GIVEN,
        ethnicity="vn-1979:01",
        nationalities=("VN",),
        marital="never-married",
        signature=PAPER,
    )
    return replace(usual, **changes)


def recapture_of(command: c.CaptureCitizen, **changes: Any) -> c.RecaptureCitizen:
    fields = {f: getattr(command, f) for f in c.RecaptureCitizen.__struct_fields__}
    return c.RecaptureCitizen(**{**fields, "packet_id": OTHER, **changes})


def envelope(actor: Actor) -> Envelope:
    return Envelope(NOW, NOW, actor, None, UUID(int=1), UUID(int=1), 60, None, None, 0)


def given(*steps: tuple[Actor, e.Event], after: Citizen | None = None) -> Citizen:
    """The state that a replay of the events gives, each by its officer."""
    state = after
    for actor, event in steps:
        state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def captured_event(**changes: Any) -> e.Captured:
    form = changes.pop("form", "DC01")
    return e.Captured(form, PACKET, "citizen", NOW, False, declaration(**changes))


def captured(**changes: Any) -> Citizen:
    return given((CHI if changes.get("form") == "birth-notice" else AN, captured_event(**changes)))


def verified(**changes: Any) -> Citizen:
    event = e.Verified(("household-book",), ("DQ-01",), e.VerifiedSealed(()))
    return given((BINH, event), after=captured(**changes))


def returned() -> Citizen:
    event = e.Returned(("birth-unclear",), COMMUNE, date(2021, 6, 29), e.RemarkSealed(None))
    return given((MAI, event), after=verified())


def approved(**changes: Any) -> Citizen:
    established = e.PinEstablished("bulk", e.PinEstablishedSealed(PIN, None))
    return given((MAI, e.Approved(2)), (MAI, established), after=verified(**changes))


def active(**changes: Any) -> Citizen:
    event = e.PinNotified("paper", TODAY, e.PinNotifiedSealed(DOCUMENT))
    return given((AN, event), after=approved(**changes))


def requested(field: str = "middle", before: Any = "Thị", after: Any = "Văn") -> Citizen:
    """An active citizen with one amendment open, asked for by the area officer."""
    diff = (Change(field, before, after, "civil-status", None),)
    sealed = e.AmendmentRequestedSealed(diff, (DOCUMENT,))
    event = e.AmendmentRequested(AMENDMENT, "civil-status", (field,), "court-ruling", sealed)
    return given((AN, event), after=active())


def with_cancellation_requested(state: Citizen, ground: str = "sex-re-determined") -> Citizen:
    sealed = e.PinCancellationRequestedSealed((DOCUMENT,))
    return given((BINH, e.PinCancellationRequested(REQUEST, ground, sealed)), after=state)


def proposed(state: Citizen, target: UUID = OTHER) -> Citizen:
    event = e.MergeProposed(PROPOSAL, "same-person", e.OtherCitizenSealed(target))
    return given((LINH, event), after=state)


def held(state: Citizen) -> Citizen:
    event = e.LegalHoldPlaced(HOLD, "court-proceedings", e.LegalHoldSealed(DOCUMENT))
    return given((QUAN, event), after=state)


def ordered(state: Citizen, ground: str = "court-order") -> Citizen:
    event = e.ErasureOrdered(ORDER, ground, e.ErasureOrderedSealed(DOCUMENT))
    return given((QUAN, event), after=state)


def change(field: str, after: object) -> ChangeGiven:
    return ChangeGiven(field, after, "civil-status", None)
