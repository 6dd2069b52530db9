"""A register of real processes that a test may kill: database, sequencer, views, server."""

import json
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from tests.faults.role import Role
from tools.free_ports import free_ports

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.keys.file_kek import open_or_create_kek
from adapters.ledger.key_ring import create, new_ring
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate
from cancuoc.ledger_keys import EMBEDDED_ORIGIN
from cancuoc.register_here import role_environment
from cancuoc.rehearsal_clock import set_programme_clock
from cancuoc.settings import Settings
from database import throwaway_cluster

PATIENCE_S = 40.0
ROLES = ("sequence", "project", "serve")
VIEWS = 8
"""citizen_search, confirmed_rules, waits, progress, stock, case_links, quality,
application_search."""


class RunningRegister:
    """Addresses, connection strings and processes of one register under test."""

    def __init__(
        self,
        folder: Path,
        server: EmbeddedPostgres,
        settings: Settings,
        environment: Mapping[str, str],
    ) -> None:
        self.folder = folder
        self.server = server
        self.settings = settings
        self.dsn = server.dsn("cancuoc")
        self.keys_dsn = server.dsn("cancuoc_keys")
        self.roles: dict[str, Role] = {}
        self._environment = {
            **role_environment(settings, server),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "CANCUOC_OFFICER_RATE": "0",
            "CANCUOC_UNIT_RATE": "0",
            **environment,
        }
        self._issuer = DevelopmentIssuer(folder / "development-issuer.pem")

    @property
    def environment(self) -> Mapping[str, str]:
        """What every role is told."""
        return self._environment

    @property
    def port(self) -> int:
        return self.settings.port

    def token(self, name: str) -> str:
        """A token of the development officer so named (`area-officer`, `commune-chief`)."""
        officer = OFFICER_BY_NAME[name]
        audience = self.settings.audience
        return self._issuer.issue(officer.officer, officer.unit, (officer.role,), 3600, audience)

    def start(self, name: str, **otherwise: str) -> None:
        """Start a role; `otherwise` are settings that only this one is told."""
        environment = {**self._environment, **otherwise}
        self.roles[name] = Role(name, environment, self.folder / f"{name}.log")
        self.roles[name].start()
        if name == "serve":
            self.await_ready()

    def restart(self, name: str) -> None:
        """Kill -9 and start again."""
        self.roles[name].kill9()
        self.roles[name].start()

    def kill_all(self) -> None:
        for role in self.roles.values():
            role.kill9()

    def logs(self) -> dict[str, Path]:
        """The log file of every role, and the database server's own."""
        files = {name: role.log_file for name, role in self.roles.items()}
        return {**files, "postgres": self.server.log_file}

    def await_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not self._is_ready():
            for role in self.roles.values():
                assert not role.has_ended(), f"{role.name} ended:\n{role.log_file.read_text()}"
            assert time.monotonic() < deadline, "the register does not become ready"
            time.sleep(0.05)

    def await_quiet(self) -> int:
        """Wait until every event has a position and every view has seen it; gives the head."""
        deadline = time.monotonic() + PATIENCE_S
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            while True:
                events, head, *views = _progress(connection)
                if events == head + 1 and len(views) == VIEWS and {*views} == {head}:
                    return head
                assert time.monotonic() < deadline, f"behind: {events=} {head=} {views=}"
                time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/readyz", timeout=5
            ) as answer:
                return bool(json.load(answer)["status"] == "ready")
        except (urllib.error.URLError, TimeoutError, ConnectionError, ValueError):
            return False


@contextmanager
def running_register(
    database_settings: Mapping[str, str],
    roles: Sequence[str] = ROLES,
    environment: Mapping[str, str] | None = None,
    programme_time: str | None = None,
) -> Iterator[RunningRegister]:
    """A new register on a cluster of its own; `environment` overrides what the roles are told."""
    with ExitStack() as stack:
        server = stack.enter_context(throwaway_cluster(database_settings))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cancuoc-faults-")))
        settings = Settings(var=folder, kek_file=folder / "kek.json", port=free_ports(1)[0])
        open_or_create_kek(settings.kek_file)
        create(folder / "ledger-keys.json", new_ring(EMBEDDED_ORIGIN))
        migrate(server.dsn("cancuoc"), server.dsn("cancuoc_keys"), print)
        set_programme_clock(server.dsn("cancuoc"), programme_time)
        register = RunningRegister(folder, server, settings, environment or {})
        stack.callback(register.kill_all)
        for name in roles:
            register.start(name)
        yield register


def _progress(connection: psycopg.Connection) -> list[int]:
    """Number of events, head of the ledger, position of each view."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM events), (SELECT coalesce(max(position), -1) FROM positions)"
    ).fetchone()
    views = connection.execute(
        "SELECT CASE live_slot WHEN 'a' THEN position_a ELSE position_b END FROM projections"
    ).fetchall()
    return [*(row or ()), *(position for (position,) in views)]
