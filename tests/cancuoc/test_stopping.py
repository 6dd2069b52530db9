"""However it is stopped, `cancuoc run` leaves no process, and the next start finds its data."""

import json
import os
import re
import signal
import time
from datetime import datetime

import pytest
from tests.cancuoc.desk import ROOT, Desk, Run, await_true
from tests.cancuoc.process_table import POSTGRES

CITIZEN = json.loads((ROOT / "docs" / "tour" / "dc01.json").read_text())["id"]


def programme_clock(run: Run) -> tuple[datetime, float]:
    """What the clock of the programme read at the start, and what ours read then."""
    (read,) = re.findall(r"The programme clock reads (.+)\.$", run.said(), re.MULTILINE)
    return datetime.fromisoformat(read), run.started_at


@pytest.mark.parametrize("words", ["Starting PostgreSQL", "The programme clock reads"])
def test_a_signal_during_the_start_leaves_no_process(desk: Desk, words: str) -> None:
    run = desk.start(until=words)
    assert run.stop(signal.SIGTERM) == 1
    assert "stopped before everything had started; nothing is left running." in run.said()
    assert desk.processes() == {}


def test_data_and_the_programme_clock_outlive_sigterm_and_ctrl_c_ends_it_too(desk: Desk) -> None:
    first = desk.start()
    assert desk.capture().status_code == 201
    assert len(desk.processes()) > 5
    assert first.stop(signal.SIGTERM) == 0
    assert desk.processes() == {}
    second, keyboard = desk.start_in_terminal()
    assert desk.get(f"/v1/citizens/{CITIZEN}").json()["id"] == CITIZEN
    (then, ours_then), (now, ours_now) = programme_clock(first), programme_clock(second)
    assert abs((now - then).total_seconds() - (ours_now - ours_then)) < 15
    os.write(keyboard, b"\x03\x03")
    assert second.process.wait(30) == 0
    os.close(keyboard)
    assert "Stopped. Everything is kept for the next start." in second.said()
    assert "Traceback" not in second.said()
    assert desk.processes() == {}


def test_roles_end_when_run_is_killed_and_the_next_adopts_postgresql_until_its_terminal_closes(
    desk: Desk,
) -> None:
    run = desk.start()
    adopted = desk.postgres.pid
    run.process.kill()
    run.process.wait()
    await_true(lambda: set(desk.processes().values()) == {POSTGRES}, "the roles have ended", 20)
    second, keyboard = desk.start_in_terminal()
    assert desk.postgres.pid == adopted
    os.close(keyboard)
    second.process.wait(30)
    assert desk.processes() == {}


def test_a_register_with_a_history_never_gets_a_new_key(desk: Desk) -> None:
    key = desk.var / "kek.json"
    key.rename(desk.var / "in-the-safe.json")
    refused = desk.command("run")
    (desk.var / "in-the-safe.json").rename(key)
    assert refused.returncode == 1
    assert f"The key-encryption key {key} is missing" in refused.stderr
    assert desk.processes() == {}


def test_a_register_with_a_history_keeps_its_clock(desk: Desk) -> None:
    refused = desk.command("run", "--programme-time", "2021-07-01T08:00:00+07:00")
    assert refused.returncode == 1
    assert "its programme clock cannot be set again" in refused.stderr
    assert desk.processes() == {}


@pytest.mark.parametrize("words", ["yesterday", "2021-07-01", "2021-07-01T08:00:00"])
def test_a_programme_time_that_cannot_be_read_is_refused(desk: Desk, words: str) -> None:
    began = time.monotonic()
    refused = desk.command("run", "--programme-time", words)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "programme time" in refused.stderr
    assert time.monotonic() - began < 10
