"""`cancuoc witness` on a port that another program has: one sentence, exit status 1."""

import socket
from pathlib import Path

import pytest
import structlog
from tests.cancuoc.test_command_line import complained

from adapters.ledger.key_ring import new_ring
from cancuoc.witness_role import new_witness


def test_a_taken_port_is_told_before_the_witness_says_anything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    new_witness(tmp_path / "state", "court.example/witness")
    vkey = new_ring("eid.example/ledger").keys[0].verifier.text()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        words = ("--state", str(tmp_path / "state"), "--log", vkey, "--port", str(port))
        said = complained(monkeypatch, capsys, "witness", *words)
    assert said == (
        f"cancuoc: Port {port} on 127.0.0.1 is not free (Address already in use): give the"
        " witness another one with --port.\n"
    )
    assert not structlog.is_configured(), "whatever is logged later goes to a closed file"
