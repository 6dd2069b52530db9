"""One request for a card, from the counter to the hand that receives it (domain §1.2)."""
