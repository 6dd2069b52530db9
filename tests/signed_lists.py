"""A list of acts as one officer signs it and hands it in, and what has become of its items."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from adapters.http.command_route import command_digest
from adapters.identity.development_officers import OFFICER_BY_NAME
from citizen_case import Case, paper
from minting import minted
from record import wait_until
from service import AUDIENCE, Service

PATH = "/v1/bulk-acts"
PATIENCE_S = 90.0


def to_approve(*cases: Case) -> list[dict[str, Any]]:
    return [{"citizen_id": one.id, "version": one.version} for one in cases]


def to_notify(*cases: Case, version: int = 4) -> list[dict[str, Any]]:
    """Of entries that were approved: their fourth version is the number."""
    told = {"version": version, "channel": "paper", "notified_on": "2021-06-09"}
    return [{"citizen_id": one.id, **told, "notice": paper()} for one in cases]


def verified(service: Service, count: int) -> list[Case]:
    return [Case(service).verified() for _ in range(count)]


class SignedList:
    """One list; `signed` may be given other claims, and the body sent may be another one."""

    def __init__(
        self,
        service: Service,
        act: str,
        items: Sequence[Any],
        officer: str = "register-approver",
        unit: str | None = None,
        **more: Any,
    ) -> None:
        self.service, self.officer, self.unit = service, officer, unit
        self.id = minted()
        self.body: dict[str, Any] = {"act": act, "items": list(items), **more}

    @property
    def path(self) -> str:
        return f"{PATH}/{self.id}"

    def raw(self) -> bytes:
        return json.dumps(self.body).encode()

    def signature(self, raw: bytes | None = None, signer: str = "", **claims: Any) -> str:
        """A token of the signer for this very list."""
        raw = self.raw() if raw is None else raw
        digest = command_digest((b"POST", PATH.encode(), b"", self.id.encode(), raw))
        who = OFFICER_BY_NAME[signer or self.officer]
        roles, unit = claims.pop("roles", [who.role]), claims.pop("unit", self.unit or who.unit)
        said = {"cmd": digest, **claims}
        return self.service.issuer.issue(who.officer, unit, tuple(roles), 300, AUDIENCE, **said)

    def send(self, **headers: str | None) -> httpx.Response:
        """Hand it in; a header that is None is left out."""
        usual = {
            **self.service.bearer(self.officer, self.unit),
            "content-type": "application/json",
            "idempotency-key": self.id,
            "list-signature": self.signature(),
        }
        sent = {name: value for name, value in (usual | headers).items() if value is not None}
        return self.service.client.post(PATH, content=self.raw(), headers=sent)

    def handed_in(self) -> "SignedList":
        answer = self.send()
        assert answer.status_code == 201, answer.text
        return self

    def progress(self, officer: str = "") -> dict[str, Any]:
        answer = self.service.get(self.path, officer or self.officer, self.unit)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def done(self) -> "SignedList":
        """Wait until every item has its verdict."""
        ends = ("done", "cancelled")
        wait_until(lambda: self.progress()["status"] in ends, self.progress, PATIENCE_S)
        return self

    def items(self, verdict: str | None = None, **headers: str) -> list[dict[str, Any]]:
        """Every item, page by page."""
        return [item for page in self.pages(verdict, **headers) for item in page]

    def pages(self, verdict: str | None, **headers: str) -> Iterator[list[dict[str, Any]]]:
        wanted = f"?verdict={verdict}" if verdict else ""
        following: str | None = f"{self.path}/items{wanted}"
        while following:
            answer = self.service.get(following, self.officer, self.unit, **headers)
            assert answer.status_code == 200, answer.text
            yield answer.json()["items"]
            following = answer.json()["next"]

    def verdicts(self) -> list[tuple[str, str | None]]:
        return [(one["verdict"], one["refusal"]) for one in self.items()]
