"""Cases taken in hand and jobs leased, for the tables that ask for them once more."""

from typing import Any

from tests.adapters.http.hostile_desks import STATION
from tests.adapters.http.lazy_world import LazyWorld, Makers
from tests.adapters.http.quiet_case import QuietCase

from waiting import eventually

WORK = Makers()


def leased(world: LazyWorld, kind: str, service: str, **body: Any) -> dict[str, Any]:
    """One job of the kind, as soon as the view knows one."""
    asked = {"station_id": STATION, "limit": 1, "seconds": 3600, **body}

    def seen() -> list[dict[str, Any]]:
        answer = world.register.post(f"/v1/jobs/{kind}/lease", asked, service)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    return eventually(seen)[0]


@WORK
def leased_job(world: LazyWorld) -> str:
    """A job that the station has for an hour."""
    assert world["taken_in"]
    return str(leased(world, "quality-check", "quality-check")["job_id"])


@WORK
def released_job(world: LazyWorld) -> str:
    assert world["suspected"]
    job = str(leased(world, "quality-check", "quality-check")["job_id"])
    path = f"/v1/jobs/quality-check/{job}/release"
    assert world.register.post(path, {"station_id": STATION}, "quality-check").status_code == 204
    return job


@WORK
def in_hand(world: LazyWorld) -> QuietCase:
    """Opened, and in the hands of the reception."""
    made = QuietCase(world["workshop"]).opened()
    body = {"stream": made.application.id, "stage": "opened", "seconds": 28_800}
    path = "/v1/work-queues/reception-officer/claim"
    assert world.register.post(path, body, "reception-officer").status_code in (200, 204)
    return made
