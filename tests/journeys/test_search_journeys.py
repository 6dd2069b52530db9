"""Officers find citizens by name: soon after a change, within their unit, page by page."""

from typing import Any
from uuid import uuid4

from citizen_case import TRUC_BACH, Case
from service import Service
from waiting import eventually


def invented(beginning: str) -> str:
    """A given name that no other citizen of the tests has."""
    return beginning + uuid4().hex.translate(str.maketrans("0123456789", "qwertyuiop"))[:12]


def position_of(register: Service, case: Case) -> int:
    """The position of the last event of a case, 0 until it has one."""
    items = register.get(f"{case.path}/events").json()["items"]
    return items[-1]["position"] or 0


def test_search_finds_a_new_citizen_within_its_own_freshness(register: Service) -> None:
    name = invented("Thử")
    case = Case(register, given=name).captured()
    last = eventually(lambda: position_of(register, case))

    def caught_up() -> dict[str, Any]:
        answer = register.get(f"/v1/search/citizens?q={name.lower().replace('ử', 'u')}").json()
        return answer if answer["freshness"]["position"] >= last else {}

    page = eventually(caught_up)

    assert [row["citizen_id"] for row in page["items"]] == [case.id]
    assert page["items"][0]["given"] == name
    assert 0 <= page["freshness"]["lag_ms"] < 60_000


def test_search_shows_only_who_lies_within_the_officers_unit(register: Service) -> None:
    name = invented("Kín")
    case = Case(register, given=name).captured()
    query = f"/v1/search/citizens?q={name}"

    assert eventually(lambda: register.get(query).json()["items"])[0]["citizen_id"] == case.id
    assert register.get(query, unit=TRUC_BACH).json()["items"] == []
    assert len(register.get(query, "director").json()["items"]) == 1


def test_search_goes_on_page_by_page(register: Service) -> None:
    name = invented("Trang")
    people = {Case(register, given=name).captured().id for _ in range(5)}
    query = f"/v1/search/citizens?q={name}&limit=2"
    eventually(lambda: len(register.get(query.replace("=2", "=9")).json()["items"]) == 5)

    pages = [register.get(query)]
    while (following := pages[-1].json()["next"]) is not None:
        pages.append(register.get(following))

    shown = [row["citizen_id"] for page in pages for row in page.json()["items"]]
    assert [len(page.json()["items"]) for page in pages] == [2, 2, 1]
    assert set(shown) == people
    assert len(shown) == 5
