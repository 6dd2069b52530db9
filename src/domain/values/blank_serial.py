"""The serial of an empty card: neither the chip serial nor the PIN nor the id of a card."""

import re

from domain.refusals import BadValue

USUAL_PATTERN = "[A-Z]{2}[0-9]{10}"
"""Two letters of the supplier and ten digits; a supplier may have a pattern of its own."""


def check_blank_serial(text: str, pattern: str = USUAL_PATTERN) -> str:
    """The serial, opaque, if the whole of it has the supplier's pattern (a regular expression)."""
    if not re.fullmatch(pattern, text, re.ASCII):
        raise BadValue("blank-serial-malformed")
    return text
