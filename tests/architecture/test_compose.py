"""docker-compose.yml is valid, holds no secret, and asks the program only for what it has.

The images are not built and not started here: that needs Docker, which CI does not have.
"""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from architecture.tree import ROOT, TESTS
from cancuoc.cli import app
from cancuoc.settings import PREFIX, read_settings

SCHEMA = json.loads((TESTS / "fixtures" / "compose-spec" / "compose-spec.json").read_text())
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("cancuoc")}
ROLES = {"serve", "sequence", "react", "project", "relay", "publish-progress", "migrate"}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|PASSPHRASE|_KEY$", re.IGNORECASE)
IN_AN_ADDRESS = re.compile(r"password=|://[^/\s]*:[^/\s]*@", re.IGNORECASE)
INTERPOLATED = re.compile(r"\$\{([A-Z_]+)(?::-([^}]*))?\}")


def faults(document: object) -> list[str]:
    found = jsonschema.Draft7Validator(SCHEMA).iter_errors(document)
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in found]


def settled(value: str) -> str:
    """What compose makes of a value where the environment sets nothing."""
    return INTERPOLATED.sub(lambda found: found[2] or "", value)


def environment(service: dict[str, Any]) -> dict[str, str]:
    return {name: settled(value) for name, value in service.get("environment", {}).items()}


def literals(document: dict[str, Any]) -> Iterator[str]:
    """Where a secret stands in the file itself, and not in a file that is named there."""
    for name, service in document["services"].items():
        for variable, value in service.get("environment", {}).items():
            named = SECRET.search(variable) and not variable.endswith(("_FILE", "LEDGER_KEYS"))
            if named or IN_AN_ADDRESS.search(str(value)):
                yield f"{name}: {variable}"
    for name, secret in document.get("secrets", {}).items():
        if set(secret) != {"file"}:
            yield f"secret {name}"


def test_the_file_is_valid_by_the_compose_specification() -> None:
    assert faults(COMPOSE) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("services", "api", "command"), {"serve": True}),
        (("services", "api", "helthcheck"), {"disable": True}),
        (("services", "api", "depends_on"), {"kafka": {"condition": "service_is_nice"}}),
        (("services", "api", "restart"), 3),
        (("volumez",), {}),
    ],
)
def test_a_file_that_is_not_valid_is_found(path: tuple[str, ...], value: object) -> None:
    broken = copy.deepcopy(COMPOSE)
    place = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert faults(broken)


def is_known(words: list[str]) -> bool:
    """Whether the program has this command with these options; asked for its help, it runs none."""
    return CliRunner().invoke(app, [*words, "--help"]).exit_code == 0


@pytest.mark.parametrize("service", sorted(OURS))
def test_every_command_is_one_of_the_programs(service: str) -> None:
    assert is_known(OURS[service]["command"])


@pytest.mark.parametrize("words", [["relais"], ["topics", "aply"], ["relay", "--backwards"]])
def test_a_command_that_the_program_lacks_is_found(words: list[str]) -> None:
    assert not is_known(words)


def test_every_role_of_production_has_a_service() -> None:
    assert {one["command"][0] for one in OURS.values()} >= ROLES


@pytest.mark.parametrize("service", sorted(OURS))
def test_every_variable_is_a_setting_with_a_value_that_can_be_read(service: str) -> None:
    given = environment(OURS[service])
    assert given
    assert all(name.startswith(PREFIX) for name in given)
    settings = read_settings(given)
    if OURS[service]["command"][0] in ROLES:
        assert settings.dsn
        assert settings.keys_dsn


@pytest.mark.parametrize("service", sorted(OURS))
def test_what_a_command_needs_is_given_to_it(service: str) -> None:
    role, settings = OURS[service]["command"][0], read_settings(environment(OURS[service]))
    if role in ("relay", "publish-progress", "topics"):
        assert settings.kafka == "kafka:19092"
    if role in ("sequence", "ledger"):
        assert settings.ledger_origin
        assert str(settings.ledger_keys) == "/ledger/ledger-keys.json"
    if role in ROLES - {"migrate"}:
        assert str(settings.kek_file) == "/run/secrets/kek.json"
        assert "kek.json" in OURS[service]["secrets"]


def test_no_secret_stands_in_the_file() -> None:
    assert list(literals(COMPOSE)) == []


@pytest.mark.parametrize(
    "environment",
    [
        {"POSTGRES_PASSWORD": "tra-da"},
        {"CANCUOC_TOKEN": "eyJ"},
        {"CANCUOC_DSN": "host=a password=tra-da"},
        {"CANCUOC_DSN": "postgresql://a:tra-da@b/c"},
    ],
)
def test_a_secret_in_the_file_is_found(environment: dict[str, str]) -> None:
    assert list(literals({"services": {"api": {"environment": environment}}}))


def test_every_password_file_is_one_that_is_made() -> None:
    named = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert named == set(COMPOSE["secrets"])
    for text in re.findall(r"/run/secrets/[\w.]+", (ROOT / "docker-compose.yml").read_text()):
        assert text.removeprefix("/run/secrets/") in named


def test_every_image_is_pinned_by_a_version() -> None:
    for service in SERVICES.values():
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", service["image"])


def test_everything_started_is_asked_how_it_is_or_says_why_not() -> None:
    for name, service in SERVICES.items():
        asked = "test" in service["healthcheck"]
        assert asked is (name in {"api", "kafka"} or name.startswith("postgres"))
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            waits = how["condition"] == "service_healthy"
            assert not waits or "test" in SERVICES[other]["healthcheck"]


def test_nothing_of_ours_may_more_than_it_needs() -> None:
    for service in OURS.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["user"].startswith("${RUN_AS_UID")
        assert "privileged" not in service
    for service in SERVICES.values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_what_is_mounted_is_there_or_is_made_by_make_secrets() -> None:
    made = ("./deploy/data", "./deploy/ledger", "./deploy/secrets")
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("."):
                assert source in made or (ROOT / source).is_file()
            else:
                assert source in COMPOSE["volumes"]


def test_every_variable_of_the_shell_has_a_line_in_the_example() -> None:
    used = set(INTERPOLATED.findall((ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / ".env.example").read_text()
    assert {name for name, _ in used} == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
