"""The search, as an officer asks it for a number."""

from typing import Any

from record import wait_until
from service import Service


def assert_leads_to(service: Service, number: str, citizen: str) -> dict[str, Any]:
    """The search finds this citizen alone by the number; gives the line that it shows."""
    shown: list[dict[str, Any]] = []

    def found() -> list[str]:
        answer = service.get(f"/v1/search/citizens?pin={number}")
        assert answer.status_code == 200, answer.text
        shown[:] = answer.json()["items"]
        return [row["citizen_id"] for row in shown]

    wait_until(lambda: found() == [citizen], found)
    return shown[0]
