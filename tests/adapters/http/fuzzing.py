"""One run of schemathesis over the whole description, against a real server with real records."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from adapters.http.command_endpoints import kebab
from adapters.identity.development_officers import OFFICERS
from application.kinds import CAPABILITIES
from domain.mandates import COMMANDS
from service import AUDIENCE, Service

HERE = Path(__file__).parent
HOURS = 6 * 3600
CONFIG = """
continue-on-failure = true
request-timeout = 30.0
suppress-health-check = ["all"]

[generation]
database = "none"

# A good form may still meet a rule (409, 422), another version (412) or a lease that is over.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "412", "422", "429"]

[checks.negative_data_rejection]
expected-statuses = [
    "400", "401", "403", "404", "405", "409", "412", "413", "414", "415", "422", "428", "429",
]

[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "404", "415", "422", "428"]

[checks.not_a_server_error]
expected-statuses = ["2xx", "4xx"]
"""
SERVICE_OF = {"jobs": "quality-check", "transmissions": "station", "work-queues": "area-officer"}
"""Whose routes a path is, where no command says it."""


class Verdict(NamedTuple):
    """What one run found: its own words, and the statuses that each operation answered."""

    passed: bool
    said: str
    statuses: dict[str, Counter[int]]


def plan_of(register: Service, document: Mapping[str, Any]) -> dict[str, Any]:
    """Who may ask what, and which records of which kind there are."""
    by_role: dict[str, str] = {}
    for one in OFFICERS:
        token = register.issuer.issue(one.officer, one.unit, (one.role,), HOURS, AUDIENCE)
        by_role.setdefault(one.role, token)
    may = {kebab(one.name): [*COMMANDS[one.name]] for one in CAPABILITIES}
    tokens = {}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            if operation.get("security"):
                first = may.get(operation["operationId"], [_service_of(path)])
                roles = [role for role in (*first, *by_role) if role in by_role]
                tokens[operation["operationId"]] = [by_role[role] for role in dict.fromkeys(roles)]
    return {"tokens": tokens, "records": _records(register)}


def _service_of(path: str) -> str:
    return SERVICE_OF.get(path.split("/")[2], "auditor")


def _records(register: Service) -> dict[str, list[tuple[str, int]]]:
    paths = {one.stream.name: one.stream.path for one in CAPABILITIES}
    found: dict[str, list[tuple[str, int]]] = {}
    with psycopg.connect(register.dsn) as connection:
        rows = connection.execute(
            "SELECT split_part(topic, '.', 1), originator_id::text, max(originator_version)"
            " FROM events GROUP BY 1, 2 ORDER BY 2"
        )
        for kind, stream, version in rows:
            found.setdefault(paths[kind], []).append((stream, version))
    return found


def run(
    register: Service,
    folder: Path,
    *options: str,
    planted: Mapping[str, Any] | None = None,
) -> Verdict:
    """schemathesis with all its checks; `planted` is a fault in every answer."""
    document = register.client.get("/openapi.json").json()
    seen = folder / "seen.json"
    plan = {**plan_of(register, document), "planted": planted or {}, "seen": str(seen)}
    (folder / "plan.json").write_text(json.dumps(plan))
    (folder / "schemathesis.toml").write_text(CONFIG)
    command = [sys.executable, "-m", "schemathesis.cli"]
    command += ["--config-file", str(folder / "schemathesis.toml"), "run"]
    command += [f"{register.address}/openapi.json", "--checks", "all", "--warnings", "off"]
    own = {name: text for name, text in os.environ.items() if not name.startswith("CANCUOC_")}
    told = {
        "FUZZ_PLAN": str(folder / "plan.json"),
        "SCHEMATHESIS_HOOKS": "fuzz_hooks",
        "PYTHONPATH": str(HERE),
        "COLUMNS": "120",
    }
    done = subprocess.run(
        [*command, *options],
        cwd=folder,
        env={**own, **told},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Verdict(done.returncode == 0, done.stdout + done.stderr, _statuses(seen))


def _statuses(seen: Path) -> dict[str, Counter[int]]:
    found = json.loads(seen.read_text()) if seen.exists() else {}
    return {
        operation: Counter({int(status): times for status, times in counts.items()})
        for operation, counts in found.items()
    }
