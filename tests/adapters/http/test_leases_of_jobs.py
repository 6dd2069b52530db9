"""A job belongs to one station at a time, and to none once its case has gone on."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from tests.adapters.http.hostile_row import World
from tests.adapters.http.job_counter import (
    QUEUE,
    Job,
    answered,
    code_of,
    give_back,
    leased,
    offered,
)
from tests.adapters.http.quiet_case import QuietCase

from service import Service
from waiting import eventually

FIRST, SECOND = str(uuid4()), str(uuid4())


@pytest.fixture
def taken_in(world: World) -> QuietCase:
    return QuietCase(world["workshop"]).taken_in()


def test_a_job_of_one_station_is_not_offered_to_another(
    register: Service, taken_in: QuietCase
) -> None:
    job = leased(register, taken_in, FIRST)
    path = f"/v1/jobs/{QUEUE}/{job['job_id']}"

    assert offered(register, taken_in, SECOND) == []
    for verb in ("renew", "release"):
        answer = register.post(f"{path}/{verb}", {"station_id": SECOND}, QUEUE)
        assert code_of(answer) == (409, "job-not-leased")


def test_a_lease_belongs_to_who_took_it_and_not_to_who_knows_the_station(
    register: Service, taken_in: QuietCase
) -> None:
    job = leased(register, taken_in, FIRST)
    path = f"/v1/jobs/{QUEUE}/{job['job_id']}"
    headers = {"authorization": f"Bearer {register.token('matcher', None, (QUEUE,))}"}

    for verb in ("renew", "release"):
        foreign = register.client.post(
            f"{path}/{verb}", json={"station_id": FIRST}, headers=headers
        )
        assert code_of(foreign) == (409, "job-not-leased")
    assert register.post(f"{path}/renew", {"station_id": FIRST}, QUEUE).status_code == 204


def test_stations_that_ask_at_once_share_the_jobs(register: Service, world: World) -> None:
    """Each job goes to one of them, and none to nobody."""
    case = QuietCase(world["workshop"]).taken_in()
    give_back(register, leased(register, case, FIRST), FIRST)
    stations = [str(uuid4()) for _ in range(8)]

    with ThreadPoolExecutor(len(stations)) as pool:
        got = list(pool.map(lambda station: leased_to(register, station), stations))
    for station, jobs in zip(stations, got, strict=True):
        for job in jobs:
            give_back(register, job, station)

    ids = [job["job_id"] for jobs in got for job in jobs]
    assert len(ids) == len(set(ids)) >= 1
    assert [job["application_id"] for jobs in got for job in jobs].count(case.application.id) == 1


def leased_to(register: Service, station: str) -> list[Job]:
    asked = {"station_id": station, "limit": 200, "seconds": 600}
    found: list[Job] = register.post(f"/v1/jobs/{QUEUE}/lease", asked, QUEUE).json()["items"]
    return found


def test_an_answer_for_a_case_that_ended_is_refused_and_its_job_is_gone(
    register: Service, taken_in: QuietCase
) -> None:
    job = leased(register, taken_in, FIRST)
    taken_in.step("withdraw-application", "reception-officer", reason="citizen-asks")

    refused = answered(register, job | {"version": taken_in.application.version})

    assert code_of(refused) == (409, "card-application-is")
    give_back(register, job, FIRST)
    eventually(lambda: is_gone(register, taken_in))


def is_gone(register: Service, case: QuietCase) -> bool:
    """Whether no station is offered a job of the case, which nobody has leased now."""
    found = offered(register, case, SECOND)
    for job in found:
        give_back(register, job, SECOND)
    return not found
