"""The server from the wheel: started, adopted, killed, recovered, stopped, and nothing left."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from adapters.postgres import cluster as cluster_files
from adapters.postgres import postmaster
from adapters.postgres.embedded import EmbeddedPostgres
from database import DURABLE
from throwaway_server import execute, processes, shown

SOURCES = str(Path(cluster_files.__file__).parents[2])


def test_a_new_server_keeps_its_promises(server: EmbeddedPostgres) -> None:
    promises = {
        "data_checksums": "on",
        "fsync": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "idle_in_transaction_session_timeout": "30s",
        "max_prepared_transactions": "0",
        "server_encoding": "UTF8",
        "wal_level": "replica",
        "lc_messages": "C",
        "shared_buffers": "128MB",
    }

    assert {name: shown(server, name) for name in promises} == promises
    assert execute(server, "SELECT lower('Đỗ ÁNH')") == [("đỗ ánh",)]


def test_starting_twice_changes_nothing(server: EmbeddedPostgres) -> None:
    first = server.pid
    server.start()
    other = EmbeddedPostgres(server.data_dir)
    other.start()

    assert (server.pid, other.pid) == (first, first)


def test_starters_at_the_same_moment_share_one_server(folder: Path) -> None:
    many = [EmbeddedPostgres(folder / "data", settings=DURABLE) for _ in range(4)]
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(EmbeddedPostgres.start, many))
        assert len({one.pid for one in many}) == 1
    finally:
        many[0].stop("immediate")


def test_a_server_of_another_program_is_adopted_and_stopped(folder: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {SOURCES!r})\n"
        "from pathlib import Path\n"
        "from adapters.postgres.embedded import EmbeddedPostgres\n"
        f"EmbeddedPostgres(Path({str(folder / 'data')!r}), settings={DURABLE!r}).start()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    server = EmbeddedPostgres(folder / "data")
    running_before = server.is_running()

    server.start()
    execute(server, "SELECT 1")
    server.stop()

    assert (running_before, server.adopted) == (True, True)
    assert processes(server) == []


@pytest.mark.parametrize("mode", ["smart", "fast", "immediate"])
def test_no_process_stays_after_a_stop(server: EmbeddedPostgres, mode: str) -> None:
    running = processes(server)

    server.stop(mode)  # type: ignore[arg-type]

    assert len(running) > 1
    assert processes(server) == []
    assert (server.is_running(), server.pid) == (False, None)


def test_stopping_what_does_not_run_is_harmless(server: EmbeddedPostgres) -> None:
    server.stop()
    server.stop()

    assert server.pid is None


def test_a_smart_stop_that_waits_in_vain_becomes_immediate(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as client:
        client.execute("SELECT 1")
        server.stop("smart", timeout=0.5)

    assert processes(server) == []


def test_what_was_committed_survives_a_killed_postmaster(server: EmbeddedPostgres) -> None:
    execute(server, "CREATE TABLE kept AS SELECT 1 AS one")
    former = server.pid

    server.kill9()
    server.start()

    assert execute(server, "SELECT one FROM kept") == [(1,)]
    assert server.pid != former


def test_backends_that_outlive_their_postmaster_do_not_prevent_a_start(
    server: EmbeddedPostgres,
) -> None:
    server.orphan_patience = 0.5
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as client:
        client.execute("SELECT 1")
        backend = client.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # stopped: it cannot notice that the postmaster has gone
        server.kill9()
        orphaned = postmaster.serves(backend, server.data_dir)
        server.start()

    assert orphaned
    assert not postmaster.serves(backend, server.data_dir)
    assert execute(server, "SELECT 1") == [(1,)]


def test_a_lock_file_whose_number_is_now_another_program_does_not_prevent_a_start(
    server: EmbeddedPostgres,
) -> None:
    server.kill9()
    lock = server.data_dir / postmaster.PID_FILE
    lines = lock.read_text().splitlines()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        lock.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert server.pid is None
        server.start()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()

    assert server.is_running()


def test_any_length_of_path_will_do(folder: Path) -> None:
    deep = folder / ("x" * 90) / ("y 'z\" " * 15) / "data"
    server = EmbeddedPostgres(deep, settings=DURABLE)
    try:
        server.start()
        execute(server, "SELECT 1")
        socket = Path(str(psycopg.conninfo.conninfo_to_dict(server.dsn("postgres"))["host"]))
        assert socket != deep
        assert socket.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop("immediate")
    shutil.rmtree(socket)


def test_what_alter_system_says_outlasts_a_restart(server: EmbeddedPostgres) -> None:
    execute(server, "ALTER SYSTEM SET work_mem = '7MB'")
    server.stop()
    server.start()

    assert shown(server, "work_mem") == "7MB"


def test_libpq_variables_of_the_caller_do_not_reach_the_server(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    server = EmbeddedPostgres(folder / "data", settings=DURABLE)
    try:
        server.start()
        assert execute(server, "SELECT 1") == [(1,)]
    finally:
        server.stop("immediate")
