"""The checks of domain §4 as predicates: accurate, sufficient, clean and live entries."""
