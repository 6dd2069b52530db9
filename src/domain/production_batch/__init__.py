"""Job lists of one machine: cards of one form for one destination, balanced at the close."""
