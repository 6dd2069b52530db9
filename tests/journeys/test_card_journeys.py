"""Journeys of the card (domain §6), told to a register at work over HTTP."""

from card_case import CardCase
from workshop import Workshop


def test_j1_a_first_issue_ends_in_the_hand_of_its_holder(workshop: Workshop) -> None:
    case = CardCase(workshop).opened("conversion").approved().made().delivered()

    assert case.application.status == "delivered"
    assert case.card.status == "active"
