"""The intake as `cancuoc react` runs it: round after round, until it is told to stop."""

import asyncio

import structlog

from adapters.http.packed_forms import PackedForms
from adapters.identity.officers_then import TokensThen
from adapters.identity.token_verifier import TokenVerifier
from adapters.postgres.operating_mode import ModeWatch
from adapters.postgres.transmission_rows import TransmissionRows
from application.blobs import BlobsUnavailable
from application.event_store import StoreBusy, StoreUnavailable
from application.intake import Intake
from application.packed_acts import OfficersUnknown, PacketReader
from application.packet_office import PacketOffice
from application.pauses import pause
from application.vault import VaultUnavailable
from cancuoc.office_parts import OfficeParts

SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 1.0
AWAY = (StoreBusy, StoreUnavailable, VaultUnavailable, BlobsUnavailable, OfficersUnknown)

log = structlog.get_logger()


def intake_of(parts: OfficeParts, verifier: TokenVerifier) -> Intake:
    officers = TokensThen(verifier, parts.clock)
    packets = PacketOffice(parts.office(), parts.blobs, PacketReader(PackedForms(), officers))
    return Intake(packets, TransmissionRows(parts.store))


async def run_intake(intake: Intake, stop: asyncio.Event, mode: ModeWatch) -> None:
    """What cannot be reached now is taken up again later; nothing is lost meanwhile."""
    idle = SHORTEST_PAUSE
    while not stop.is_set():
        await mode.wait_until_writing(stop)
        done = 0
        try:
            done = await intake.round()
        except AWAY as away:
            log.warning("intake-waits", reason=type(away).__name__)
        for stream, damage in intake.damaged:
            log.error("packet-damaged", stream=str(stream), fault=type(damage).__name__)
        intake.damaged.clear()
        idle = SHORTEST_PAUSE if done else min(2 * idle, LONGEST_PAUSE)
        await pause(stop, idle)
