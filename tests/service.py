"""A real register for tests over HTTP: databases of its own, real processes stopped by id."""

import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from tools.free_ports import free_ports

from adapters.http.command_route import command_digest
from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.keys.file_kek import open_or_create_kek
from adapters.ledger.key_ring import create, new_ring
from adapters.postgres.embedded import EmbeddedPostgres
from cancuoc.child_processes import ChildProcess
from cancuoc.embedded_run import is_ready
from database import Store, database

PROGRAMME_TIME = datetime.fromisoformat("2021-03-10T09:00:00+07:00")
"""What the programme clock of the register under test reads when it starts, a working Wednesday."""

READY_S = 40.0
SOURCES = Path(__file__).parents[1] / "src"
AUDIENCE = "cancuoc"


class Service:
    """One serving process, and how officers reach it."""

    def __init__(self, address: str, store: Store, folder: Path) -> None:
        self.address = address
        self.dsn, self.keys_dsn = store.dsn, store.keys_dsn
        self.kek_file = folder / "kek.json"
        self.issuer = DevelopmentIssuer(folder / "development-issuer.pem")
        self._tokens: dict[tuple[str, str | None, tuple[str, ...]], str] = {}
        self.client = httpx.Client(base_url=address, timeout=30, trust_env=False)

    def token(
        self, officer: str = "area-officer", unit: str | None = None, roles: tuple[str, ...] = ()
    ) -> str:
        """A token of an officer by name, for another unit or with other roles where given."""
        wanted = (officer, unit, roles)
        if wanted not in self._tokens:
            who = OFFICER_BY_NAME[officer]
            self._tokens[wanted] = self.issuer.issue(
                who.officer, unit or who.unit, roles or (who.role,), 3600, AUDIENCE
            )
        return self._tokens[wanted]

    def bearer(self, officer: str, unit: str | None = None) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(officer, unit)}"}

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        officer: str = "area-officer",
        *,
        key: str | None = None,
        if_match: int | None = None,
        unit: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Give a command, with a new Idempotency-Key unless one is given."""
        sent = self.bearer(officer, unit) | {"idempotency-key": key or str(uuid4())} | headers
        if if_match is not None:
            sent["if-match"] = f'"{if_match}"'
        return self.client.post(path, json=body, headers=sent)

    def post_by_two(
        self,
        path: str,
        body: Mapping[str, Any],
        officer: str,
        second: str,
        *,
        if_match: int,
        key: str | None = None,
        **claims: Any,
    ) -> httpx.Response:
        """Give a command with the countersignature of a second officer for this very request."""
        raw, key, version = json.dumps(body).encode(), key or str(uuid4()), f'"{if_match}"'
        parts = (b"POST", path.encode(), version.encode(), key.encode(), raw)
        who = OFFICER_BY_NAME[second]
        signed = {"cmd": command_digest(parts), **claims}
        token = self.issuer.issue(who.officer, who.unit, (who.role,), 300, AUDIENCE, **signed)
        sent = self.bearer(officer) | {
            "idempotency-key": key,
            "if-match": version,
            "content-type": "application/json",
            "countersignature": token,
        }
        return self.client.post(path, content=raw, headers=sent)

    def get(
        self, path: str, officer: str = "area-officer", unit: str | None = None, **headers: str
    ) -> httpx.Response:
        return self.client.get(path, headers=self.bearer(officer, unit) | headers)

    @contextmanager
    def connection(self) -> Iterator[socket.socket]:
        """A socket to the server, for requests that no decent client sends."""
        url = httpx.URL(self.address)
        with socket.create_connection((url.host, url.port or 80), timeout=15) as opened:
            yield opened

    def raw(self, request: bytes) -> bytes:
        """Send these bytes, and give all that the server answers until it closes."""
        with self.connection() as opened:
            opened.sendall(request)
            return b"".join(iter(lambda: opened.recv(65_536), b""))

    def count(self, statement: str, *parameters: Any, keys: bool = False) -> int:
        """One number from the event store, or from the database of keys."""
        with psycopg.connect(self.keys_dsn if keys else self.dsn) as connection:
            row = connection.execute(statement.encode(), parameters).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def serving(
    store: Store, cluster: EmbeddedPostgres, folder: Path, roles: tuple[str, ...], **settings: str
) -> Iterator[Service]:
    """The roles of a register over the store, each a process; `settings` are CANCUOC_ variables."""
    (port,) = free_ports(1)
    environment = _environment(store, cluster, folder) | {"CANCUOC_PORT": str(port)}
    environment |= {f"CANCUOC_{name.upper()}": value for name, value in settings.items()}
    own_ring(folder)
    with ExitStack() as stack:
        children = []
        for role in roles:
            child = ChildProcess(role, [role], environment, folder / f"{role}-{port}.log")
            stack.callback(child.stop)
            child.start()
            children.append(child)
        service = Service(f"http://127.0.0.1:{port}", store, folder)
        stack.callback(service.client.close)
        _await_ready(service, children)
        yield service


@contextmanager
def own_store(
    cluster: EmbeddedPostgres, folder: Path, programme_time: datetime = PROGRAMME_TIME
) -> Iterator[Store]:
    """Databases of a register of its own, with its clock set and its keys."""
    open_or_create_kek(folder / "kek.json")
    own_ring(folder)
    with database(cluster, "template_store") as dsn, database(cluster, "template_keys") as keys_dsn:
        with psycopg.connect(dsn) as connection:
            offset = round((programme_time - datetime.now(UTC)) / timedelta(seconds=1))
            connection.execute("UPDATE programme_clock SET offset_s = %s", (offset,))
        yield Store(dsn, keys_dsn)


def own_ring(folder: Path) -> None:
    """The keys that sign the ledger of a register in this folder, made where there are none."""
    if not (folder / "ledger-keys.json").exists():
        create(folder / "ledger-keys.json", new_ring("test.localhost/ledger"))


def _environment(store: Store, cluster: EmbeddedPostgres, folder: Path) -> dict[str, str]:
    """What the processes are told: the role that may only append, and nothing of this shell's."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("CANCUOC_")}
    return own | {
        "PYTHONPATH": str(SOURCES),
        "CANCUOC_VAR": str(folder),
        "CANCUOC_KEK_FILE": str(folder / "kek.json"),
        "CANCUOC_DSN": cluster.dsn(_name(store.dsn), user="cancuoc_app"),
        "CANCUOC_KEYS_DSN": cluster.dsn(_name(store.keys_dsn), user="cancuoc_app"),
        "CANCUOC_TEST_NUMBERS": "true",
        "CANCUOC_HOST": "127.0.0.1",
    }


def _name(dsn: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])


def _await_ready(service: Service, children: list[ChildProcess]) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        died = next((child for child in children if child.has_died()), None)
        assert died is None, f"{died.role} ended at once: {died.log_file.read_text()[-2000:]}"
        if is_ready(service.address):
            return
        time.sleep(0.1)
    logs = {child.role: child.log_file.read_text()[-2000:] for child in children}
    raise AssertionError(f"the register was not ready after {READY_S} s: {logs}")
