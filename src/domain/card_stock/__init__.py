"""A block of 100 blank cards, every serial in exactly one account from the box to its end."""
