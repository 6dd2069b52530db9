"""The floors: servers that only read the same body and say it back, with the same server under.

Each is a uvicorn factory. The collector is told the same as in the register, whose start-up
freezes what lives for ever, so that the comparison is not won by that.
"""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Literal
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/echo"
FASTAPI, STARLETTE = "fastapi_echo", "starlette_echo"


class Notice(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: UUID
    sha256: str = Field(pattern="^[0-9a-f]{64}$", max_length=64)
    media_type: str = Field(pattern="^[a-z]+/[a-z0-9.+-]+$", max_length=100)


class Body(BaseModel):
    """What NotifyPin asks for, in a model that FastAPI can read its own way (parse, then judge)."""

    model_config = ConfigDict(extra="forbid")

    occurred_at: AwareDatetime | None = None
    station_id: UUID | None = None
    correlation_id: UUID | None = None
    channel: Literal["paper", "civil-registry", "electronic"]
    notified_on: date
    notice: Notice


def fastapi_echo() -> FastAPI:
    """One endpoint as FastAPI's tutorial writes it."""
    app = FastAPI(lifespan=_frozen)

    @app.post(PATH)
    async def echo(body: Body) -> Body:
        return body

    return app


def starlette_echo() -> Starlette:
    """The same without FastAPI: the model reads the raw bytes and writes the answer."""

    async def echo(request: Request) -> Response:
        body = Body.model_validate_json(await request.body())
        return Response(body.model_dump_json(), media_type="application/json")

    return Starlette(routes=[Route(PATH, echo, methods=["POST"])], lifespan=_frozen)


@asynccontextmanager
async def _frozen(_: Starlette) -> AsyncIterator[None]:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    yield


def serve() -> None:
    """Run the echo that the environment names, until SIGTERM; options as in cancuoc.serving."""
    uvicorn.run(
        f"cancuoc.bench.echo:{os.environ['ECHO']}",
        factory=True,
        host="127.0.0.1",
        port=int(os.environ["ECHO_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        backlog=2048,
        timeout_keep_alive=30,
    )


if __name__ == "__main__":
    serve()
