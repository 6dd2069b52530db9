"""The eraser as `cancuoc react` runs it: round after round, until it is told to stop."""

import asyncio

import structlog

from adapters.postgres.erasure_rows import ErasureRows
from adapters.postgres.operating_mode import ModeWatch
from application.blobs import BlobsUnavailable
from application.eraser import Eraser
from application.event_store import StoreBusy, StoreUnavailable
from application.pauses import pause
from application.vault import VaultUnavailable
from cancuoc.office_parts import OfficeParts

PAUSE_S = 1.0
AWAY = (StoreBusy, StoreUnavailable, VaultUnavailable, BlobsUnavailable)

log = structlog.get_logger()


def eraser_of(parts: OfficeParts) -> Eraser:
    return Eraser(parts.office(), parts.store, parts.blobs, ErasureRows(parts.store))


async def run_eraser(eraser: Eraser, stop: asyncio.Event, mode: ModeWatch) -> None:
    """What cannot be reached now is destroyed later; an erasure is never given up.

    Nothing is destroyed while the register takes no writes, for nobody could record it.
    """
    while not stop.is_set():
        await mode.wait_until_writing(stop)
        try:
            done = await eraser.round()
            if done:
                log.info("erasures-finished", count=done)
        except AWAY as away:
            log.warning("eraser-waits", reason=type(away).__name__)
        for citizen, damage in eraser.damaged:
            log.error("erasure-damaged", stream=str(citizen), fault=type(damage).__name__)
        eraser.damaged.clear()
        await pause(stop, PAUSE_S)
