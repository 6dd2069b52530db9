"""What a real witness answers to those who are no register."""

import httpx
import pytest
from tests.faults.witness_process import WitnessProcess

pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/add-checkpoint", b"", 400),
        ("POST", "/add-checkpoint", b"\xff" * 100, 400),
        ("POST", "/add-checkpoint", b"old 0\n\n" + b"a" * 65_530, 413),
        ("POST", "/add-checkpoint", b"a" * 1_000_000, 413),
        ("GET", "/add-checkpoint", b"", 405),
        ("POST", "/add-checkpoint/", b"", 404),
        ("POST", "/", b"", 405),
        ("GET", "/memory.json", b"", 404),
        ("GET", "/../witness-key.json", b"", 404),
        ("GET", "/" + "a" * 10_000, b"", 414),
    ],
)
def test_a_hostile_request_to_a_witness_gets_its_status_in_plain_text(
    court: WitnessProcess, method: str, path: str, body: bytes, status: int
) -> None:
    url = httpx.URL(court.url).copy_with(raw_path=path.encode())
    with httpx.Client(trust_env=False) as client:
        answer = client.send(httpx.Request(method, url, content=body))

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert court.seen() == 0


def test_a_witness_stops_when_it_is_asked_to(court: WitnessProcess) -> None:
    assert court.stop() in (0, -15)
