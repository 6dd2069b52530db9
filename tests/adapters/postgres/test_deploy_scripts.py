"""The scripts of docker-compose.yml do what they say, with the PostgreSQL programs at hand."""

import os
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.keys.file_kek import FileKek
from adapters.postgres import cluster
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.system_account import account_for, open_the_way
from database import throwaway_cluster
from throwaway_server import execute

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
# The image's own entrypoint, which at this point only starts the server.
ENTRYPOINT = '#!/bin/sh\nexec "$@"\n'


def owned_copy(folder: Path) -> None:
    """What the operator has beside docker-compose.yml, and the secrets made from it."""
    (folder / "deploy").mkdir()
    for name in ("deploy/make-secrets.sh", ".env.example"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(["sh", "deploy/make-secrets.sh"], cwd=folder, check=True, capture_output=True)


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


def test_secrets_are_for_their_owner_only_and_are_never_replaced(tmp_path: Path) -> None:
    owned_copy(tmp_path)
    secrets = tmp_path / "deploy" / "secrets"
    assert modes(secrets) == {0o600}
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}
    subprocess.run(["sh", "deploy/make-secrets.sh"], cwd=tmp_path, check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in secrets.iterdir()} == before
    passwords = [value for name, value in before.items() if name.endswith("_password")]
    assert len(set(passwords)) == 3
    assert min(map(len, passwords)) == 48


def test_the_key_encryption_key_is_one_and_the_account_is_that_of_the_maker(tmp_path: Path) -> None:
    owned_copy(tmp_path)
    assert FileKek(tmp_path / "deploy" / "secrets" / "kek.json").kek_id.startswith("file-")
    assert f"RUN_AS_UID={os.getuid()}\n" in (tmp_path / ".env").read_text()


@pytest.fixture
def primary(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    with throwaway_cluster({"shared_buffers": "16MB", "fsync": "off"}) as server:
        yield server


def environment(server: EmbeddedPostgres, secrets: Path, **more: str) -> Mapping[str, str]:
    programs = cluster.binaries()
    socket = conninfo_to_dict(server.dsn("postgres"))
    return {
        "PATH": f"{secrets}:{programs}:/usr/bin:/bin",
        "PGHOST": str(socket["host"]),
        "PGPORT": str(socket["port"]),
        "POSTGRES_USER": "postgres",
        "PGDATA": str(server.data_dir),
        "SECRETS": str(secrets),
        **more,
    }


def initialised(server: EmbeddedPostgres, secrets: Path) -> None:
    subprocess.run(
        ["sh", str(DEPLOY / "init-database.sh")], check=True, env=environment(server, secrets)
    )


def settings_written(server: EmbeddedPostgres) -> dict[str, object]:
    found = execute(
        server, "SELECT name, setting FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'"
    )
    return {str(name): value for name, value in found}


def test_the_cluster_of_the_keys_waits_for_no_standby(
    primary: EmbeddedPostgres, tmp_path: Path
) -> None:
    owned_copy(tmp_path)
    secrets = tmp_path / "deploy" / "secrets"
    (secrets / "standby_password").unlink()
    initialised(primary, secrets)
    assert execute(primary, "SELECT rolname FROM pg_roles WHERE rolname = 'standby'") == []
    assert "synchronous_standby_names" not in settings_written(primary)


def test_a_standby_copies_the_primary_and_every_commit_waits_for_it(
    primary: EmbeddedPostgres, tmp_path: Path
) -> None:
    owned_copy(tmp_path)
    secrets = tmp_path / "deploy" / "secrets"
    initialised(primary, secrets)
    written = settings_written(primary)
    assert written["synchronous_standby_names"] == "ANY 1 (standby)"
    assert written["log_error_verbosity"] == "terse"
    (app,) = execute(primary, "SELECT rolsuper, rolcreatedb, rolcanlogin FROM pg_roles"
                              " WHERE rolname = 'cancuoc_app'")  # fmt: skip
    assert app == (False, False, True)

    # By the private socket, where the tests' server takes connections.
    with (primary.data_dir / "pg_hba.conf").open("a") as rules:
        rules.write("local replication standby scram-sha-256\n")
    execute(primary, "SELECT pg_reload_conf()")
    with following(primary, secrets, tmp_path / "standby"):
        until(primary, "SELECT sync_state FROM pg_stat_replication", "quorum")
        execute(primary, "CREATE TABLE witnessed ()")
    assert (tmp_path / "standby" / "data" / "standby.signal").exists()


class following:  # noqa: N801 - reads as what it is
    """A standby in a folder, until the block ends."""

    def __init__(self, primary: EmbeddedPostgres, secrets: Path, folder: Path) -> None:
        self._account = account_for(primary.data_dir)
        folder.mkdir()
        for path in (folder, *secrets.rglob("*"), secrets):
            self._account.give(path)
        open_the_way(self._account, folder / "data")
        entrypoint = secrets / "docker-entrypoint.sh"
        entrypoint.write_text(ENTRYPOINT)
        entrypoint.chmod(0o755)
        socket = folder / "socket"
        socket.mkdir()
        self._account.give(socket)
        host = conninfo_to_dict(primary.dsn("postgres"))["host"]
        # A copy that was broken off lies there: it is begun anew.
        (folder / "data.begun").mkdir()
        self._account.give(folder / "data.begun")
        self._log = (folder / "log").open("wb")
        self._server = subprocess.Popen(
            ["sh", str(DEPLOY / "start-standby.sh"), "postgres", "-k", str(socket)],
            env=environment(primary, secrets, PGDATA=str(folder / "data"), PRIMARY=str(host)),
            cwd=folder, stdout=self._log, stderr=self._log, **self._account.spawn_options(),
        )  # fmt: skip

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(30)
        self._log.close()


def until(server: EmbeddedPostgres, query: str, wanted: object) -> None:
    patience = time.monotonic() + 60
    while time.monotonic() < patience:
        if execute(server, query) == [(wanted,)]:
            return
        time.sleep(0.1)
    raise AssertionError(f"{wanted} was never seen")
