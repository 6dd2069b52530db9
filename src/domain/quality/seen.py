"""What the checks of one entry look at: the state without what names the person, and the day."""

from collections.abc import Callable

import msgspec

from domain.citizen.entry import Entry
from domain.citizen.person import Citizen
from domain.context import Context
from domain.quality.verdict import Verdict


class Seen(msgspec.Struct, frozen=True):
    """`citizen` may be redacted (redaction.py): its names and numbers are stand-ins.

    `compared` are the sources with which the declaration was compared: when it was verified, or
    where a discrepancy was raised.
    """

    citizen: Citizen
    entry: Entry
    compared: frozenset[str]
    context: Context


Check = Callable[[Seen], Verdict]
