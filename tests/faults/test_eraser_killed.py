"""An eraser killed at each of its steps, again and again: the end is that of a quiet erasure."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from tests.faults.dying_eraser import STEPS
from tests.faults.erased_life import ErasedLife
from tests.faults.running_register import RunningRegister, running_register

from card_case import CardCase
from database import DURABLE, Store
from service import PROGRAMME_TIME, Service
from workshop import Workshop

ROLES = ("sequence", "project", "react", "serve")
PATIENCE_S = 60.0

DEATHS = (
    ("finding", "after", 1),
    ("reading-packets", "after", 1),
    ("collecting", "after", 1),
    ("writing-down", "before", 1),
    ("writing-down", "after", 1),
    ("removing", "before", 1),
    ("removing", "after", 1),
    ("removing", "after", 7),
    ("destroying", "before", 1),
    ("destroying", "after", 1),
    ("destroying", "after", 2),
    ("destroying", "after", 5),
    ("purging", "before", 1),
    ("purging", "after", 1),
    ("confirming", "before", 1),
    ("confirming", "after", 1),
    ("noting", "before", 1),
)
"""In the order of the steps, so that each death is met further on in the same erasure."""

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(600)]


class Two(NamedTuple):
    """Two people who lived alike: one is erased among deaths, the other one quietly."""

    register: RunningRegister
    killed: ErasedLife
    quiet: ErasedLife


@pytest.fixture(scope="module")
def two() -> Iterator[Two]:
    with running_register(DURABLE, ROLES, programme_time=PROGRAMME_TIME.isoformat()) as register:
        store = Store(register.dsn, register.keys_dsn)
        service = Service(f"http://127.0.0.1:{register.port}", store, register.folder)
        try:
            workshop = Workshop(service)
            other = CardCase(workshop).verified()
            killed, quiet = (
                ErasedLife(workshop, register.folder / "blobs").lived(other) for _ in range(2)
            )
            register.await_quiet()
            register.roles["react"].stop()
            killed.erased()
            for death in DEATHS:
                die(register, *death)
            register.start("react")
            killed.until_destroyed()
            quiet.erased().until_destroyed()
            register.await_quiet()
            yield Two(register, killed, quiet)
        finally:
            service.client.close()


def die(register: RunningRegister, step: str, moment: str, times: int) -> None:
    """One life of the role, which ends at this step and nowhere else."""
    command = [sys.executable, "-m", "tests.faults.dying_eraser", step, moment, str(times)]
    with (register.folder / "dying.log").open("ab") as log:
        done = subprocess.run(
            command, env=register.environment, stdout=log, stderr=log, timeout=PATIENCE_S,
            check=False,
        )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, (step, moment, os.strerror(abs(done.returncode)))


def test_every_step_was_died_at() -> None:
    assert {step for step, _, _ in DEATHS} == set(STEPS)


def test_history_says_once_what_a_quiet_erasure_says(two: Two) -> None:
    told = [one.citizen.read(officer="security-officer")["erasure"] for one in two[1:]]

    assert told[0]["objects"] == told[1]["objects"] > 20
    assert told[0]["rows"] == told[1]["rows"]
    assert [one.citizen.topics().count("key-destroyed") for one in two[1:]] == [1, 1]


def test_the_same_is_destroyed_as_quietly(two: Two) -> None:
    for life in two[1:]:
        subjects = [life.id, *(one.uuid for one in life.linked)]
        left = ask(two.register.keys_dsn, "SELECT subject FROM data_keys"
                   " WHERE subject = ANY(%s) AND wrapped IS NOT NULL", subjects)  # fmt: skip
        assert left == []
        names = {path.name for path in (two.register.folder / "blobs").rglob("*")}
        assert names.isdisjoint(life.stored_digests)
    killed, quiet = ask(
        two.register.dsn,
        "SELECT objects, rows, confirmed_at IS NOT NULL FROM erasures ORDER BY begun_at",
    )
    assert killed == quiet


def ask(dsn: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        return connection.execute(statement.encode(), values).fetchall()
