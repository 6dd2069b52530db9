"""A station at the counter of jobs: what it gets for one case, and how it answers."""

from typing import Any

import httpx
from tests.adapters.http.quiet_case import QuietCase
from tests.adapters.http.usual_acts import QUALITY

from service import Service
from waiting import eventually

QUEUE = "quality-check"
Job = dict[str, Any]


def offered(register: Service, case: QuietCase, station: str, seconds: int = 600) -> list[Job]:
    """The jobs of this case that a station gets now; what else it gets goes back at once."""
    asked = {"station_id": station, "limit": 200, "seconds": seconds}
    answer = register.post(f"/v1/jobs/{QUEUE}/lease", asked, QUEUE)
    assert answer.status_code == 200, answer.text
    ours, others = [], []
    for job in answer.json()["items"]:
        (ours if job["application_id"] == case.application.id else others).append(job)
    for job in others:
        give_back(register, job, station)
    return ours


def give_back(register: Service, job: Job, station: str) -> None:
    path = f"/v1/jobs/{QUEUE}/{job['job_id']}/release"
    assert register.post(path, {"station_id": station}, QUEUE).status_code == 204


def leased(register: Service, case: QuietCase, station: str, seconds: int = 600) -> Job:
    return eventually(lambda: offered(register, case, station, seconds))[0]


def answered(
    register: Service, job: Job, service: str = QUEUE, roles: tuple[str, ...] = (), **changes: Any
) -> httpx.Response:
    """The answer to a job, with the key that the job gave."""
    body = {**QUALITY, "capture_attempt": job["capture_attempt"], **changes}
    token = register.token(service, None, roles)
    headers = {
        "authorization": f"Bearer {token}",
        "idempotency-key": job["idempotency_key"],
        "if-match": f'"{job["version"]}"',
    }
    return register.client.post(job["answer_path"], json=body, headers=headers)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]
