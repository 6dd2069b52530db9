"""What several tests of the interface need once: records in every state, the description."""

from pathlib import Path

import pytest
from tests.adapters.http import (
    blocks_by_state,
    cards_by_state,
    cases_at_centre,
    cases_at_intake,
    cases_in_production,
    consignments_by_state,
    devices_by_state,
    endings_by_state,
    examinations_by_state,
    quality_by_state,
    work_in_hand,
)
from tests.adapters.http.hostile_row import World
from tests.adapters.http.hostile_world import build_world
from tests.adapters.http.lazy_world import LazyWorld
from tests.adapters.http.schema_example import Document

from service import Service

MAKERS = {
    **cases_at_intake.STAGES,
    **cases_at_centre.STAGES,
    **cases_in_production.STAGES,
    **cards_by_state.STATES,
    **blocks_by_state.STATES,
    **consignments_by_state.STATES,
    **devices_by_state.STATES,
    **endings_by_state.STATES,
    **examinations_by_state.STATES,
    **quality_by_state.STATES,
    **work_in_hand.WORK,
}
"""How each record of a card's streams is made."""


@pytest.fixture(scope="session")
def world(register: Service, register_folder: Path) -> World:
    return LazyWorld(build_world(register), register, register_folder, MAKERS)


@pytest.fixture(scope="session")
def document(register: Service) -> Document:
    found: Document = register.client.get("/openapi.json").json()
    return found
