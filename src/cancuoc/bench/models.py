"""Fifty persons taken from DC01 to a PIN through the API, whose histories are then multiplied."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import officer_id
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import key_id_of
from cancuoc.bench.servers import ServerFailed
from cancuoc.dc01_sample import declarations
from domain.recorded import Recorded

OFFICERS = 50
"""Persons, and officers for each command: one of each role in fifty communes."""
CAPTURED_ON = date(2020, 12, 15)
SEED = 7
STEPS = ("verify-citizen", "approve-citizen", "notify-pin")
STREAM_EVENTS = 4
"""Captured, verified, approved, PIN established: the stream that `notify-pin` finds."""
READY_FOR = {"verify-citizen": 1, "approve-citizen": 2, "notify-pin": STREAM_EVENTS}
"""How many events stand in the stream before each command."""
_TOKEN_S = 6 * 3600

NOTICE = {
    "id": "01766a3f-7c00-7000-8000-0000000000aa",
    "sha256": "9f" * 32,
    "media_type": "application/pdf",
}
BODIES: dict[str, bytes] = {
    "verify-citizen": b'{"against":["household-book"]}',
    "approve-citizen": b"{}",
    "notify-pin": json.dumps(
        {"channel": "paper", "notified_on": "2021-02-20", "notice": NOTICE}
    ).encode(),
}


class Model(msgspec.Struct):
    """A person of one commune, the tokens of its officers, and the history through the API."""

    declaration: dict[str, Any]
    tokens: dict[str, str]
    """Of the officer who gives each command; `rival` may give the last one too."""
    history: list[Recorded] = []


def models(issuer: DevelopmentIssuer, audience: str) -> list[Model]:
    rows = declarations(OFFICERS, SEED, CAPTURED_ON)
    return [
        Model(without_pin(row), _tokens(issuer, audience, row, n)) for n, row in enumerate(rows)
    ]


def without_pin(row: dict[str, Any]) -> dict[str, Any]:
    """A declared number could be approved once only, and a model has many copies."""
    return {field: value for field, value in row.items() if field != "pin_declared"}


def _tokens(
    issuer: DevelopmentIssuer, audience: str, row: dict[str, Any], n: int
) -> dict[str, str]:
    home = next(one for one in row["residences"] if one["kind"] == "permanent")
    commune = str(home["place"]["unit"])

    def token(role: str, unit: str, ordinal: int) -> str:
        officer = officer_id(role, unit, ordinal)
        return issuer.issue(officer, unit, (role,), _TOKEN_S, audience)

    return {
        "capture": token("area-officer", commune, 1),
        "verify-citizen": token("commune-chief", commune, 1),
        "approve-citizen": token("register-approver", "centre", n + 1),
        "notify-pin": token("area-officer", commune, 2),
        "rival": token("area-officer", commune, 3),
    }


def live_through(
    person: Model, port: int, store: psycopg.Connection, mapper: SealingMapper, vault: SyncVault
) -> None:
    """Carry out every command once over HTTP and read the history that it left."""
    identity = UUID(person.declaration["id"])
    _post(port, "/v1/citizens", person.tokens["capture"], json.dumps(person.declaration).encode())
    for step in STEPS:
        path = f"/v1/citizens/{identity}/{step}"
        _post(port, path, person.tokens[step], BODIES[step], READY_FOR[step])
    person.history = list(_history(identity, store, mapper, vault))


def _history(
    identity: UUID, store: psycopg.Connection, mapper: SealingMapper, vault: SyncVault
) -> Iterator[Recorded]:
    rows = store.execute(
        "SELECT originator_version, topic, state FROM events WHERE originator_id = %s ORDER BY 1",
        (identity,),
    ).fetchall()
    keys = vault.load({key for _, _, state in rows if (key := key_id_of(state))})
    for version, topic, state in rows:
        yield mapper.decode(identity, version, topic, state, keys)


def _post(port: int, path: str, token: str, body: bytes, version: int | None = None) -> None:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    }
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    try:
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310 - our own server
    except urllib.error.HTTPError as refused:
        raise ServerFailed(f"{path}: {refused.read().decode()}") from refused
