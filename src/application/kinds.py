"""Every kind of stream of the register, and everything an office can do."""

from application import (
    adjudications,
    card_applications,
    card_stock,
    cards,
    citizens,
    data_quality_cases,
    devices,
    dispatch_manifests,
    enrolment_packets,
    legal_instruments,
    production_batches,
    register_exports,
)
from application.stream import Capability, StreamKind

KINDS: dict[str, StreamKind] = {
    kind.name: kind
    for kind in (
        citizens.CITIZENS,
        card_applications.CARD_APPLICATIONS,
        cards.CARDS,
        card_stock.CARD_STOCK,
        production_batches.PRODUCTION_BATCHES,
        dispatch_manifests.DISPATCH_MANIFESTS,
        adjudications.ADJUDICATIONS,
        data_quality_cases.DATA_QUALITY_CASES,
        devices.DEVICES,
        enrolment_packets.ENROLMENT_PACKETS,
        legal_instruments.LEGAL_INSTRUMENTS,
        register_exports.REGISTER_EXPORTS,
    )
}
"""By singular name, as topics begin."""

CAPABILITIES: tuple[Capability, ...] = (
    *citizens.CAPABILITIES,
    *card_applications.CAPABILITIES,
    *cards.CAPABILITIES,
    *card_stock.CAPABILITIES,
    *production_batches.CAPABILITIES,
    *dispatch_manifests.CAPABILITIES,
    *adjudications.CAPABILITIES,
    *data_quality_cases.CAPABILITIES,
    *devices.CAPABILITIES,
    *enrolment_packets.CAPABILITIES,
    *legal_instruments.CAPABILITIES,
)
"""What officers and machines may ask for over REST."""
