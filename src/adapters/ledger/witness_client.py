"""Asks witnesses for their cosignatures, all at once and never longer than a few seconds."""

import asyncio
from collections.abc import AsyncGenerator, Mapping

import httpx

from adapters.ledger.witness_answers import Answered
from adapters.ledger.witness_policy import Witness

DEADLINE_S = 5.0
MOST_ANSWER_BYTES = 16_384


async def submit_all(
    bodies: Mapping[Witness, str], deadline_s: float = DEADLINE_S
) -> AsyncGenerator[tuple[Witness, Answered], None]:
    """Send each witness its request; gives the answers as they come, every one by the deadline.

    Follows no redirect and no proxy: the address is the one that the policy names.
    """
    async with httpx.AsyncClient(trust_env=False, timeout=None) as client:  # noqa: S113
        waiting = [
            asyncio.create_task(_submit(client, witness, body, deadline_s))
            for witness, body in bodies.items()
        ]
        for answered in asyncio.as_completed(waiting):
            yield await answered


async def _submit(
    client: httpx.AsyncClient, witness: Witness, body: str, deadline_s: float
) -> tuple[Witness, Answered]:
    try:
        async with asyncio.timeout(deadline_s):
            return witness, await _answered(client, witness, body)
    except TimeoutError:
        return witness, Answered(0, f"no answer within {deadline_s:g} s")
    except (httpx.HTTPError, httpx.InvalidURL) as away:
        return witness, Answered(0, f"{type(away).__name__}: {away}")


async def _answered(client: httpx.AsyncClient, witness: Witness, body: str) -> Answered:
    url = f"{witness.url.rstrip('/')}/add-checkpoint"
    async with client.stream("POST", url, content=body.encode()) as answer:
        kept = bytearray()
        async for part in answer.aiter_bytes():
            kept += part
            if len(kept) > MOST_ANSWER_BYTES:
                return Answered(0, f"an answer of more than {MOST_ANSWER_BYTES} bytes")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    return Answered(answer.status_code, kept.decode("utf-8", "replace"), kind)
