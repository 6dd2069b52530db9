"""A receipt proves offline, for ever and with the ledger's key alone, that an event is there."""

from pathlib import Path
from uuid import UUID

import pytest
from tests.adapters.http.following import BASE, await_all_published
from tests.adapters.http.hostile_row import World

from adapters.ledger.entries import read_entry
from adapters.ledger.key_ring import KeyRing
from adapters.ledger.notes import NoteBroken, NoteRefused, VerifierKey
from adapters.ledger.receipts import check_receipt, read_receipt
from adapters.ledger.tree import ProofWrong
from service import Service

RECEPTION = "reception-officer"


@pytest.fixture
def key(register_folder: Path) -> VerifierKey:
    return KeyRing.load(register_folder / "ledger-keys.json").keys[0].verifier


@pytest.fixture
def card(register: Service, world: World) -> str:
    """A card that was made, delivered and suspended, all of it in the published ledger."""
    found = str(world["suspended"].card.id)
    await_all_published(register)
    return found


def receipt_of(register: Service, card: str, query: str = "") -> str:
    answer = register.get(f"/v1/cards/{card}/receipt{query}", RECEPTION)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def test_the_receipt_of_a_card_is_of_its_newest_event(
    register: Service, card: str, key: VerifierKey
) -> None:
    events = register.get(f"/v1/cards/{card}/events", RECEPTION).json()["items"]

    receipt = read_receipt(receipt_of(register, card))

    check_receipt(receipt, key)
    stream, version, topic, _ = read_entry(receipt.extra)
    assert str(stream) == card
    assert (version, topic) == (events[-1]["version"], events[-1]["topic"])
    assert receipt.index == events[-1]["position"]


def test_each_event_of_a_card_has_a_receipt(register: Service, card: str, key: VerifierKey) -> None:
    events = register.get(f"/v1/cards/{card}/events", RECEPTION).json()["items"]
    assert len(events) >= 3

    for event in events:
        receipt = read_receipt(receipt_of(register, card, f"?version={event['version']}"))
        check_receipt(receipt, key)
        assert read_entry(receipt.extra)[1:3] == (event["version"], event["topic"])


def test_no_altered_receipt_is_believed(register: Service, card: str, key: VerifierKey) -> None:
    text = receipt_of(register, card)
    proof = text.partition("\n\n")[0] + "\n\n" + text.partition("\n\n")[2].partition("\n\n")[0]
    assert len(proof) > 200

    # The next letter also sets bits at the end of a line that stand for no byte.
    for place, letter in enumerate(proof):
        for other in {"A", chr(ord(letter) + 1)} - {letter}:
            altered = text[:place] + other + text[place + 1 :]
            with pytest.raises((NoteBroken, NoteRefused, ProofWrong)):
                check_receipt(read_receipt(altered), key)


def test_an_auditor_has_receipts_of_every_stream(
    register: Service, world: World, key: VerifierKey
) -> None:
    citizen = UUID(str(world["active"].id))
    await_all_published(register)

    answer = register.get(f"{BASE}/receipts/{citizen}/1", "auditor")

    assert answer.status_code == 200, answer.text
    receipt = read_receipt(answer.text)
    check_receipt(receipt, key)
    assert read_entry(receipt.extra)[:3] == (citizen, 1, "citizen.captured.v1")
