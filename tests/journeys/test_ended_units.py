"""A commune ends overnight: its cases wait in the morning in the queue of the new province."""

from datetime import datetime
from pathlib import Path

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from citizen_case import DONG_VAN, Case, home, notice
from database import Store
from later import on
from record import wait_until
from service import Service, own_store

EVENING = datetime.fromisoformat("2025-06-30T16:30:00+07:00")
MORNING = datetime.fromisoformat("2025-07-01T08:00:00+07:00")
HEIR = "08"

pytestmark = pytest.mark.slow


def waiting(service: Service, queue: str, unit: str) -> set[str]:
    answer = service.get(f"/v1/work-queues/{queue}", queue, unit)
    assert answer.status_code == 200, answer.text
    return {item["stream"] for item in answer.json()["items"]}


def test_the_morning_after_the_new_province_goes_on_with_every_case(
    cluster: EmbeddedPostgres, template: Store, tmp_path: Path
) -> None:
    with own_store(cluster, tmp_path, EVENING) as store:
        with on(EVENING, store, cluster, tmp_path) as service:
            captured = Case(service, residences=[home(DONG_VAN)]).captured(unit=DONG_VAN)
            verified = Case(service, residences=[home(DONG_VAN)]).captured(unit=DONG_VAN)
            verified.step("verify-citizen", "commune-chief", DONG_VAN, against=["household-book"])
            verified.step("approve-citizen", "register-approver")
            wait_until(lambda: captured.id in waiting(service, "commune-chief", DONG_VAN))
            assert (
                service.get("/v1/work-queues/commune-chief", "commune-chief", HEIR)
                .json()["type"]
                .endswith("queue-of-another-role")
            )
        with on(MORNING, store, cluster, tmp_path) as service:
            for case in (captured, verified):
                case.register = service
            wait_until(lambda: captured.id in waiting(service, "commune-chief", HEIR))
            assert verified.id in waiting(service, "area-officer", HEIR)
            taken = service.post(
                "/v1/work-queues/commune-chief/claim",
                {"stream": captured.id, "stage": "captured"},
                "commune-chief",
                unit=HEIR,
            )
            assert taken.status_code == 200, taken.text
            for asked in (f"/v1/search/citizens?unit={HEIR}", "/v1/quality"):
                assert service.get(asked, "area-officer", HEIR).status_code == 200, asked
            captured.step("verify-citizen", "commune-chief", HEIR, against=["household-book"])
            verified.step("notify-pin", "area-officer", HEIR, **notice())
            assert captured.id not in waiting(service, "commune-chief", "01")
            asked = "/v1/progress?from=2025-06-30&to=2025-07-01&basis=recorded"
            captures = [
                cell["count"]
                for cell in service.get(asked, "province-director", HEIR).json()["cells"]
                if cell["counter"] == "population.captured"
            ]
            assert captures == [2]
