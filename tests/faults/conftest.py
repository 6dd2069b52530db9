"""A witness and a register that it watches, for the tests that set one against the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.witness_process import WitnessProcess
from tests.faults.witnessed_register import Witnessed, registering, witnessing

from database import Store


@pytest.fixture
def court(tmp_path: Path) -> Iterator[WitnessProcess]:
    with witnessing(tmp_path, "court") as process:
        yield process


@pytest.fixture
def witnessed(store: Store, court: WitnessProcess) -> Iterator[Witnessed]:
    with registering(store.dsn, court) as made:
        yield made
