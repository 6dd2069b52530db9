"""What the program says to somebody who does not know it, or who mistypes."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cancuoc.cli import app, main

COMMANDS = (
    "run", "serve", "sequence", "project", "migrate", "sweep-keys", "forget-keys", "doctor",
    "token", "demo", "bench",
)  # fmt: skip
NOWHERE: Mapping[str, str] = {"CANCUOC_DSN": "", "CANCUOC_KEYS_DSN": ""}


def asked(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"TERM": "dumb", "COLUMNS": "200"})


def complained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str,
    **settings: str,
) -> str:  # fmt: skip
    """The one sentence with which the program ends."""
    for name, text in {**NOWHERE, **settings}.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setattr(sys, "argv", ["cancuoc", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_the_help_names_every_command_with_a_sentence() -> None:
    said = asked("--help").output
    assert [name for name in COMMANDS if not re.search(rf"\b{name} +[A-Z]\w* ", said)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    explained = asked(command, "--help")
    assert explained.exit_code == 0
    assert re.search(r"[a-z]{3}\.\s", explained.output), explained.output


def test_without_a_command_it_shows_its_help() -> None:
    assert "Commands" in asked().output


def test_an_option_between_program_and_roles_is_not_shown() -> None:
    assert "--while-input-open" not in asked("serve", "--help").output


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("run", "--port", "80"),
        ("demo", "--cases", "30"),
        ("demo", "--cases", "many"),
        ("simulate", "--cases", "0"),
        ("station",),
        ("station", "simulate", "--delay", "-1"),
        ("token",),
        ("token", "area-officer", "--hours", "0"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_status_2_and_what_was_wrong(arguments: tuple[str, ...]) -> None:
    refused = asked(*arguments)
    assert refused.exit_code == 2
    assert "Error" in refused.output or "Usage" in refused.output


@pytest.mark.parametrize("role", ["serve", "sequence", "project"])
def test_a_role_without_a_database_points_to_run(
    role: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    said = complained(monkeypatch, capsys, role, CANCUOC_VAR=str(tmp_path))
    assert said == (
        f"cancuoc: no register runs in {tmp_path}: start it with `cancuoc run`, or set CANCUOC_DSN"
        " and CANCUOC_KEYS_DSN to the databases of another\n"
    )


@pytest.mark.parametrize("tool", ["migrate", "sweep-keys", "forget-keys"])
def test_a_tool_without_a_database_says_what_to_set(
    tool: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "CANCUOC_DSN" in complained(monkeypatch, capsys, tool)


def test_a_misspelt_setting_stops_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = complained(monkeypatch, capsys, "doctor", CANCUOC_KEK="/etc/kek.json")
    assert said.startswith("cancuoc: CANCUOC_KEK is not a setting of cancuoc")


def test_square_brackets_in_a_setting_are_shown_as_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = complained(monkeypatch, capsys, "doctor", CANCUOC_LANGUAGE="[bold]fr")
    assert "must be vi or en, not '[bold]fr'" in said
