"""The law, the units and the clock around a load, without an event loop."""

import time

from adapters.postgres.policy_history import PolicyHistory
from application.chance import SystemChance
from application.circumstances import Circumstances
from application.clock import ProgrammeClock
from cancuoc.office_parts import read_clock_offset
from cancuoc.settings import Settings
from cancuoc.units_of_register import units_of
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS

REFRESH_S = 1.0


class RulesRead:
    """The confirmed rules as the view shows them, read again when asked after a second."""

    def __init__(self, dsn: str) -> None:
        self._history = PolicyHistory(dsn, SEEDS)
        self._policy = self._history.latest()
        self._read_at = time.monotonic()

    def current(self) -> Policy:
        return self._policy

    def look_again(self) -> None:
        """As a server does each second. Raises psycopg.OperationalError."""
        if time.monotonic() - self._read_at > REFRESH_S:
            self._policy = self._history.latest()
            self._read_at = time.monotonic()


def circumstances_of(settings: Settings, rules: RulesRead) -> Circumstances:
    return Circumstances(
        rules,
        units_of(settings),
        ProgrammeClock(read_clock_offset(settings)),
        SystemChance(),
        settings.test_numbers,
    )
