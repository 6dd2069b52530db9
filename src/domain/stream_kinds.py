"""How each kind of stream folds and for what it waits (domain §1.14): one table of all of them."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from domain.adjudication import state as adjudication
from domain.adjudication import waits as adjudication_waits
from domain.card import state as card
from domain.card import waits as card_waits
from domain.card_application import application as card_application
from domain.card_application import state as card_application_state
from domain.card_application import waits as card_application_waits
from domain.card_stock import state as card_stock
from domain.card_stock import waits as card_stock_waits
from domain.citizen import deadlines as citizen_waits
from domain.citizen import state as citizen
from domain.data_quality_case import state as data_quality_case
from domain.data_quality_case import waits as data_quality_case_waits
from domain.device import state as device
from domain.device import waits as device_waits
from domain.dispatch_manifest import state as dispatch_manifest
from domain.dispatch_manifest import waits as dispatch_manifest_waits
from domain.enrolment_packet import state as enrolment_packet
from domain.enrolment_packet import waits as enrolment_packet_waits
from domain.envelope import Envelope
from domain.legal_instrument import state as legal_instrument
from domain.legal_instrument import waits as legal_instrument_waits
from domain.production_batch import state as production_batch
from domain.production_batch import waits as production_batch_waits
from domain.register_export import state as register_export
from domain.register_export import waits as register_export_waits
from domain.waits import Wait


class StreamKind(msgspec.Struct, frozen=True):
    """`state` is the struct that `evolve` makes; both work with sealed parts closed."""

    state: type[msgspec.Struct]
    evolve: Callable[[Any, Any, Envelope], Any]
    waits: Callable[[Any], tuple[Wait, ...]]


StreamKinds = Mapping[str, StreamKind]

STREAM_KINDS: StreamKinds = {
    "adjudication": StreamKind(
        adjudication.Adjudication, adjudication.evolve, adjudication_waits.waits
    ),
    "card": StreamKind(card.Card, card.evolve, card_waits.waits),
    "card-application": StreamKind(
        card_application.CardApplication,
        card_application_state.evolve,
        card_application_waits.waits,
    ),
    "card-stock": StreamKind(card_stock.Block, card_stock.evolve, card_stock_waits.waits),
    "citizen": StreamKind(citizen.Citizen, citizen.evolve, citizen_waits.waits),
    "data-quality-case": StreamKind(
        data_quality_case.DataQualityCase,
        data_quality_case.evolve,
        data_quality_case_waits.waits,
    ),
    "device": StreamKind(device.Device, device.evolve, device_waits.waits),
    "dispatch-manifest": StreamKind(
        dispatch_manifest.DispatchManifest,
        dispatch_manifest.evolve,
        dispatch_manifest_waits.waits,
    ),
    "enrolment-packet": StreamKind(
        enrolment_packet.EnrolmentPacket, enrolment_packet.evolve, enrolment_packet_waits.waits
    ),
    "legal-instrument": StreamKind(
        legal_instrument.LegalInstrument, legal_instrument.evolve, legal_instrument_waits.waits
    ),
    "production-batch": StreamKind(
        production_batch.ProductionBatch, production_batch.evolve, production_batch_waits.waits
    ),
    "register-export": StreamKind(
        register_export.RegisterExport, register_export.evolve, register_export_waits.waits
    ),
}
"""By the stream's name, as topics begin."""


def waits_of(kind: str, state: Any) -> tuple[Wait, ...]:
    """What a stream of this kind waits for in this state; nothing before it is there."""
    return () if state is None else STREAM_KINDS[kind].waits(state)
