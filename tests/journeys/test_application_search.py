"""Officers find applications by what is public of them, within their unit, newest first."""

from typing import Any

from card_case import CardCase
from citizen_case import TRUC_BACH
from service import Service
from waiting import eventually
from workshop import Workshop

PATH = "/v1/search/card-applications"


def found(register: Service, query: str, officer: str = "director", **who: Any) -> list[str]:
    answer = register.get(f"{PATH}?{query}", officer, **who)
    assert answer.status_code == 200, answer.text
    return [row["application_id"] for row in answer.json()["items"]]


def test_an_application_is_found_by_every_public_fact(workshop: Workshop) -> None:
    case = CardCase(workshop).approved().made()
    register, id_ = workshop.service, case.application.id
    shown = case.application.read().shown
    eventually(lambda: found(register, f"citizen={case.citizen.id}&status=arrived") == [id_])

    (row,) = register.get(f"{PATH}?citizen={case.citizen.id}", "director").json()["items"]
    for query in (
        f"batch={shown['batch_id']}", f"manifest={shown['manifest_id']}",
        f"blank_serial={shown['blank_serial']}", f"kind={row['kind']}", "unit=001", "unit=01",
        f"from={row['received_on']}&to={row['received_on']}", "status=arrived",
    ):  # fmt: skip
        assert id_ in found(register, query + "&limit=200"), query
    assert (row["status"], row["blank_serial"]) == ("arrived", shown["blank_serial"])
    for query in (
        "status=opened", "unit=02", "from=2021-04-01", "to=2021-01-01", "blank_serial=VN0000000000",
    ):  # fmt: skip
        assert id_ not in found(register, query + "&limit=200"), query


def test_an_officer_finds_applications_of_the_own_unit_only(workshop: Workshop) -> None:
    case = CardCase(workshop).verified()
    register, query = workshop.service, f"citizen={case.citizen.id}"
    eventually(lambda: found(register, query) == [case.application.id])

    assert found(register, query, "capture-officer") == [case.application.id]
    for unit in ("002", "026", "01", "02"):
        seen = found(register, query, "capture-officer", unit=unit)
        assert seen == ([case.application.id] if unit == "01" else []), unit
    assert found(register, query, "delivery-officer", unit=TRUC_BACH) == []


def test_a_list_goes_on_page_by_page_newest_first(workshop: Workshop) -> None:
    register = workshop.service
    cases = [CardCase(workshop).opened() for _ in range(3)]
    wanted = [case.application.id for case in reversed(cases)]
    eventually(lambda: found(register, "status=opened&limit=3") == wanted)

    pages = [register.get(f"{PATH}?status=opened&limit=2", "director").json()]
    while pages[-1]["next"] and len(pages) < 3:
        pages.append(register.get(pages[-1]["next"], "director").json())

    shown = [row["application_id"] for page in pages for row in page["items"]]
    assert shown[:3] == wanted
    assert len(shown) == len(set(shown))
