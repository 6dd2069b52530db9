"""The records that hostile inputs are sent against, made once."""

import pytest
from tests.adapters.http.hostile_row import World
from tests.adapters.http.hostile_world import build_world

from service import Service


@pytest.fixture(scope="session")
def world(register: Service) -> World:
    return build_world(register)
