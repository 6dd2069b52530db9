"""A suspected duplicate before its examiners, from the first view to the decision (domain §1.7)."""
