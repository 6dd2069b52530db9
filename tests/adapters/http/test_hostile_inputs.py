"""Every hostile input gets its problem document with the field at fault, and changes nothing."""

from collections import Counter
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from tests.adapters.http.hostile_inputs import ROWS
from tests.adapters.http.hostile_row import Row, World
from tests.adapters.http.hostile_sender import prepare, send
from tests.adapters.http.stored_rows import stored

from service import Service

MOST_FIELDS = 100


def places(problem: dict[str, Any]) -> tuple[str, ...]:
    """Where the problem says that the request is at fault, in the words of the table."""
    return tuple(
        error.get("pointer") if "pointer" in error else _elsewhere(error)
        for error in problem.get("errors", ())
    )


def _elsewhere(error: dict[str, Any]) -> str:
    kind = "header" if "header" in error else "parameter"
    return f"{kind} {error[kind]}"


def problem_of(answer: httpx.Response, row: Row) -> dict[str, Any]:
    assert answer.status_code == row.status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == f"/v1/problems/{row.code}", answer.text[:500]
    assert problem["status"] == row.status
    assert problem["instance"].startswith("/")
    return problem


def assert_named(found: tuple[str, ...], row: Row) -> None:
    """All places and no others; after `…` in a row any more may follow."""
    if row.at[-1:] == ("…",):
        assert set(row.at[:-1]) <= set(found)
        assert len(found) <= MOST_FIELDS
    else:
        assert sorted(found) == sorted(row.at)


def assert_worded_twice(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one["detail"]
    assert one["detail"] != other["detail"]
    assert one["title"] != other["title"]
    for mine, theirs in zip(one.get("errors", ()), other.get("errors", ()), strict=True):
        assert mine["code"] == theirs["code"]
        assert mine["detail"]
        assert mine["detail"] != theirs["detail"]


def orphans(register: Service) -> set[UUID]:
    """Those for whom there is a key and no event."""
    with psycopg.connect(register.keys_dsn) as keys, psycopg.connect(register.dsn) as store:
        known = {row[0] for row in keys.execute("SELECT subject FROM data_keys")}
        return known - {row[0] for row in store.execute("SELECT originator_id FROM events")}


def test_no_two_rows_have_one_name() -> None:
    assert [name for name, times in Counter(row.name for row in ROWS).items() if times > 1] == []
    assert len(ROWS) >= 150


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_hostile_input_gets_its_problem_document(
    row: Row, register: Service, world: World
) -> None:
    vietnamese = send(register, world, row)
    english = send(register, world, row, **{"accept-language": "en"})

    problem = problem_of(vietnamese, row)
    assert vietnamese.headers["content-language"] == "vi"
    assert english.headers["content-language"] == "en"
    assert_named(places(problem), row)
    assert_worded_twice(problem, problem_of(english, row))


def test_nothing_is_half_done_and_nothing_fails_inside(register: Service, world: World) -> None:
    for row in ROWS:
        prepare(row, world)
    before, keyed = stored(register), orphans(register)

    for row in ROWS:
        send(register, world, row)

    assert stored(register) == before
    assert len(orphans(register) - keyed) == sum(row.leaves_key for row in ROWS)
    assert 'status="500"' not in register.client.get("/metrics").text
