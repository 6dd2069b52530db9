"""One person on the way from a declaration to a number, as four officers take it."""

import time
from collections import Counter
from typing import Any
from uuid import UUID

import httpx
import msgspec

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import officer_id
from adapters.reference.load_units import load_register
from cancuoc.dc01_sample import SAMPLE_DAY
from domain.values.identifiers import derive_id

STEPS = ("capture-citizen", "verify-citizen", "approve-citizen", "notify-pin")


class Tally(msgspec.Struct):
    """What the demonstration saw, by step: times in seconds, and answers that were not meant."""

    times: dict[str, list[float]]
    new: Counter[str]
    repeated: Counter[str]
    provinces: Counter[str]
    faults: list[str]


class Act(msgspec.Struct, frozen=True):
    """One request: who makes it, from which unit, and what it says."""

    role: str
    unit: str
    path: str
    body: Any


class Journey:
    """One person on the way to a number, by four officers of the proper units.

    Command ids are derived from the declaration: a demonstration that is run again repeats the
    same acts, and the register answers them as before without doing them twice.
    """

    def __init__(
        self, client: httpx.AsyncClient, issuer: DevelopmentIssuer, audience: str, tally: Tally
    ) -> None:
        self._client = client
        self._issuer = issuer
        self._audience = audience
        self._tally = tally

    async def take(self, declaration: dict[str, Any]) -> None:
        citizen = declaration["id"]
        unit = declaration["residences"][0]["place"]["unit"]
        base = f"/v1/citizens/{citizen}"
        notice = {
            "channel": "paper",
            "notified_on": str(SAMPLE_DAY),
            "notice": declaration["signature"],
        }
        verifier, verifying = ("commune-chief", unit)
        if declaration["form"] == "birth-notice":
            verifier, verifying = ("data-quality-officer", "centre")
        acts = (
            Act("area-officer", unit, "/v1/citizens", declaration),
            Act(
                verifier, verifying, f"{base}/verify-citizen", {"against": [declaration["source"]]}
            ),
            Act("register-approver", "centre", f"{base}/approve-citizen", {}),
            Act("area-officer", unit, f"{base}/notify-pin", notice),
        )
        etag: str | None = None
        for step, act in zip(STEPS, acts, strict=True):
            etag = await self._act(step, UUID(citizen), act, etag)
            if etag is None:
                return
        self._tally.provinces[load_register().province_of(unit, SAMPLE_DAY) or "?"] += 1

    async def _act(self, step: str, citizen: UUID, act: Act, etag: str | None) -> str | None:
        """The new ETag, or None when the act was not accepted."""
        officer = officer_id(act.role, act.unit)
        token = self._issuer.issue(officer, act.unit, (act.role,), 600, self._audience)
        headers = {
            "authorization": f"Bearer {token}",
            "idempotency-key": str(derive_id(citizen, "demo", str(citizen), step)),
            "accept-language": "en",
        }
        if etag is not None:
            headers["if-match"] = etag
        began = time.perf_counter()
        try:
            answer = await self._client.post(act.path, json=act.body, headers=headers)
        except httpx.TransportError as lost:
            self._tally.faults.append(f"{step} {citizen}: no answer ({type(lost).__name__})")
            return None
        self._tally.times[step].append(time.perf_counter() - began)
        if answer.status_code not in (200, 201):
            self._tally.faults.append(refusal(f"{step} {citizen}", answer))
            return None
        repeated = "idempotency-replayed" in answer.headers
        (self._tally.repeated if repeated else self._tally.new)[step] += 1
        return answer.headers["etag"]


def refusal(what: str, answer: httpx.Response) -> str:
    """One line of a problem document (RFC 9457), or of whatever else answered."""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        return f"{what}: {answer.status_code} {answer.json()['detail']}"
    return f"{what}: {answer.status_code} from a program that is no register"
