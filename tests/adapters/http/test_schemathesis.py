"""The interface keeps every promise of its description, whatever is sent to it.

schemathesis makes requests of the description, good ones and bad ones, and judges every answer by
all of its checks. What is good in form may still meet a rule of the law: that is no failure.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.http.conftest import MAKERS
from tests.adapters.http.fuzzing import Verdict, run
from tests.adapters.http.hostile_world import build_world
from tests.adapters.http.lazy_world import LazyWorld

from adapters.postgres.embedded import EmbeddedPostgres
from database import Store
from service import Service, own_store, serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

SEED = os.environ.get("FUZZ_SEED", "926")
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "3")
ALL = ("--phases", "examples,coverage,fuzzing,stateful", "--seed", SEED, "-n", EXAMPLES)


@pytest.fixture(scope="module")
def full_register(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A register of its own with records in every state, for what is sent changes many of them."""
    folder = tmp_path_factory.mktemp("fuzzed")
    unlimited = {"officer_rate": "0", "unit_rate": "0", "bulk_rate": "0"}
    with (
        own_store(cluster, folder) as store,
        serving(store, cluster, folder, ("sequence", "project", "serve"), **unlimited) as service,
    ):
        world = LazyWorld(build_world(service), service, folder, MAKERS)
        for name in MAKERS:
            assert world[name] is not None
        yield service


@pytest.fixture(scope="module")
def verdict(full_register: Service, tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    return run(full_register, tmp_path_factory.mktemp("schemathesis"), *ALL)


def said(verdict: Verdict) -> str:
    """What the run found, without the requests of a megabyte that it repeats."""
    lines = verdict.said.partition("= FAILURES =")[2] or verdict.said
    return "\n".join(line[:400] for line in lines.splitlines()[:400])


def test_every_promise_of_the_description_is_kept(verdict: Verdict) -> None:
    assert verdict.passed, said(verdict)


UNREACHED = dict.fromkeys(
    (
        "cancel-bulk-act",
        "read-bulk-act",
        "list-bulk-act-items",
        "read-transmission",
        "put-transmission-part",
    ),
    "what it names is made by a signature over the request, which no chance makes",
)
"""Operations of which every answer was a 401, 403 or 404, and why."""


def test_every_operation_was_asked_and_deep_code_was_reached(
    verdict: Verdict, full_register: Service
) -> None:
    document = full_register.client.get("/openapi.json").json()
    every = {one["operationId"] for ms in document["paths"].values() for one in ms.values()}
    turned_away = {401, 403, 404, 405}
    deep = {one for one, seen in verdict.statuses.items() if seen.keys() - turned_away}
    done = {one for one, seen in verdict.statuses.items() if seen.keys() & {200, 201, 204}}

    assert verdict.statuses.keys() == every
    assert sorted(every - deep - UNREACHED.keys()) == []
    assert len(done) > 40


def test_a_fault_inside_was_met_by_nobody(verdict: Verdict, full_register: Service) -> None:
    assert verdict.statuses
    assert 'status="500"' not in full_register.client.get("/metrics").text


PLANTED: dict[str, tuple[Mapping[str, Any], str]] = {
    "a fault of the server": ({"status": 500}, "Server error"),
    "a status that is not described": ({"status": 418}, "Undocumented status code"),
    "a body of another shape": ({"body": {"version": "one"}}, "Response violates schema"),
    "another content type": (
        {"headers": {"content-type": "text/html"}},
        "Undocumented Content-Type",
    ),
    "everybody is let in": ({"status": 200}, "API accepts requests without authentication"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str, full_register: Service, tmp_path: Path) -> None:
    planted, found = PLANTED[name]
    one = ("--include-operation-id", "read-citizen", "--phases", "examples,coverage", "-n", "2")

    verdict = run(full_register, tmp_path, *one, "--seed", "1", planted=planted)

    assert not verdict.passed
    assert found.lower() in verdict.said.lower(), said(verdict)
