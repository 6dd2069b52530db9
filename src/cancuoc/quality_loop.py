"""The data-check service as `cancuoc react` runs it: round after round, until told to stop."""

import asyncio
from datetime import date

import structlog

from adapters.postgres.quality_places import QualityPlaces
from adapters.postgres.quality_reader import QualityReader
from adapters.postgres.quality_sight import QualitySight
from application.event_store import StoreBusy, StoreUnavailable
from application.pauses import pause
from application.quality_rounds import CaseDesk, QualityRounds
from application.reactions.reactor import service
from application.vault import VaultUnavailable
from cancuoc.office_parts import OfficeParts
from domain.context import local_day
from domain.policy.parameters import read
from domain.policy.shapes import Duplicates

SHORTEST_PAUSE = 0.2
"""Also between full rounds: cases are opened beside live work, not before it."""
LONGEST_PAUSE = 2.0
AWAY = (StoreBusy, StoreUnavailable, VaultUnavailable)

log = structlog.get_logger()


def sight_of(parts: OfficeParts) -> QualitySight:
    """What the checks see, with the threshold of the day for double entries."""

    def least() -> float:
        context = parts.circumstances.context(service("data-check"))
        rules = context.policy.at(context.today, context.now)
        return float(read(rules, "quality.duplicates", Duplicates).case)

    return QualitySight(QualityReader(parts.store.pool), parts.circumstances.units, least)


def rounds_of(parts: OfficeParts) -> QualityRounds:
    def today() -> date:
        return local_day(parts.clock.now())

    places = QualityPlaces(parts.store.pool)
    return QualityRounds(CaseDesk(parts.office()), sight_of(parts), places, today)


async def run_checks(parts: OfficeParts, rate: float, stop: asyncio.Event) -> None:
    """Rounds until `stop`, at most `rate` entries a second; at a rate of 0 nobody is looked at.

    What cannot be reached now is looked at again later; nothing is lost meanwhile. While the
    register takes no writes the checks wait.
    """
    if not rate:
        await stop.wait()
        return
    rounds, idle = rounds_of(parts), SHORTEST_PAUSE
    while not stop.is_set():
        await parts.store.mode.wait_until_writing(stop)
        seen = 0
        try:
            seen = await rounds.round()
        except AWAY as away:
            log.warning("data-check-waits", reason=type(away).__name__)
        idle = SHORTEST_PAUSE if seen else min(2 * idle, LONGEST_PAUSE)
        await pause(stop, max(idle, seen / rate))
