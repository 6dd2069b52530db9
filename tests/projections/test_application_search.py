"""Where each application stands in the search, held against the fold of the same events."""

from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.projections.remembering import Kept

from adapters.reference.load_units import load_register
from case_stories import (
    APPLICATION,
    BA_DINH,
    BATCH,
    CITIZEN,
    SERIAL,
    case,
    opened,
)
from domain.card_application import events as e
from domain.card_application.state import evolve
from domain.catalogue import CATALOGUE
from domain.production_batch.events import ApplicationRemoved, Planned
from domain.recorded import Recorded
from projections.application_search import (
    APPLICATION_SEARCH,
    STATUSES,
    ApplicationSearch,
)

projection = ApplicationSearch(load_register())
EVENTS = [kind for topic, kind in CATALOGUE.items() if topic.startswith("card-application.")]


def row(*history: Recorded) -> dict[str, Any]:
    wanted = [recorded for recorded in history if recorded.topic in projection.topics]
    (found,) = Kept(projection).see(*wanted).rows(APPLICATION_SEARCH).values()
    return found


def any_of(random: Random, kind: Any) -> Any:
    """An event of the kind, with values that have the right types and mean nothing."""
    values = {
        field.encode_name: _value(random, field.type) for field in msgspec.structs.fields(kind)
    }
    return msgspec.convert(values, kind)


def _value(random: Random, wanted: Any) -> Any:
    texts = {
        "UUID": str(UUID(int=random.getrandbits(128))), "str": BA_DINH, "int": 1, "bool": True,
        "date": "2021-03-01", "datetime": "2021-03-01T02:00:00Z", "float": 0.5,
    }  # fmt: skip
    name = getattr(wanted, "__name__", "")
    if name in texts and not hasattr(wanted, "__origin__"):
        return texts[name]
    return [] if "tuple" in str(wanted) and "None" not in str(wanted) else None


@pytest.mark.parametrize("seed", range(60))
def test_a_row_says_what_the_application_says(seed: int) -> None:
    random = Random(seed)
    kinds = [kind for kind in EVENTS if kind is not e.Opened]
    some = [any_of(random, random.choice(kinds)) for _ in range(12)]
    history = case(opened(), *some)

    state = None
    for recorded in history:
        state = evolve(state, recorded.event, recorded.envelope)

    assert state is not None
    found = row(*history)
    assert found["status"] == state.status
    assert (found["citizen_id"], found["intake_unit"]) == (CITIZEN, BA_DINH)
    assert (found.get("manifest_id"), found.get("batch_id")) == (state.manifest_id, state.batch_id)
    assert (found.get("to_unit") or "") == state.to_unit
    assert state.status in STATUSES


def test_every_event_that_changes_the_state_is_listened_to() -> None:
    quiet = {kind for kind in EVENTS if kind.TOPIC not in projection.topics}

    for kind in quiet:
        history = case(opened(), any_of(Random(1), kind))
        before = evolve(None, history[0].event, history[0].envelope)
        assert evolve(before, history[1].event, history[1].envelope).status == before.status, kind


def test_a_batch_is_known_from_its_plan_until_the_application_leaves_it() -> None:
    plan = Planned("B1", "chip-2021", BA_DINH, 0, (APPLICATION,))
    removed = ApplicationRemoved(APPLICATION, "withdrawn")
    planned, left = case(plan, removed, stream=BATCH)

    assert row(*case(opened()), planned)["batch_id"] == BATCH
    assert row(*case(opened()), planned, left)["batch_id"] is None


def test_the_blank_is_that_of_the_last_attempt() -> None:
    started = e.PersonalisationStarted(UUID(int=1), 1, SERIAL, UUID(int=2), BATCH)

    found = row(*case(opened(), started))

    assert (found["blank_serial"], found["batch_id"], found["status"]) == (
        SERIAL,
        BATCH,
        "printing",
    )
