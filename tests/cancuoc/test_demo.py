"""`cancuoc demo` leaves cases in every stage of an application, once and only once."""

import json
import re
from pathlib import Path

import pytest
from tests.cancuoc.desk import Desk, desk_in

from cancuoc.simulation.fates import STAGES

CASES = ("demo", "--cases", "31")
EVENTS = "SELECT count(*) FROM events WHERE topic NOT LIKE '%deadline-missed%'"

# A demonstration of 31 cases takes some twenty seconds where nobody else is at work.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def stages(said: str) -> dict[str, int]:
    """Cases in each stage, as the first table shows them."""
    rows = re.findall(r"^│ (\S+) +│ +(\d+) │ +[\d.]* │ +[\d.]* │$", said, re.MULTILINE)
    return {stage: int(cases) for stage, cases in rows}


def summary(desk: Desk) -> dict[str, object]:
    found: dict[str, object] = json.loads((desk.var / "simulation-summary.json").read_text())
    return found


def test_without_a_register_it_starts_one_and_leaves_cases_in_every_stage(desk: Desk) -> None:
    shown = desk.command(*CASES, patience=240)
    assert (shown.returncode, shown.stderr) == (0, ""), shown.stdout
    found = stages(shown.stdout)
    assert set(found) == set(STAGES)
    assert min(found.values()) >= 1
    assert sum(found.values()) == 31
    assert "31 of 31 cases settled (0 before)" in shown.stdout
    assert desk.processes() == {}


def test_the_summary_tells_the_same_in_a_file(desk: Desk) -> None:
    said = summary(desk)
    assert said["faults"] == said["unbalanced"] == []
    assert set(said["stages"]) == set(STAGES)  # type: ignore[call-overload]
    assert said["acts"]["approve-application"]["p99_ms"] > 0  # type: ignore[index]


def test_run_again_it_passes_all_cases_over(running_desk: Desk) -> None:
    before = running_desk.count(EVENTS)
    shown = running_desk.command(*CASES, patience=120)
    assert (shown.returncode, shown.stderr) == (0, ""), shown.stdout
    assert "No register answers here" not in shown.stdout
    assert "31 of 31 cases settled (31 before)" in shown.stdout
    assert running_desk.count(EVENTS) == before > 400


def test_without_its_file_it_looks_at_every_case_again_and_repeats_no_act(
    running_desk: Desk,
) -> None:
    before = running_desk.count(EVENTS)
    (journal,) = running_desk.var.glob("simulation-*.ndjson")
    journal.unlink()
    shown = running_desk.command(*CASES, patience=120)
    assert (shown.returncode, shown.stderr) == (0, ""), shown.stdout
    assert "31 of 31 cases settled (0 before)" in shown.stdout
    assert running_desk.count(EVENTS) == before


def test_a_register_of_another_folder_refuses_its_officers(
    running_desk: Desk, tmp_path: Path
) -> None:
    with desk_in(tmp_path) as stranger:
        stranger.port = running_desk.port
        shown = stranger.command(*CASES)
    assert shown.returncode == 1
    assert "The register refused the simulation: open devices: 401" in shown.stderr


def test_it_never_acts_where_a_real_issuer_is_named(desk: Desk, tmp_path: Path) -> None:
    refused = desk.command(
        "demo", CANCUOC_ISSUER="https://id.example", CANCUOC_JWKS=str(tmp_path / "keys.json")
    )
    assert refused.returncode == 1
    assert "not with CANCUOC_ISSUER" in refused.stderr
