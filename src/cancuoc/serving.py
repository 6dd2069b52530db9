"""The server role: uvicorn with one application a worker process."""

import os
import tempfile
from contextlib import ExitStack

import uvicorn

from adapters.http.guarded_protocol import GuardedProtocol
from cancuoc.settings import Settings

GRACE_S = 15


def serve_http(settings: Settings) -> None:
    """Serve until SIGTERM; then drain, and answer what is in flight (at most GRACE_S seconds)."""
    with ExitStack() as stack:
        if settings.workers > 1 and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            folder = tempfile.TemporaryDirectory(prefix="cancuoc-measures-")
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = stack.enter_context(folder)
        _serve(settings)


def _serve(settings: Settings) -> None:
    uvicorn.run(
        "cancuoc.server:create",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers if settings.workers > 1 else None,
        loop="uvloop",
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=2048,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_S,
    )
