"""`cancuoc demo` takes people of the 63 provinces to a number, once and only once."""

import re
from itertools import islice
from pathlib import Path
from uuid import uuid4

import httpx
from tests.cancuoc.desk import Desk, desk_in

from cancuoc.dc01_sample import read_sample
from cancuoc.demo_journey import STEPS

EVENTS = "SELECT count(*) FROM events WHERE topic LIKE 'citizen.%'"


def counts(said: str) -> dict[str, tuple[int, int]]:
    """New and repeated acts of each step, as the table shows them."""
    rows = re.findall(r"^│ (\S+) +│ +(\d+) │ +(\d+) │", said, re.MULTILINE)
    return {step: (int(new), int(repeated)) for step, new, repeated in rows}


def test_without_a_register_it_starts_one_and_leaves_nothing(desk: Desk) -> None:
    shown = desk.command("demo", "--citizens", "63")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "63 citizens of 63 provinces (1 to 1 a province), 252 commands in" in shown.stdout
    assert counts(shown.stdout) == dict.fromkeys(STEPS, (63, 0))
    assert desk.processes() == {}


def test_run_again_it_repeats_the_same_acts_and_changes_nothing(running_desk: Desk) -> None:
    before = running_desk.count(EVENTS)
    shown = running_desk.command("demo", "--citizens", "63")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "No register answers here" not in shown.stdout
    assert counts(shown.stdout) == dict.fromkeys(STEPS, (0, 63))
    assert running_desk.count(EVENTS) == before > 4 * 63


def test_an_act_that_is_refused_is_named(running_desk: Desk) -> None:
    (declaration,) = islice(read_sample(), 63, 64)
    unit = declaration["residences"][0]["place"]["unit"]
    token = running_desk.command("token", "area-officer", "--unit", unit).stdout.strip()
    captured_by_hand = httpx.post(
        f"{running_desk.address}/v1/citizens",
        json=declaration,
        headers={"authorization": f"Bearer {token}", "idempotency-key": str(uuid4())},
        trust_env=False,
    )
    assert captured_by_hand.status_code == 201
    shown = running_desk.command("demo", "--citizens", "64")
    assert (shown.returncode, shown.stderr) == (1, "")
    (named,) = re.findall(r"^not accepted: (.+)$", shown.stdout, re.MULTILINE)
    assert named.startswith(f"capture-citizen {declaration['id']}: 409 ")
    assert counts(shown.stdout)["verify-citizen"] == (0, 63)


def test_a_register_of_another_folder_refuses_its_officers(
    running_desk: Desk, tmp_path: Path
) -> None:
    with desk_in(tmp_path) as stranger:
        stranger.port = running_desk.port
        shown = stranger.command("demo", "--citizens", "1")
    assert (shown.returncode, shown.stderr) == (1, "")
    assert "not accepted: capture-citizen" in shown.stdout
    assert "not accepted: search: 401 " in shown.stdout


def test_it_never_acts_where_a_real_issuer_is_named(desk: Desk, tmp_path: Path) -> None:
    refused = desk.command(
        "demo", CANCUOC_ISSUER="https://id.example", CANCUOC_JWKS=str(tmp_path / "keys.json")
    )
    assert refused.returncode == 1
    assert "not with CANCUOC_ISSUER" in refused.stderr
