"""A load that is killed at any moment, again and again, ends as if nobody had touched it.

Long because an undisturbed load and a disturbed one are compared in everything that they leave.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.keys.file_kek import FileKek
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.stored_state import key_id_of
from database import DURABLE, throwaway_cluster
from domain.catalogue import CATALOGUE
from domain.recorded import Recorded
from loads import Desk, Row, ndjson, people, rejected
from minting import minted
from service import own_store

SEED = 20201215
ROWS = 4000
KILLS = 6
PATIENCE_S = 60.0

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.fixture(scope="module")
def durable() -> Iterator[EmbeddedPostgres]:
    """A server whose disk survives, with the templates that stores are made from."""
    from adapters.postgres.migrate import migrate

    with throwaway_cluster(DURABLE) as server:
        migrate(server.dsn("template_store"), server.dsn("template_keys"), print)
        yield server


@pytest.fixture
def desks(durable: EmbeddedPostgres, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two registers: one for the load that is left alone, one for the load that is killed."""
    (tmp_path / "calm").mkdir()
    (tmp_path / "killed").mkdir()
    with (
        own_store(durable, tmp_path / "calm") as calm,
        own_store(durable, tmp_path / "killed") as killed,
    ):
        yield Desk(calm, durable, tmp_path / "calm"), Desk(killed, durable, tmp_path / "killed")


def bad_and_good(count: int) -> list[Row | bytes]:
    """People, among them some who are refused, some who stand there twice, and no forms at all."""
    rows: list[Row | bytes] = [*people(count, SEED)]
    chance = random.Random(SEED)
    for place in chance.sample(range(count), count // 20):
        row = rows[place]
        assert isinstance(row, dict)
        rows[place] = chance.choice(
            (row | {"sex": "blue"}, row | {"given": ""}, b'{"id":', rows[place - 1])
        )
    return rows


class Killed:
    """`cancuoc import` as a process of its own, over one file."""

    def __init__(self, desk: Desk, file: Path, processes: int) -> None:
        self._desk = desk
        token = desk.token()
        self._command = [
            sys.executable, "-m", "cancuoc", "import", str(file), "--token-file", str(token),
            "--processes", str(processes), "--summary", str(desk.folder / "summary.json"),
        ]  # fmt: skip
        self._log = (desk.folder / "import.log").open("ab")

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            env=self._desk.environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def finish(self) -> tuple[int, Row]:
        """Run to the end; gives the status and what was done in all."""
        status = self.start().wait(PATIENCE_S)
        return status, self.summary()

    def summary(self) -> Row:
        self._log.close()
        [done] = json.loads((self._desk.folder / "summary.json").read_text())
        found: Row = done
        return found


def was_killed(process: subprocess.Popen[bytes], desk: Desk, chance: random.Random) -> bool:
    """Kill, some moment after the next chunk is done, the whole group or its head alone; False
    when the load was over before."""
    before, until = desk.count("import_chunks"), time.monotonic() + PATIENCE_S
    while desk.count("import_chunks") == before and time.monotonic() < until:
        if process.poll() is not None:
            return False
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.25))
    whole = chance.random() < 0.5
    (os.killpg if whole else os.kill)(process.pid, signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def opened(desk: Desk) -> list[Recorded]:
    """Every event of the register with its sealed part open, in the order of streams."""
    mapper = SealingMapper(CATALOGUE)
    settings = desk.settings
    with (
        SyncVault(settings.keys_dsn, FileKek(settings.kek_file)) as vault,
        psycopg.connect(desk.store.dsn) as connection,
    ):
        rows = connection.execute(
            "SELECT originator_id, originator_version, topic, state FROM events ORDER BY 1, 2"
        ).fetchall()
        keys = vault.load({key for *_, state in rows if (key := key_id_of(state))})
        return [
            mapper.decode(stream, version, topic, state, keys)
            for stream, version, topic, state in rows
        ]


def what_happened(desk: Desk) -> list[Any]:
    """The events without the moment at which they were stored."""
    return [
        (one.stream, one.version, one.topic, one.event, one.envelope.actor, one.envelope.command_id)
        for one in opened(desk)
    ]


def beside(desk: Desk) -> list[Any]:
    """Claims and commands. Their stored forms differ by key; what they are about does not."""
    with psycopg.connect(desk.store.dsn) as connection:
        claims = connection.execute("SELECT kind, owner FROM claims ORDER BY 1, 2").fetchall()
        commands = connection.execute(
            "SELECT subject, command_id, status, streams, versions FROM idempotency ORDER BY 1, 2"
        ).fetchall()
    return [claims, commands]


def doubles(desk: Desk) -> int:
    """Persons who stand in the register more than once."""
    declared = Counter(repr(one.event.sealed) for one in opened(desk))
    return sum(count - 1 for count in declared.values())


def kept(done: Row) -> list[Row]:
    return [{name: one for name, one in line.items() if name != "file"} for line in rejected(done)]


def counted(done: Row) -> list[Any]:
    """What came of the rows; one that was killed as its last act leaves them all already there."""
    return [done["read"], done["stored"] + done["known"], done["rejected"], done["codes"]]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("processes", [1, 3])
def test_a_load_killed_at_any_moment_ends_as_an_undisturbed_one(
    desks: tuple[Desk, Desk], tmp_path: Path, processes: int
) -> None:
    calm, killed = desks
    rows = bad_and_good(ROWS)
    chance = random.Random(SEED + processes)
    _, [undisturbed] = calm.load(ndjson(tmp_path / "calm.ndjson", rows), processes=2)

    load = Killed(killed, ndjson(tmp_path / "killed.ndjson.gz", rows), processes)
    kills = 0
    while kills < KILLS and was_killed(process := load.start(), killed, chance):
        kills += 1
    status, done = load.finish() if kills == KILLS else (process.returncode, load.summary())

    assert kills >= 2, "the load was over before it could be killed"
    assert status == 3
    assert what_happened(killed) == what_happened(calm)
    assert beside(killed) == beside(calm)
    assert killed.count("data_keys", keys=True) == calm.count("data_keys", keys=True)
    assert doubles(killed) == 0
    assert kept(done) == kept(undisturbed)
    assert counted(done) == counted(undisturbed)


def test_ids_drawn_anew_would_be_seen_as_doubles(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    """The teeth of the test above: without ids of their own the same people come twice."""
    desk, _ = desks
    rows = people(40, SEED)
    desk.load(ndjson(tmp_path / "once.ndjson", rows))
    anew = [row | {"id": str(minted()), "packet_id": str(minted())} for row in rows]

    desk.load(ndjson(tmp_path / "again.ndjson", anew))

    assert doubles(desk) == 40


def test_a_database_that_is_killed_under_a_load_loses_and_doubles_nothing(
    durable: EmbeddedPostgres, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    _, desk = desks
    file = ndjson(tmp_path / "dc01.ndjson", people(ROWS, SEED))
    load = Killed(desk, file, 2)
    process = load.start()
    until = time.monotonic() + PATIENCE_S
    while desk.count("import_chunks") < 2 and time.monotonic() < until:
        time.sleep(0.01)
    durable.kill9()
    durable.start()

    process.wait(PATIENCE_S)
    status, done = load.finish()

    assert status == 0
    assert done["read"] == ROWS
    assert desk.count("events") == ROWS
    assert desk.count("data_keys", keys=True) == ROWS
    assert doubles(desk) == 0
