"""One failed check about one citizen or pair, from its detection to its end (domain §1.10)."""
