"""States in which a stream waits for nobody (domain §1.14)."""

from typing import Any

from domain.adjudication import waits as adjudication
from domain.card import waits as card
from domain.card_application import waits as card_application
from domain.card_stock import waits as card_stock
from domain.data_quality_case import waits as data_quality_case
from domain.device import waits as device
from domain.dispatch_manifest import waits as dispatch_manifest
from domain.enrolment_packet import waits as enrolment_packet
from domain.legal_instrument import waits as legal_instrument
from domain.production_batch import waits as production_batch
from domain.register_export import waits as register_export

_RESTING = {
    "adjudication": adjudication.RESTING,
    "card": card.RESTING,
    "card-application": card_application.RESTING,
    "card-stock": card_stock.RESTING,
    "citizen": frozenset({"active", "merged", "erased"}),
    "data-quality-case": data_quality_case.RESTING,
    "device": device.RESTING,
    "dispatch-manifest": dispatch_manifest.RESTING,
    "enrolment-packet": enrolment_packet.RESTING,
    "legal-instrument": legal_instrument.RESTING,
    "production-batch": production_batch.RESTING,
    "register-export": register_export.RESTING,
}


def is_resting(kind: str, state: Any) -> bool:
    return state.status in _RESTING[kind]
