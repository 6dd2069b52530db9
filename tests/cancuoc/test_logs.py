"""A log line tells what failed and where, and never whom it concerned."""

import json
import subprocess
import sys
from typing import Any

import pytest

FAILING = """
import logging, structlog
from cancuoc.logs import set_up_logs

def verify(surname):
    declared = {"surname": surname}
    raise ValueError(f"cannot read {declared}")

set_up_logs("info", "serve")
try:
    try:
        verify("Trương")
    except ValueError as cause:
        raise RuntimeError("Trương again") from cause
except RuntimeError as caught:
    error = caught
LOG
"""
OURS = 'structlog.get_logger().error("internal-fault", path="/v1", exc_info=error)'
FOREIGN = 'logging.getLogger("uvicorn.error").error("Exception in application", exc_info=error)'


def logged(statement: str) -> tuple[str, dict[str, Any]]:
    environment = {
        "PYTHONPATH": ":".join(folder for folder in sys.path if folder),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", FAILING.replace("LOG", statement)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stderr.splitlines()
    return line, json.loads(line)


@pytest.mark.parametrize("statement", [OURS, FOREIGN], ids=["our own", "a library's"])
def test_a_fault_is_logged_by_kind_and_place_without_a_value(statement: str) -> None:
    line, read = logged(statement)

    assert [one["exc_type"] for one in read["exception"]] == ["RuntimeError", "ValueError"]
    assert [one["at"][-1].split()[-1] for one in read["exception"]] == ["<module>", "verify"]
    assert read["level"] == "error"
    assert "Trương" not in line
    assert "declared" not in line


def test_what_is_logged_on_purpose_is_there() -> None:
    _, read = logged(OURS)

    assert (read["event"], read["path"], read["role"]) == ("internal-fault", "/v1", "serve")
    assert read["at"].endswith("Z")


def test_a_line_of_a_thread_names_its_role_too() -> None:
    _, read = logged(f"import threading; threading.Thread(target=lambda: {OURS}).start()")

    assert read["role"] == "serve"
