"""The eraser as `cancuoc react` runs it: round after round, until it is told to stop."""

import asyncio

import structlog

from adapters.postgres.erasure_rows import ErasureRows
from application.blobs import BlobsUnavailable
from application.eraser import Eraser
from application.event_store import StoreBusy, StoreUnavailable
from application.vault import VaultUnavailable
from cancuoc.office_parts import OfficeParts

PAUSE_S = 1.0
AWAY = (StoreBusy, StoreUnavailable, VaultUnavailable, BlobsUnavailable)

log = structlog.get_logger()


def eraser_of(parts: OfficeParts) -> Eraser:
    return Eraser(parts.office(), parts.store, parts.blobs, ErasureRows(parts.store))


async def run_eraser(eraser: Eraser, stop: asyncio.Event) -> None:
    """What cannot be reached now is destroyed later; an erasure is never given up."""
    while not stop.is_set():
        try:
            done = await eraser.round()
            if done:
                log.info("erasures-finished", count=done)
        except AWAY as away:
            log.warning("eraser-waits", reason=type(away).__name__)
        for citizen, damage in eraser.damaged:
            log.error("erasure-damaged", stream=str(citizen), fault=type(damage).__name__)
        eraser.damaged.clear()
        try:
            async with asyncio.timeout(PAUSE_S):
                await stop.wait()
        except TimeoutError:
            continue
