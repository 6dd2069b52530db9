"""`cancuoc run` as a newcomer meets it: what it prints works, and what dies comes back."""

import os
import re
import signal
import stat

import pytest
from tests.cancuoc.desk import Desk, await_true, desk_in

from adapters.identity.development_officers import OFFICERS
from cancuoc.embedded_run import variable

CITIZENS = "/v1/search/citizens?q=nguyen"


def test_it_prints_an_address_that_answers(running_desk: Desk) -> None:
    said = running_desk.runs[-1].said()
    (address,) = re.findall(r"^Address: +(\S+)$", said, re.MULTILINE)
    assert address == running_desk.address
    assert running_desk.get("/readyz").json()["status"] == "ready"


def test_it_prints_a_token_that_works_for_one_officer_of_each_role(running_desk: Desk) -> None:
    said = running_desk.runs[-1].said()
    printed = dict(re.findall(r"^([A-Z_0-9]+)=(\S+)$", said, re.MULTILINE))
    roles = {officer.role for officer in OFFICERS}

    assert {name.lower().replace("_", "-") for name in printed} == roles
    assert all(running_desk.tokens()[name] == token for name, token in printed.items())
    assert running_desk.get(CITIZENS, printed["AREA_OFFICER"]).status_code == 200


def test_the_tokens_file_is_named_and_for_its_owner_only(running_desk: Desk) -> None:
    path = running_desk.var / "tokens.env"
    assert f". {path} " in running_desk.runs[-1].said()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_officer_who_is_listed_has_a_token_that_is_known(running_desk: Desk) -> None:
    said, tokens = running_desk.runs[-1].said(), running_desk.tokens()
    assert [one.name for one in OFFICERS if f"${variable(one)} " not in said] == []
    answers = {name: running_desk.get(CITIZENS, token).status_code
               for name, token in tokens.items()}  # fmt: skip
    assert len(answers) == len(OFFICERS)
    assert set(answers.values()) <= {200, 403}
    assert answers["AREA_OFFICER"] == answers["REGISTER_APPROVER"] == 200


def test_the_doctor_finds_it_well(running_desk: Desk) -> None:
    examined = running_desk.command("doctor")
    assert examined.stdout.rstrip().endswith("All is well."), examined.stdout
    assert (examined.returncode, examined.stderr) == (0, "")
    assert "cancuoc_app may only append" in examined.stdout


def test_a_second_run_in_the_same_folder_is_refused_in_one_sentence(running_desk: Desk) -> None:
    second = running_desk.command("run")
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"A register already runs in {running_desk.var}" in second.stderr
    assert running_desk.is_ready()


def test_a_busy_port_is_refused_in_one_sentence(running_desk: Desk) -> None:
    with desk_in(running_desk.folder / "another") as other:
        refused = other.command("run", CANCUOC_PORT=str(running_desk.port))
        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1
        assert f"Port {running_desk.port} on 127.0.0.1 is not free" in refused.stderr
        assert other.processes() == {}


def test_a_setting_that_does_not_exist_is_refused_in_one_sentence(desk: Desk) -> None:
    refused = desk.command("run", CANCUOC_PROT="9000")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "cancuoc: CANCUOC_PROT is not a setting of cancuoc: docs/operations.md lists those"
        " there are\n"
    )


@pytest.mark.parametrize("role", ["sequence", "project", "serve"])
def test_a_role_that_is_killed_is_started_again_and_named(running_desk: Desk, role: str) -> None:
    killed = running_desk.role(role)
    os.kill(killed, signal.SIGKILL)
    running_desk.runs[-1].await_said(f"The role {role} died and is started again")
    await_true(running_desk.is_ready, "ready again")
    assert running_desk.role(role) != killed


def test_postgresql_that_is_killed_is_started_again_and_named(running_desk: Desk) -> None:
    running_desk.postgres.kill9()
    running_desk.runs[-1].await_said("PostgreSQL died and is started again")
    await_true(running_desk.is_ready, "ready again")
    assert running_desk.capture().status_code == 201
