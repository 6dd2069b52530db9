"""A load that cannot go on says so in one sentence, and goes on later."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.operating_mode import switch
from adapters.postgres.trouble import PostgresTrouble
from cancuoc.loading.command import load_files
from cancuoc.loading.run import How
from cancuoc.settings import SettingsWrong
from loads import Desk, ndjson, people
from waiting import eventually


@contextmanager
def read_only_by_order(desk: Desk) -> Iterator[None]:
    with psycopg.connect(desk.store.dsn, autocommit=True) as owner:
        switch(owner, read_only=True, reason="a move")
        yield
        switch(owner, read_only=False)


def test_a_load_into_a_register_that_is_read_only_by_order_ends_and_goes_on_later(
    desk: Desk, tmp_path: Path
) -> None:
    file = ndjson(tmp_path / "dc01.ndjson", people(700))
    with read_only_by_order(desk):
        status, [done] = desk.load(file, processes=2)

    assert status == 1
    assert done["trouble"] == (
        "The register is read-only by order. What is done is kept: run again after"
        " `cancuoc read-only off`."
    )
    assert desk.count("events") == 0

    status, [done] = desk.load(file, processes=2)
    assert (status, done["stored"]) == (0, 700)


def test_a_database_that_takes_no_writes_is_told_of_in_one_sentence(
    desk: Desk, cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    file = ndjson(tmp_path / "dc01.ndjson", people(3))
    with psycopg.connect(desk.store.dsn, autocommit=True) as owner:
        own = sql.Identifier(owner.info.dbname)
        refuse = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on")
        owner.execute(refuse.format(own))

    with pytest.raises(PostgresTrouble) as told:
        desk.load(file)

    assert str(told.value) == (
        "The register is read-only: its database is a standby, or takes no writes by a setting."
        " What is done is kept: run again when it takes them."
    )


def test_ctrl_c_while_the_processes_start_stops_the_load_with_130(
    desk: Desk, tmp_path: Path
) -> None:
    file = ndjson(tmp_path / "dc01.ndjson", people(3000))
    command = [
        sys.executable, "-m", "cancuoc", "import", str(file), "--token-file", str(desk.token()),
        "--processes", "2",
    ]  # fmt: skip
    log = tmp_path / "import.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=desk.environment, stdout=output, stderr=output, start_new_session=True
        )
    # The run is begun right before its processes are started.
    eventually(lambda: desk.count("imports") == 1)

    # As a terminal does: to the whole group.
    os.killpg(process.pid, signal.SIGINT)

    assert process.wait(60) == 130
    said = log.read_text()
    assert "Stopped as asked. What is done is kept: run again to go on." in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("place", "sentence"),
    [("nowhere", "nowhere does not exist: make it"), ("dc01.ndjson", "dc01.ndjson is no folder")],
)
def test_where_nothing_can_be_written_no_row_is_judged(
    desk: Desk, tmp_path: Path, place: str, sentence: str
) -> None:
    file = ndjson(tmp_path / "dc01.ndjson", people(1))
    summary = tmp_path / place / "summary.json"

    with pytest.raises(SettingsWrong, match=sentence):
        desk.load(file, rejects_folder=tmp_path / place)
    with pytest.raises(SettingsWrong, match=sentence):
        load_files(desk.settings, [file], desk.token(), How(), summary, desk.said)

    assert desk.count("imports") == desk.count("events") == 0
