"""`cancuoc bulk-act`: a list from a file, signed, handed in, watched and answered item by item."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
from rich.console import Console

from adapters.http.command_route import command_digest
from adapters.identity.development_issuer import DevelopmentIssuer
from application.bulk_acts import FORMS
from cancuoc.counting_bars import counting_bars
from cancuoc.development_token import known_officer
from cancuoc.embedded_run import is_ready
from cancuoc.register_here import issuer_key
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import Settings, SettingsWrong
from domain.values.identifiers import uuid7

PATH = "/v1/bulk-acts"
LOOK_S = 0.5
TOKEN_S = 3600
SIGNATURE_S = 300
ENDS = ("done", "cancelled")


class ListFile(msgspec.Struct, frozen=True):
    """The list under its id, in the very bytes that are signed and sent."""

    id: UUID
    body: bytes

    @property
    def digest(self) -> str:
        parts = (b"POST", PATH.encode(), b"", str(self.id).encode(), self.body)
        return command_digest(parts)


class Signer(msgspec.Struct, frozen=True):
    """Whose token and signature go with the list: made here, or read from files."""

    officer: str
    token_file: Path | None
    signature_file: Path | None

    def headers(self, settings: Settings, listed: ListFile) -> dict[str, str]:
        token, signature = self._tokens(settings, listed)
        return {
            "authorization": f"Bearer {token}",
            "list-signature": signature,
            "idempotency-key": str(listed.id),
            "content-type": "application/json",
        }

    def _tokens(self, settings: Settings, listed: ListFile) -> tuple[str, str]:
        if self.token_file is not None and self.signature_file is not None:
            return _text(self.token_file), _text(self.signature_file)
        if not settings.is_development or not self.officer:
            raise SettingsWrong(
                "name a development officer with --officer; with a real issuer give --token-file"
                " and --signature-file, a token whose `cmd` is what --digest prints"
            )
        who = known_officer(self.officer)
        issuer = DevelopmentIssuer(issuer_key(settings))
        told = (who.officer, who.unit, (who.role,))
        signed = issuer.issue(*told, SIGNATURE_S, settings.audience, cmd=listed.digest)
        return issuer.issue(*told, TOKEN_S, settings.audience), signed


def list_in(file: Path, act: str, dry_run: bool, key: str | None) -> ListFile:
    """The list in a file of one JSON object a line; the same file and key are the same list."""
    if act not in FORMS:
        raise SettingsWrong(f"--act is {' or '.join(FORMS)}, not {act!r}")
    try:
        items = [msgspec.json.decode(line) for line in file.read_bytes().splitlines() if line]
    except (OSError, msgspec.DecodeError) as wrong:
        raise SettingsWrong(f"{file} cannot be read as one JSON object a line: {wrong}") from wrong
    body = msgspec.json.encode({"act": act, "items": items, "dry_run": dry_run})
    return ListFile(_id(key), body)


def print_digest(listed: ListFile) -> None:
    """What the claim `cmd` of the signature must be, and under which key."""
    print(f"--key {listed.id}")  # noqa: T201 - for $(…)
    print(listed.digest)  # noqa: T201


def hand_in(
    settings: Settings, listed: ListFile, signer: Signer, out: Path, console: Console
) -> int:
    """Exit status 0 where every item was accepted or in place, 1 otherwise."""
    headers = signer.headers(settings, listed)
    with httpx.Client(base_url=_address(settings), timeout=30, trust_env=False) as client:
        answer = client.post(PATH, content=listed.body, headers=headers)
        if answer.status_code != httpx.codes.CREATED:
            raise SettingsWrong(_told(answer))
        asking = {"authorization": headers["authorization"]}
        _watch(client, listed, asking, console)
        counts = _write(_verdicts(client, listed, asking), out)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    console.print(f"List {listed.id}: {told or 'no item'}. Verdicts: {out}", soft_wrap=True)
    return 0 if counts.keys() <= {"accepted", "unchanged"} else 1


def _watch(
    client: httpx.Client, listed: ListFile, asking: dict[str, str], console: Console
) -> None:
    with counting_bars(console) as bar:
        task = bar.add_task("Carried out", total=None)
        while True:
            shown = _read(client, f"{PATH}/{listed.id}", asking)
            bar.update(task, total=shown["total"], completed=shown["done"])
            if shown["status"] in ENDS:
                return
            time.sleep(LOOK_S)


def _verdicts(
    client: httpx.Client, listed: ListFile, asking: dict[str, str]
) -> Iterator[dict[str, Any]]:
    following: str | None = f"{PATH}/{listed.id}/items"
    while following:
        page = _read(client, following, asking)
        yield from page["items"]
        following = page["next"]


def _write(verdicts: Iterator[dict[str, Any]], out: Path) -> dict[str, int]:
    """One a line; how many there were of each."""
    counts: dict[str, int] = {}
    with out.open("wb") as file:
        for one in verdicts:
            counts[one["verdict"]] = counts.get(one["verdict"], 0) + 1
            file.write(msgspec.json.encode(one) + b"\n")
    return counts


def _read(client: httpx.Client, path: str, asking: dict[str, str]) -> dict[str, Any]:
    answer = client.get(path, headers=asking)
    if answer.status_code != httpx.codes.OK:
        raise SettingsWrong(_told(answer))
    found: dict[str, Any] = answer.json()
    return found


def _told(answer: httpx.Response) -> str:
    """The sentence of a problem document, with the fields at fault."""
    problem = answer.json()
    faults = [
        f"{one.get('pointer') or one.get('header')}: {one['detail']}"
        for one in problem.get("errors", [])[:5]
    ]
    return "; ".join([f"the list was refused: {problem['detail']}", *faults])


def _address(settings: Settings) -> str:
    address = f"http://{settings.host}:{settings.port}"
    if not is_ready(address):
        raise CannotRun(f"No register answers at {address}: set CANCUOC_HOST and CANCUOC_PORT.")
    return address


def _id(key: str | None) -> UUID:
    if key is None:
        return uuid7(time.time_ns() // 1_000_000, os.urandom(10))
    try:
        return UUID(key)
    except ValueError as wrong:
        raise SettingsWrong(f"--key must be a UUIDv7, not {key}") from wrong


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as wrong:
        raise SettingsWrong(f"{file} cannot be read as a token: {wrong}") from wrong
