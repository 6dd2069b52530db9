"""What offices still write of a person whose key is destroyed, and that none of it is personal."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.postgres.stored_state import clear_part, key_id_of
from card_case import CardCase
from citizen_case import paper
from database import Store
from store_at_work import StoreAtWork, store_at_work
from workshop import Workshop


@pytest.fixture
def work(store: Store, tmp_path: Path) -> Iterator[StoreAtWork]:
    with store_at_work(store, tmp_path) as opened:
        yield opened


def erased(work: StoreAtWork, case: CardCase) -> UUID:
    """Erase the holder as officers do, then destroy the key as the eraser does."""
    person = case.person
    order = {"order_id": str(uuid4()), "ground": "court-order", "order": paper()}
    person.step("order-erasure", "director", **order)
    person.step("erase-citizen", "security-officer", order_id=order["order_id"])
    key = UUID(person.shown["erasure"]["key_id"])
    work.run(work.vault.destroy(key))
    return key


def test_the_erasure_names_the_key_that_seals_the_person(work: StoreAtWork) -> None:
    case = CardCase(Workshop(work.service)).opened()  # type: ignore[arg-type]
    rows = work.ask("SELECT state FROM events WHERE originator_id = %s", case.citizen.id)
    sealed_under = {key_id_of(bytes(state)) for (state,) in rows} - {None}

    assert {erased(work, case)} == sealed_under


def test_a_card_of_the_erased_is_revoked_and_destroyed_without_a_word_of_them(
    work: StoreAtWork,
) -> None:
    workshop = Workshop(work.service)  # type: ignore[arg-type]
    case = CardCase(workshop).approved().made().delivered()
    card = case.card
    key = erased(work, case)

    work.react()
    card.read()
    assert card.shown["revocation"]["ground"] == "issued-against-rules"
    request = card.shown["revocation"]["request_id"]
    card.step("revoke-card", "director", request_id=request, decision=paper())

    live, replayed = card.shown, work.state(card.uuid)
    assert card.status == replayed.status == "revoked"
    assert live["revocation"]["request_id"] == str(replayed.revocation.request_id)
    history = work.run(work.events.load(card.uuid))
    assert [one.topic.split(".")[1] for one in history[-2:]] == ["revocation-requested", "revoked"]
    assert {getattr(one.event, "sealed", None) for one in history} == {None}
    query = "SELECT state FROM events WHERE originator_id = %s ORDER BY originator_version"
    (state,) = work.ask(query, card.id)[-1]
    assert key_id_of(bytes(state)) == key
    assert len(bytes(state)) == len(clear_part(bytes(state))) + 61 + 16, "a seal of nothing"


def test_an_application_of_the_erased_is_closed(work: StoreAtWork) -> None:
    case = CardCase(Workshop(work.service)).captured()  # type: ignore[arg-type]
    erased(work, case)

    work.react()

    assert case.application.read().status == "closed"
    assert work.topics(case.application.uuid)[-1] == "closed"
