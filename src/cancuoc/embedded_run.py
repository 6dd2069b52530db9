"""`cancuoc run`: the whole register on one machine, started and stopped as one."""

import fcntl
import http.client
import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import OFFICERS, DevelopmentOfficer
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate
from cancuoc.child_processes import ChildProcess
from cancuoc.free_port import require_free_port
from cancuoc.kek_of_register import require_kek
from cancuoc.ledger_keys import require_ledger_keys
from cancuoc.register_here import issuer_key, role_environment
from cancuoc.rehearsal_clock import (
    DEFAULT_DAY,
    CannotRun,
    programme_now,
    read_programme_time,
    set_programme_clock,
)
from cancuoc.relaying_role import roles_with_kafka
from cancuoc.settings import Settings
from cancuoc.stop_signals import StopSignals
from cancuoc.tended_roles import TendedRole

TOKEN_LIFETIME_S = 12 * 3600
READY_PATIENCE_S = 60.0
Say = Callable[[str], None]


class RunningRegister:
    """A register that answers: its address, its issuer, its processes by id."""

    def __init__(self, settings: Settings, server: EmbeddedPostgres, signals: StopSignals) -> None:
        self.settings = settings
        self.server = server
        self.signals = signals
        self.address = f"http://{settings.host}:{settings.port}"
        self.roles: list[TendedRole] = []

    @property
    def issuer(self) -> DevelopmentIssuer:
        return DevelopmentIssuer(issuer_key(self.settings))


@contextmanager
def running_register(
    settings: Settings, programme_time: str | None, say: Say
) -> Iterator[RunningRegister]:
    """PostgreSQL, migrations and every role, up and ready; all stopped on leaving.

    Raises CannotRun with one sentence that says what to do, and StopRequested when a signal came
    before everything was up.
    """
    read_programme_time(programme_time or DEFAULT_DAY)
    settings.var.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        signals = stack.enter_context(StopSignals())
        stack.enter_context(only_one(settings))
        require_free_port(settings.host, settings.port, "set CANCUOC_PORT to another")
        server = EmbeddedPostgres(settings.var / "postgres")
        say("Starting PostgreSQL 18 …")
        stack.callback(server.stop)
        server.start()
        signals.obey()
        migrate(server.dsn("cancuoc"), server.dsn("cancuoc_keys"), say)
        require_kek(settings.kek_file, server.dsn("cancuoc_keys"))
        require_ledger_keys(settings, server.dsn("cancuoc"))
        offset = set_programme_clock(server.dsn("cancuoc"), programme_time)
        signals.obey()
        say(f"The programme clock reads {programme_now(offset)}.")
        register = RunningRegister(settings, server, signals)
        environment = role_environment(settings, server)
        logs = settings.var / "logs"
        logs.mkdir(exist_ok=True)
        for role in ("sequence", "project", "react", *roles_with_kafka(settings, say), "serve"):
            child = ChildProcess(role, [role], environment, logs / f"{role}.log")
            child.start()
            stack.callback(child.stop)
            register.roles.append(TendedRole(child, say))
        _await_ready(register)
        yield register


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    with (settings.var / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(
                f"A register already runs in {settings.var}: stop it, or set CANCUOC_VAR to"
                " another folder and CANCUOC_PORT to another port."
            ) from None
        yield


def _await_ready(register: RunningRegister) -> None:
    patience = time.monotonic() + READY_PATIENCE_S
    while time.monotonic() < patience:
        register.signals.obey()
        for role in register.roles:
            role.look_at_start()
        if is_ready(register.address):
            return
        time.sleep(0.1)
    raise CannotRun(
        f"The register was not ready after {READY_PATIENCE_S:.0f} s: run `cancuoc doctor`."
    )


def is_ready(address: str) -> bool:
    """Whether a register answers there and is fit; asked directly, whatever proxy is set."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/readyz", timeout=5) as answer:
            said = json.load(answer)
    except (OSError, http.client.HTTPException, ValueError):
        return False
    return isinstance(said, dict) and said.get("status") == "ready"


def variable(officer: DevelopmentOfficer) -> str:
    """What tokens.env calls the token of this officer: `AREA_OFFICER`, `LEGAL_OFFICER_2`."""
    return officer.name.upper().replace("-", "_")


def write_tokens(register: RunningRegister) -> Path:
    """A shell file that sets one variable an officer, readable by its owner only."""
    path = register.settings.var / "tokens.env"
    issuer = register.issuer
    audience = register.settings.audience
    lines = [
        f"{variable(officer)}="
        + issuer.issue(officer.officer, officer.unit, (officer.role,), TOKEN_LIFETIME_S, audience)
        for officer in OFFICERS
    ]
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")
    return path


def watch_until_stopped(
    register: RunningRegister, say: Say, look: Callable[[], None] = lambda: None
) -> None:
    """Restart PostgreSQL or a role that dies; return on Ctrl-C or SIGTERM.

    Raises RoleFailed for a role that officers need and that does not stay alive. `look` is called
    at every turn, and may not wait for anything.
    """
    while not register.signals.wait(0.5):
        look()
        if register.server.pid is None:
            log = register.server.log_file
            say(f"PostgreSQL died and is started again; see {log}.")
            register.server.start()
        for role in register.roles:
            role.look()
    say("Stopping …")
