"""Every journey ends with its evidence: once a module, over all that its registers hold."""

from collections.abc import Iterator

import pytest

from evidence import assert_evidence
from service import Service

REGISTERS = {
    "register": "register",
    "office": "office",
    "summer": "summer",
    "watchful": "watchful",
    "workshop": "office",
    "watchful_workshop": "watchful",
}
"""Fixtures by which a journey reaches a register, and the register that they reach."""


@pytest.fixture(scope="module")
def registers_of_module() -> Iterator[dict[str, Service]]:
    seen: dict[str, Service] = {}
    yield seen
    for service in seen.values():
        assert_evidence(service)


@pytest.fixture(autouse=True)
def journey_with_evidence(
    request: pytest.FixtureRequest, registers_of_module: dict[str, Service]
) -> None:
    for name in {*REGISTERS} & {*request.fixturenames}:
        register = REGISTERS[name]
        registers_of_module[register] = request.getfixturevalue(register)
