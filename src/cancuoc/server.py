"""The application object that uvicorn runs, one for each worker process."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI

from adapters.identity.token_verifier import TokenVerifier
from adapters.postgres.async_store import AsyncEventStore
from cancuoc.child_processes import stop_when_supervisor_dies
from cancuoc.draining import drain_when_asked_to_stop
from cancuoc.logs import set_up_logs
from cancuoc.office_parts import OfficeParts
from cancuoc.revocations import learn_revocations, watch_revocations
from cancuoc.settings import read_settings
from cancuoc.wiring import build

log = structlog.get_logger()


def create() -> FastAPI:
    """Build everything from the environment (uvicorn's factory).

    A worker is a process of its own: it sets up its own log and does not outlive its supervisor.
    """
    settings = read_settings()
    set_up_logs(settings.log_level, "serve")
    stop_when_supervisor_dies()
    return build(settings, _lifespan)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: OfficeParts = app.state.parts
    async with parts:
        # What start-up made lives for ever: without this the collector walks all of it again and
        # again, and that walk, not the database, makes the slowest requests.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 100)
        watch = asyncio.create_task(_stop_when_broken(parts.store), name="store watch")
        drain_when_asked_to_stop(parts.settings.drain_s)
        verifier: TokenVerifier = app.state.verifier
        await learn_revocations(verifier, parts.store.pool)
        revocations = asyncio.create_task(watch_revocations(verifier, parts.store.pool))
        try:
            yield
        finally:
            watch.cancel()
            revocations.cancel()


async def _stop_when_broken(store: AsyncEventStore) -> None:
    """A pump that ended by a fault of its own stays ended: stop in order, to be started anew."""
    while store.is_working:  # noqa: ASYNC110 - a pump that ends can tell nobody
        await asyncio.sleep(1)
    log.critical("store-broken", advice="this process stops; its supervisor starts another")
    os.kill(os.getpid(), signal.SIGTERM)
