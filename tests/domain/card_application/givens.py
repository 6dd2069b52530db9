"""Officers, papers and states from which the tests of the card application begin."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests.domain.citizen import givens as citizens

from domain.card.state import Card
from domain.card_application import commands as c
from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.facts import Candidate, Finger
from domain.card_application.forms import CandidateGiven, FingerGiven
from domain.card_application.state import evolve
from domain.card_stock.block import Block
from domain.citizen.person import Citizen
from domain.context import Context, Other
from domain.derived_ids import adjudication_id, card_id, job_id
from domain.device.state import Device, TrustPeriod
from domain.dispatch_manifest.state import DispatchManifest, PackedCard
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.production_batch.state import ProductionBatch
from domain.values.identifiers import uuid7

NOW = datetime(2021, 6, 15, 3, 0, tzinfo=UTC)
TODAY = date(2021, 6, 15)
DISTRICT, PROVINCE = "001", "01"

officer, units = citizens.officer, citizens.units


AN = officer(1, DISTRICT, "reception-officer")
BINH = officer(2, DISTRICT, "capture-officer")
CHI = officer(3, DISTRICT, "intake-approver")
DUNG = officer(4, "centre", "register-check")
GIANG = officer(5, "centre", "quality-check")
HOA = officer(6, "centre", "matcher")
HAI = officer(7, "centre", "examiner")
KHANH = officer(8, "centre", "card-approver")
LINH = officer(9, "centre", "print-operator")
MAI = officer(10, "centre", "print-gateway")
NAM = officer(11, "centre", "quality-controller")
OANH = officer(12, "centre", "security-officer")
PHUC = officer(13, "centre", "dispatcher")
QUAN = officer(14, DISTRICT, "delivery-officer")
SON = officer(15, "centre", "post-courier")
TAM = officer(16, "centre", "director")
TIMER = officer(17, "centre", "timer")
UYEN = officer(18, "centre", "adjudication")
PROCESS = officer(19, "centre", "process-manager")

CITIZEN = citizens.CITIZEN
APPLICATION = uuid7(1_623_726_000_000, bytes(10))
PACKET, ENROLMENT, DEVICE = UUID(int=301), UUID(int=302), UUID(int=303)
SEARCH, TWIN, TWINS_APPLICATION = UUID(int=304), UUID(int=305), UUID(int=306)
BATCH, MACHINE, BLOCK = UUID(int=307), UUID(int=308), UUID(int=309)
MANIFEST, APPEAL, FORMER = UUID(int=310), UUID(int=311), UUID(int=312)
SERIAL = "VN0000000042"
JOB, CARD = job_id(APPLICATION, 1), card_id(APPLICATION, 1)
ADJUDICATION = adjudication_id(APPLICATION, SEARCH)

HASH, PAPER, DOCUMENT = citizens.HASH, citizens.PAPER, citizens.DOCUMENT
PLACE_GIVEN, PLACE = citizens.PLACE_GIVEN, citizens.PLACE
TEN = tuple(Finger(position, 80, None, 1) for position in range(1, 11))
TEN_GIVEN = tuple(FingerGiven(position, 80) for position in range(1, 11))
CANDIDATE = Candidate(TWIN, TWINS_APPLICATION, 1, 900, (1, 6))
CANDIDATE_GIVEN = CandidateGiven(TWIN, 1, 900, TWINS_APPLICATION, (1, 6))


def citizen(**changes: Any) -> Citizen:
    return replace(citizens.active(), **changes)


def of_age(birth: str, **changes: Any) -> Citizen:
    """The citizen with another birth date, as declared."""
    return citizens.active(birth=birth, birth_year=int(birth[:4]), **changes)


def device(**changes: Any) -> Device:
    trust = changes.get("trust", (TrustPeriod(NOW - timedelta(days=30)),))
    return Device(3, "trusted", DISTRICT, "finger-scanner", trust=trust)


def batch(**changes: Any) -> ProductionBatch:
    usual = ProductionBatch(3, "in-production", applications=(APPLICATION,), machine_id=MACHINE)
    return replace(usual, **changes)


def block(account: str = f"machine:{MACHINE}") -> Block:
    return Block(2, "open", first_serial="VN0000000000", accounts=(account,) * 100)


def manifest(status: str = "sealed", **changes: Any) -> DispatchManifest:
    changes = {"cards": (PackedCard(CARD, APPLICATION, 1, 1),), **changes}
    return DispatchManifest(4, status, **{"destination": DISTRICT, **changes})


def card(status: str = "issued", **changes: Any) -> Card:
    return replace(Card(2, status, CITIZEN, APPLICATION, SERIAL), **changes)


def context(actor: Actor, **changes: Any) -> Context:
    """`others` are given as states; each gets an id and a version of its own."""
    seen = {**USUAL, **changes.pop("others", {})}
    others = {name: other(name, state) for name, state in seen.items() if state is not None}
    usual = Context(actor, NOW, NOW, Policy(SEEDS), units(), True, None, APPLICATION, others, None)
    return replace(usual, **changes)


def other(name: str, state: Any) -> Other:
    ids = {"citizen": CITIZEN, "batch": BATCH, "in_batch": BATCH, "block": BLOCK}
    ids |= {"manifest": MANIFEST, "card": CARD, "former": FORMER, "holds": FORMER}
    return Other(ids.get(name, UUID(int=400)), state.version, state)


USUAL: dict[str, Any] = {
    "citizen": citizen(),
    f"device/{DEVICE}": device(),
    "batch": batch(),
    "in_batch": batch(),
    "block": block(),
    "manifest": manifest(),
    "card": card(),
}


def envelope(actor: Actor, at: datetime = NOW) -> Envelope:
    return Envelope(NOW, at, actor, None, UUID(int=1), UUID(int=1), 60, None, None, 0)


def given(*steps: tuple[Actor, e.Event], after: CardApplication | None = None) -> CardApplication:
    """The state that a replay of the events gives, each by its officer."""
    state = after
    for actor, event in steps:
        state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def open_application(**changes: Any) -> c.OpenApplication:
    usual = c.OpenApplication(
        id=APPLICATION,
        citizen_id=CITIZEN,
        kind="conversion",
        reason="chip-card",
        place="office",
        received_at=NOW,
    )
    return replace(usual, **changes)


def complete_capture(**changes: Any) -> c.CompleteCapture:
    usual = c.CompleteCapture(
        enrolment_id=ENROLMENT,
        packet_id=PACKET,
        captured_at=NOW,
        appointment_on=date(2021, 6, 30),
        fingers=TEN_GIVEN,
        portrait_quality=90,
        devices=(DEVICE,),
        dossier_number="CC02-000123",
        finger_images=(PAPER,),
        templates=(PAPER,),
        portrait=PAPER,
        features="Nốt ruồi dưới mắt trái",
        cc02=PAPER,
        citizen_signature=PAPER,
    )
    return replace(usual, **changes)


def recapture(**changes: Any) -> c.Recapture:
    first = complete_capture(packet_id=UUID(int=401), enrolment_id=UUID(int=402))
    fields = {f: getattr(first, f) for f in c.CompleteCapture.__struct_fields__}
    return replace(c.Recapture(because="portrait-blurred", **fields), **changes)


def opened_event(**changes: Any) -> e.Opened:
    sealed = e.OpenedSealed(None, changes.pop("report_of_loss", None))
    usual = e.Opened(CITIZEN, "conversion", "chip-card", DISTRICT, "office", "urban", NOW, sealed)
    return replace(usual, **changes)


def captured_event(**changes: Any) -> e.Captured:
    sealed = e.CapturedSealed(
        "CC02-000123", (DOCUMENT,), (DOCUMENT,), DOCUMENT, (), "Nốt ruồi dưới mắt trái",
        DOCUMENT, DOCUMENT, None,
    )  # fmt: skip
    usual = e.Captured(
        ENROLMENT, PACKET, 1, NOW, False, TEN, 90, (DEVICE,), date(2021, 6, 30), 15_000,
        None, None, False, sealed,
    )  # fmt: skip
    return replace(usual, **changes)
