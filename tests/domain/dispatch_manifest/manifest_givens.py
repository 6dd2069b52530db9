"""Officers, cards and consignments from which the tests of manifests begin."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests.domain.citizen.givens import context as usual
from tests.domain.citizen.givens import envelope, officer

from domain.card.state import Card
from domain.card_application.application import CardApplication
from domain.context import Context, Other
from domain.dispatch_manifest import commands as c
from domain.dispatch_manifest import events as e
from domain.dispatch_manifest.sending import content_sha256
from domain.dispatch_manifest.state import DispatchManifest, PackedCard, evolve
from domain.envelope import Actor

MANIFEST = UUID(int=700)
APPLICATION, SECOND, STRANGER = UUID(int=711), UUID(int=712), UUID(int=713)
CARD, SECOND_CARD = UUID(int=721), UUID(int=722)
DESTINATION = "001"
DUE = date(2021, 6, 18)

THAO = officer(50, "centre", "dispatcher")
UYEN = officer(51, DESTINATION, "delivery-officer")
SON = officer(52, "centre", "security-officer")
CLOCK = officer(53, "centre", "timer")

OPEN = c.OpenManifest(id=MANIFEST, manifest_number="BK-2021-0471", destination=DESTINATION)
OPENED = e.Opened("BK-2021-0471", DESTINATION)
PACK = c.PackCard(card_id=CARD, application_id=APPLICATION, box=1, slot=1)
PACKED = e.CardPacked(CARD, APPLICATION, 1, 1)
SECOND_PACKED = e.CardPacked(SECOND_CARD, SECOND, 1, 2)
CARDS = (PackedCard(CARD, APPLICATION, 1, 1), PackedCard(SECOND_CARD, SECOND, 1, 2))
SEAL = c.SealManifest(seal="NP-004711")
SEALED = e.Sealed("NP-004711", 2, content_sha256(CARDS))
HAND = c.HandToCarrier(carrier="vnpost", tracking="EX1VN", due=DUE)
HANDED = e.HandedOver("vnpost", "EX1VN", DUE)
RECEIVE = c.ReceiveManifest(counted=2, seal_intact=True)


def finished(**changes: Any) -> CardApplication:
    usual_case = CardApplication(
        9, "quality-checked", UUID(int=100), intake_unit=DESTINATION, card_id=CARD
    )
    return replace(usual_case, **changes)


def others(
    application: CardApplication | None = None, card_status: str = "issued"
) -> dict[str, Other]:
    card = Card(2, card_status, UUID(int=100), APPLICATION)
    return {
        "application": Other(APPLICATION, 9, application or finished()),
        "card": Other(CARD, 2, card),
    }


def context(actor: Actor = THAO, **changes: Any) -> Context:
    return replace(usual(actor, stream=MANIFEST, facts=None), **changes)


def given(*steps: tuple[Actor, e.Event], after: DispatchManifest | None = None) -> DispatchManifest:
    state = after
    for actor, event in steps:
        state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def opened() -> DispatchManifest:
    return given((THAO, OPENED))


def packed() -> DispatchManifest:
    return given((THAO, PACKED), (THAO, SECOND_PACKED), after=opened())


def sealed() -> DispatchManifest:
    return given((THAO, SEALED), after=packed())


def in_transit() -> DispatchManifest:
    return given((THAO, HANDED), after=sealed())


def reconciled() -> DispatchManifest:
    return given((UYEN, e.Arrived(2, seal_intact=True)), after=in_transit())


def in_discrepancy() -> DispatchManifest:
    """One card of two did not come."""
    arrived, difference = e.Arrived(1, seal_intact=True), e.DiscrepancyFound((SECOND,), ())
    return given((UYEN, arrived), (UYEN, difference), after=in_transit())


def lost() -> DispatchManifest:
    return given((THAO, e.LostReported((APPLICATION, SECOND), ())), after=in_transit())
