"""What several tests of the interface need once: records in every state, the description."""

import pytest
from tests.adapters.http.hostile_row import World
from tests.adapters.http.hostile_world import build_world
from tests.adapters.http.schema_example import Document

from service import Service


@pytest.fixture(scope="session")
def world(register: Service) -> World:
    return build_world(register)


@pytest.fixture(scope="session")
def document(register: Service) -> Document:
    found: Document = register.client.get("/openapi.json").json()
    return found
