"""Every list is read in pages that begin behind a key: none is lost or shown twice meanwhile."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.adapters.http.schema_example import Document, Schemas

from citizen_case import Case
from service import Service
from waiting import eventually

MOST = 200
BY_NUMBER = {"page", "offset", "skip", "start", "page_size", "per_page"}
SHORT: dict[str, str] = {
    "/v1/quality/duplicates": "the few entries most like one person, the best first",
}
"""Lists without pages, and why they stay short."""
FIGURES: dict[str, str] = {
    "/v1/progress": "sums of at most two months by day, of the units below one",
    "/v1/quality": "sums of at most two months by day, of the units below one",
    "/v1/cases/{citizen}": "one person's books",
    "/readyz": "the parts of this register",
}
"""Answers that hold several lists and are read whole, and why they stay short."""


def reads(document: Document) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Path, operation and schema of every read that answers JSON."""
    schemas = Schemas(document)
    for path, methods in document["paths"].items():
        answer = methods.get("get", {}).get("responses", {}).get("200", {})
        content = answer.get("content", {}).get("application/json")
        if content:
            yield path, methods["get"], schemas.resolved(content["schema"])


def parameters(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one["schema"] for one in operation.get("parameters", ())}


def lists_in(schema: dict[str, Any]) -> set[str]:
    fields = schema.get("properties", {}).items()
    return {name for name, field in fields if field.get("type") == "array"}


def is_of_one_record(path: str) -> bool:
    return path.endswith(("}", "/diff"))


def test_every_list_has_pages_behind_a_key(document: Document) -> None:
    paged = 0
    for path, operation, schema in reads(document):
        if "items" not in lists_in(schema) or path in SHORT:
            continue
        asked = parameters(operation)
        assert asked["limit"]["maximum"] == MOST, path
        assert asked["limit"]["minimum"] == 1, path
        assert {"cursor", "after"} & asked.keys(), path
        assert "next" in schema["properties"], path
        assert "Link" in operation["responses"]["200"]["headers"], path
        paged += 1
    assert paged > 12


def test_no_list_is_read_by_number(document: Document) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert not BY_NUMBER & parameters(operation).keys(), path


def test_no_other_answer_grows_without_end(document: Document) -> None:
    others = {
        path
        for path, _, schema in reads(document)
        if lists_in(schema) and not is_of_one_record(path) and "items" not in lists_in(schema)
    }

    assert others | {"/v1/cases/{citizen}"} == FIGURES.keys()


def test_what_stays_short_is_still_a_list(document: Document) -> None:
    found = {path for path, _, schema in reads(document) if "items" in lists_in(schema)}

    assert SHORT.keys() <= found


def walked(
    register: Service, path: str, officer: str, between: Callable[[], object]
) -> list[dict[str, Any]]:
    """All items of a list, in pages of two; something happens between the pages."""
    items, pages, following = [], 0, path
    while following:
        answer = register.get(following, officer)
        assert answer.status_code == 200, answer.text
        shown = answer.json()
        following = shown["next"]
        link = f'<{following}>; rel="next"' if following else None
        assert answer.headers.get("link") == link
        items += shown["items"]
        pages += 1
        assert pages < 500
        between()
    return items


def test_a_timeline_grows_while_it_is_read(register: Service) -> None:
    case, fields = Case(register).active(), ["given", "middle", "surname"]

    def grow() -> None:
        if fields:
            case.amendment(fields.pop(), "Mậu")

    items = walked(register, f"{case.path}/events?limit=2", "auditor", grow)

    assert [one["version"] for one in items] == [*range(1, len(items) + 1)]
    assert len(items) == case.version == 8


def test_citizens_are_found_once_while_others_arrive(register: Service) -> None:
    surname = "Lương"
    names = ["An", "Bảo", "Chi", "Dung", "Em", "Phúc", "Giang"]
    known = [Case(register, surname=surname, given=given).captured().id for given in names]
    path = "/v1/search/citizens?q=luong thi&limit=2"
    eventually(lambda: len(walked(register, path, "area-officer", lambda: None)) >= len(names))

    items = walked(
        register,
        path,
        "area-officer",
        lambda: Case(register, surname=surname, given="Ánh").captured(),
    )

    found = [one.get("citizen_id", one.get("id")) for one in items]
    assert len(found) == len(set(found))
    assert set(known) <= set(found)


def test_a_queue_shows_each_case_once_while_others_arrive(register: Service) -> None:
    path = "/v1/work-queues/commune-chief?limit=2"
    known = [Case(register).captured().id for _ in range(5)]

    def seen() -> bool:
        items = walked(register, path, "commune-chief", lambda: None)
        return set(known) <= {one["stream"] for one in items}

    eventually(seen)
    items = walked(register, path, "commune-chief", lambda: Case(register).captured())

    found = [one["stream"] for one in items]
    assert len(found) == len(set(found))
    assert set(known) <= set(found)


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/stock"])
def test_short_lists_have_pages_too(path: str, register: Service) -> None:
    whole = register.get(path, "auditor").json()["items"]

    assert walked(register, f"{path}?limit=2", "auditor", lambda: None) == whole


def test_a_cursor_of_nobody_is_refused(register: Service) -> None:
    for cursor in ("x", "AAAA", "WzFd"):
        answer = register.get(f"/v1/rules?cursor={cursor}", "auditor")
        assert answer.status_code == 422
        assert answer.json()["type"] == "/v1/problems/cursor-malformed"
