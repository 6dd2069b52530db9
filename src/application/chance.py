"""Random numbers for decisions, which know none: drawn here from the system's generator."""

import secrets

from domain.citizen.facts import PinDraw
from domain.commands import Command

_SERIALS = 1_000_000


class SystemChance:
    """Draws from the operating system's cryptographic generator (domain §3.1, generation)."""

    def draw(self, what: str, _command: Command) -> PinDraw:
        """A serial of 000000 to 999999 and a choice among the prefixes reserved for tests."""
        if what != "pin":
            raise ValueError(f"nothing is drawn for {what}")
        return PinDraw(serial=secrets.randbelow(_SERIALS), prefix_choice=secrets.randbelow(4))
