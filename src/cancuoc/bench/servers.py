"""The servers under measurement: a throwaway register, and the echoes it stands beside."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import psycopg

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.keys.file_kek import FileKek, open_or_create_kek
from adapters.ledger.key_ring import create, new_ring
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate
from cancuoc.child_processes import ChildProcess
from cancuoc.embedded_run import is_ready
from cancuoc.free_port import free_port
from cancuoc.ledger_keys import EMBEDDED_ORIGIN
from cancuoc.register_here import issuer_key, role_environment
from cancuoc.rehearsal_clock import set_programme_clock
from cancuoc.settings import Settings, read_settings

PATIENCE_S = 60.0
KEYS = "cancuoc_keys"
ROLES = ("sequence", "project", "react", "serve")
_TELLING = re.compile("FATAL|PANIC|terminated by|shutdown|Error")


class ServerFailed(Exception):
    """A server that did not answer; the message tells where its reason is."""


class Serving(msgspec.Struct, frozen=True):
    """One server process that answers on 127.0.0.1."""

    pid: int
    port: int


class Working(msgspec.Struct, frozen=True):
    """A register at work: its processes by role, and where it answers."""

    pids: dict[str, int]
    port: int


class Register(msgspec.Struct):
    """A PostgreSQL with the durability of production, and what is needed to reach its parts."""

    settings: Settings
    server: EmbeddedPostgres
    kek: FileKek

    @property
    def folder(self) -> Path:
        return self.settings.var

    @property
    def issuer(self) -> DevelopmentIssuer:
        return DevelopmentIssuer(issuer_key(self.settings))

    def dsn(self, database: str) -> str:
        """As owner: the benchmark fills and empties tables, which the register itself may not."""
        return self.server.dsn(database)

    def make_store(self, database: str) -> None:
        migrate(self.dsn(database), self.dsn(KEYS), lambda _: None)
        set_programme_clock(self.dsn(database), None)

    @contextmanager
    def serving(self, database: str) -> Iterator[Serving]:
        """`cancuoc serve` over one event store, without limits on officers and units."""
        port = free_port()
        child = self.child("serve", database, port)
        child.start()
        try:
            _await_answer(f"http://127.0.0.1:{port}/healthz", child.has_died, child.log_file)
            yield Serving(child.pid or 0, port)
        finally:
            child.stop()

    @contextmanager
    def working(self, database: str) -> Iterator[Working]:
        """Every role over one event store, up and fit."""
        port = free_port()
        with ExitStack() as stack:
            children = [self.child(role, database, port) for role in ROLES]
            for child in children:
                stack.callback(child.stop)
                child.start()
            _await_ready(f"http://127.0.0.1:{port}", children)
            yield Working({child.role: child.pid or 0 for child in children}, port)

    def child(self, role: str, database: str, port: int) -> ChildProcess:
        """A process of one role over one event store, not started yet."""
        environment = {
            **role_environment(self.settings, self.server),
            "CANCUOC_DSN": self.server.dsn(database, user="cancuoc_app"),
            "CANCUOC_PORT": str(port),
            "CANCUOC_OFFICER_RATE": "0",
            "CANCUOC_UNIT_RATE": "0",
            "CANCUOC_LOG_LEVEL": "warning",
        }
        return ChildProcess(role, [role], environment, self.folder / f"{role}-{database}.log")


@contextmanager
def throwaway_register() -> Iterator[Register]:
    """A register in a folder of its own; nothing of it is left afterwards.

    A database that goes away is ServerFailed, with what its log says.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="cancuoc-bench-"))
        stack.callback(shutil.rmtree, folder)
        var = folder / "var"
        var.mkdir()
        settings = read_settings({"CANCUOC_VAR": str(var)})
        create(settings.ledger_keys, new_ring(EMBEDDED_ORIGIN))
        server = EmbeddedPostgres(var / "postgres")
        stack.callback(server.stop, "immediate")
        server.start()
        try:
            yield Register(settings, server, open_or_create_kek(settings.kek_file))
        except psycopg.OperationalError as lost:
            raise ServerFailed(f"PostgreSQL: {lost}; {last_words(server.log_file)}") from lost


@contextmanager
def echoing(kind: str, folder: Path) -> Iterator[Serving]:
    """One of the echoes of cancuoc.bench.echo."""
    port = free_port()
    log_file = folder / f"{kind}.log"
    with log_file.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cancuoc.bench.echo"],
            env={**os.environ, "ECHO": kind, "ECHO_PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _await_answer(f"http://127.0.0.1:{port}/", lambda: process.poll() is not None, log_file)
        yield Serving(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def _await_answer(address: str, has_died: Callable[[], bool], log_file: Path) -> None:
    """Any answer at all, also 404, shows that the server takes requests."""
    patience = time.monotonic() + PATIENCE_S
    while time.monotonic() < patience:
        if has_died():
            raise ServerFailed(f"a server ended at once: {last_words(log_file)}")
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServerFailed(f"a server did not answer in {PATIENCE_S:.0f} s: {last_words(log_file)}")


def _await_ready(address: str, children: list[ChildProcess]) -> None:
    patience = time.monotonic() + PATIENCE_S
    while not is_ready(address):
        for child in children:
            if child.has_died():
                raise ServerFailed(f"{child.role} ended at once: {last_words(child.log_file)}")
        if time.monotonic() > patience:
            raise ServerFailed(f"the register was not ready in {PATIENCE_S:.0f} s")
        time.sleep(0.1)


def last_words(log_file: Path) -> str:
    """The line of a log that tells most."""
    if not log_file.exists():
        return "it wrote nothing"
    lines = [line for line in log_file.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if _TELLING.search(line)]
    return (telling or lines or ["it wrote nothing"])[-1]
