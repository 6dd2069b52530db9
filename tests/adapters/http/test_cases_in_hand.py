"""A case is in one officer's hands at a time, for as long as was said, and then in nobody's."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.adapters.http.hostile_row import World
from tests.adapters.http.quiet_case import QuietCase

from adapters.identity.development_officers import OFFICER_BY_NAME
from domain.deadlines import MarkDeadlineMissed
from domain.values.instants import parse_instant
from service import Service
from waiting import eventually

ROLE = "reception-officer"
QUEUE = f"/v1/work-queues/{ROLE}"
MINE = OFFICER_BY_NAME[ROLE]
OTHER = OFFICER_BY_NAME["capture-officer"]
"""A second person of the same office, who also has the role."""


@pytest.fixture
def waiting(register: Service, world: World) -> QuietCase:
    """An opened application, once the queue shows it."""
    case = QuietCase(world["workshop"]).opened()
    eventually(lambda: shown(register, case))
    return case


def asked(
    register: Service, verb: str, case: QuietCase, who: str = ROLE, **body: Any
) -> httpx.Response:
    token = register.token(who, None, (ROLE,))
    sent = {"stream": case.application.id, "stage": "opened", **body}
    headers = {"authorization": f"Bearer {token}"}
    return register.client.post(f"{QUEUE}/{verb}", json=sent, headers=headers)


def shown(register: Service, case: QuietCase) -> list[dict[str, Any]]:
    """The line of the case in the queue, wherever it stands."""
    found, page = [], f"{QUEUE}?stage=opened&limit=200"
    while page:
        answer = register.get(page, ROLE)
        assert answer.status_code == 200, answer.text
        found += [one for one in answer.json()["items"] if one["stream"] == case.application.id]
        page = answer.json()["next"]
    return found


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def test_a_case_in_hand_is_shown_with_who_has_it(register: Service, waiting: QuietCase) -> None:
    taken = asked(register, "claim", waiting)

    assert taken.status_code == 200, taken.text
    assert taken.json()["claimed_by"] == str(MINE.officer)
    assert [one["claimed_by"] for one in shown(register, waiting)] == [str(MINE.officer)]


def test_a_case_in_hand_is_refused_to_another_until_it_is_put_back(
    register: Service, waiting: QuietCase
) -> None:
    assert asked(register, "claim", waiting).status_code == 200

    assert code_of(asked(register, "claim", waiting, OTHER.name)) == (409, "work-in-other-hands")
    assert code_of(asked(register, "return", waiting, OTHER.name)) == (409, "work-not-in-hand")
    assert asked(register, "return", waiting).status_code == 204
    assert asked(register, "claim", waiting, OTHER.name).status_code == 200


def test_who_has_a_case_may_keep_it_for_longer(register: Service, waiting: QuietCase) -> None:
    first = asked(register, "claim", waiting, seconds=60).json()["claimed_until"]

    longer = asked(register, "claim", waiting, seconds=600).json()["claimed_until"]

    assert longer > first


def test_a_case_goes_back_when_its_time_is_over(register: Service, waiting: QuietCase) -> None:
    assert asked(register, "claim", waiting, seconds=1).status_code == 200
    time.sleep(1.1)

    assert [one["claimed_by"] for one in shown(register, waiting)] == [None]
    assert asked(register, "claim", waiting, OTHER.name).status_code == 200


def test_a_case_put_back_twice_is_put_back_once(register: Service, waiting: QuietCase) -> None:
    assert asked(register, "claim", waiting).status_code == 200
    assert asked(register, "return", waiting).status_code == 204

    assert code_of(asked(register, "return", waiting)) == (409, "work-not-in-hand")


def test_a_case_of_another_role_cannot_be_kept_from_it(register: Service, world: World) -> None:
    """Who may not act on a case must not be able to hold it up."""
    case = QuietCase(world["workshop"]).captured().settled()

    refused = asked(register, "claim", case, stage="captured")

    assert code_of(refused) == (403, "work-of-another-role")


def test_what_the_officer_has_done_waits_for_nobody_there(
    register: Service, waiting: QuietCase
) -> None:
    assert asked(register, "claim", waiting).status_code == 200
    waiting.step("withdraw-application", ROLE, reason="citizen-asks")

    assert code_of(asked(register, "claim", waiting)) == (409, "work-not-waiting")
    eventually(lambda: shown(register, waiting) == [])


def test_of_officers_who_claim_at_once_one_gets_the_case(
    register: Service, waiting: QuietCase
) -> None:
    with ThreadPoolExecutor(8) as pool:
        officers = [ROLE, OTHER.name] * 4
        answers = list(pool.map(lambda who: asked(register, "claim", waiting, who), officers))
    holders = {one.json()["claimed_by"] for one in answers if one.status_code == 200}
    refused = {code_of(one) for one in answers if one.status_code != 200}

    assert len(holders) == 1
    assert refused == {(409, "work-in-other-hands")}


def test_a_case_that_went_up_may_be_taken_by_who_it_went_to_and_by_its_first_owner(
    register: Service, waiting: QuietCase, world: World
) -> None:
    above = "intake-approver"
    body = {"stream": waiting.application.id, "stage": "opened"}
    path = f"/v1/work-queues/{above}/claim"
    assert code_of(register.post(path, body, above)) == (403, "work-of-another-role")

    due = parse_instant("2021-03-10T00:00:00+07:00")
    missed = MarkDeadlineMissed(stage="opened", due=due, owner_role=ROLE, owner_unit="001")
    world.inside.give("card-application", body["stream"], missed, "timer")  # type: ignore[attr-defined]

    assert register.post(path, body, above).status_code in (200, 204)
    returned = register.post(path.replace("claim", "return"), body, above)
    assert returned.status_code == 204
    assert asked(register, "claim", waiting).status_code in (200, 204)
