"""`cancuoc simulate` and stations beside it: whatever is killed, nothing is lost or done twice."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cancuoc.desk import ROOT, Desk, await_true

WISH = (
    "simulate", "--cases", "8", "--districts", "1", "--seed", "7", "--presses", "1",
    "--officers", "2", "--no-station", "--rate", "posted=0.5", "--rate", "spoiled=0.3",
    "--rate", "withdrawn=0", "--rate", "died=0", "--rate", "missing_in_transit=0",
)  # fmt: skip
"""Eight cases that all end with a card in a hand."""
STATION = ("station", "simulate", "--delay", "0.05", "--rate", "spoiled=0.2")
ONCE = ("opened", "captured", "approved", "delivered")
BEGUN = "SELECT count(*) FROM events WHERE topic LIKE 'card-application.%'"
DONE_TWICE = (
    "SELECT count(*) FROM (SELECT originator_id FROM events WHERE topic = 'card-application.{}.v1'"
    " GROUP BY originator_id HAVING count(*) > 1) AS twice"
)

pytestmark = [pytest.mark.slow, pytest.mark.fault, pytest.mark.timeout(400)]


@contextmanager
def beside(desk: Desk, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs beside us, and is not there afterwards however we leave."""
    with (desk.folder / f"{arguments[0]}.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cancuoc", *arguments],
            env=desk.environment(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output,
            stderr=output,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def delivered(desk: Desk) -> int:
    return desk.count("SELECT count(*) FROM events WHERE topic = 'card-application.delivered.v1'")


def test_killed_again_and_again_it_ends_as_if_nobody_had_killed_it(
    running_desk: Desk, tmp_path: Path
) -> None:
    desk = running_desk
    with beside(desk, *STATION, "--kind", "duplicate-search", "--kind", "register-check"):
        for wanted in (12, 45):
            with beside(desk, *WISH) as simulation, beside(desk, *STATION) as station:
                await_true(lambda least=wanted: desk.count(BEGUN) >= least, "acts", 90)
                station.kill()
                time.sleep(0.2)
                simulation.send_signal(signal.SIGKILL)
                assert simulation.wait(10) == -signal.SIGKILL
        file = tmp_path / "summary.json"
        with beside(desk, *STATION):
            shown = desk.command(*WISH, "--summary", str(file), patience=240)
    assert (shown.returncode, shown.stderr) == (0, ""), shown.stdout
    said = json.loads(file.read_text())
    assert (said["faults"], said["unbalanced"]) == ([], [])
    assert said["stages"]["delivered"]["cases"] == delivered(desk) == 8
    for topic in ONCE:
        assert desk.count(DONE_TWICE.format(topic)) == 0, topic


def test_a_station_ends_when_nothing_waits_and_tells_what_it_did(running_desk: Desk) -> None:
    shown = running_desk.command("station", "simulate", "--until-idle", "0.5")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "What the station did" in shown.stdout


@pytest.mark.parametrize("asking", [signal.SIGTERM, signal.SIGINT])
def test_a_station_that_is_asked_to_stop_stops_well(
    running_desk: Desk, asking: signal.Signals
) -> None:
    with beside(running_desk, "station", "simulate") as station:
        log = running_desk.folder / "station.log"
        before = log.read_text().count("Station ")
        await_true(lambda: log.read_text().count("Station ") > before, "the station at work")
        time.sleep(0.3)
        station.send_signal(asking)
        assert station.wait(15) == 0


def test_a_simulation_that_is_asked_to_stop_says_how_to_go_on(running_desk: Desk) -> None:
    log = running_desk.folder / "simulate.log"
    before = running_desk.count(BEGUN)
    with beside(running_desk, "simulate", "--cases", "500", "--seed", "8") as simulation:
        await_true(lambda: running_desk.count(BEGUN) > before, "acts")
        simulation.send_signal(signal.SIGTERM)
        assert simulation.wait(60) == 0, log.read_text()[-2000:]
    assert "Stopped: the same command goes on where this one was." in log.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("simulate", "--rate", "luck=1"), "'luck=1' is no rate"),
        (("simulate", "--rate", "spoiled"), "'spoiled' is no rate"),
        (("station", "simulate", "--rate", "spoiled=often"), "'spoiled=often' is no rate"),
        (("station", "simulate", "--kind", "coffee"), "no jobs of the kind 'coffee'"),
    ],
)
def test_what_there_is_not_is_named(
    running_desk: Desk, arguments: tuple[str, ...], said: str
) -> None:
    refused = running_desk.command(*arguments)
    assert refused.returncode == 1
    assert said in refused.stderr


@pytest.mark.parametrize("arguments", [("simulate",), ("station", "simulate")])
def test_without_a_register_it_says_what_to_start(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    refused = Desk(tmp_path).command(*arguments)
    assert refused.returncode == 1
    assert "start one with `cancuoc run`" in refused.stderr
