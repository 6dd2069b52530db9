"""All topics the register writes, and which of them leave a version that was read still fresh."""

from typing import get_args

from domain.adjudication import events as adjudication
from domain.card import events as card
from domain.card_application import events as card_application
from domain.card_stock import events as card_stock
from domain.citizen import events as citizen
from domain.data_quality_case import events as data_quality_case
from domain.device import events as device
from domain.dispatch_manifest import events as dispatch_manifest
from domain.enrolment_packet import events as enrolment_packet
from domain.legal_instrument import events as legal_instrument
from domain.production_batch import events as production_batch
from domain.register_export import events as register_export

CATALOGUE: dict[str, type] = {
    event.TOPIC: event
    for stream in (
        citizen.Event,
        card_application.Event,
        card.Event,
        card_stock.Event,
        production_batch.Event,
        dispatch_manifest.Event,
        adjudication.Event,
        data_quality_case.Event,
        device.Event,
        enrolment_packet.Event,
        legal_instrument.Event,
        register_export.Event,
    )
    for event in get_args(stream)
}

QUIET: frozenset[str] = frozenset(
    {
        card_application.RegisterMatched.TOPIC,
        card_application.RegisterMismatched.TOPIC,
        card_application.QualityAccepted.TOPIC,
        card_application.QualityQuestioned.TOPIC,
        card_application.NoDuplicateFound.TOPIC,
        *(topic for topic in CATALOGUE if topic.endswith(".deadline-missed.v1")),
    }
)
"""Check results that change no state, and missed deadlines (formats §5)."""


def stream_of(topic: str) -> str:
    """The stream's singular name: `citizen.captured.v1` is of `citizen`."""
    return topic.split(".", 1)[0]
