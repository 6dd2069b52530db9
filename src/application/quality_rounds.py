"""The data-check service: turns checks that fail into cases, and asks nobody twice.

The view says what fails, the law of the case (domain/quality/case_of_failure.py) what follows. The
ids of cases and commands are derived: whoever is killed between an act and its note repeats the
act, which then changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

import msgspec
import structlog

from application.event_store import RowRefused
from application.office import Office
from application.order import NotFound, Order
from application.quality_sight import Found, Place, Places, Sight
from application.reactions.reactor import service
from application.stream import Capability
from application.vault import VaultMismatch
from domain.quality.case_of_failure import Asked, asked
from domain.recorded import StateUnreadable
from domain.refusals import Refusal
from domain.values.identifiers import derive_id

LOOP = "data-check"
KIND = "data-quality-case"
MOST = 200
"""Persons a round: what one round asks of the store is bounded, and others have their turn."""
ONE_DAY = timedelta(days=1)

log = structlog.get_logger()


class Opened(msgspec.Struct):
    """What came of the commands of one program run."""

    opened: int = 0
    repeated: int = 0
    refused: int = 0


class CaseDesk:
    """Carries out what failing checks ask for, in the name of the service data-check."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.counters = Opened()

    async def act_on(self, found: Found) -> int:
        """How many commands wrote something. Raises what the office raises when it is away."""
        wanted = (asked(one, found.cases.get(one.subjects)) for one in found.failures)
        return sum([await self._carries_out(one) for one in wanted if one is not None])

    async def _carries_out(self, wanted: Asked) -> bool:
        try:
            outcome = await self._office.carry_out(self._order(wanted))
        except (Refusal, NotFound) as refusal:
            # Somebody acted meanwhile (a case by hand, a merge): the view will show what is left.
            code = refusal.code if isinstance(refusal, Refusal) else "not-found"
            log.info("defect-passed-over", case=str(wanted.case_id), code=code)
            self.counters.refused += 1
            return False
        except (RowRefused, StateUnreadable, VaultMismatch) as fault:
            # A stream that nobody can serve now must not stop the checks of all others.
            log.error("defect-not-recorded", case=str(wanted.case_id), fault=type(fault).__name__)
            self.counters.refused += 1
            return False
        self.counters.repeated += outcome.replayed
        self.counters.opened += not outcome.replayed
        return not outcome.replayed

    def _order(self, wanted: Asked) -> Order:
        name = type(wanted.command).__name__
        parts = (name, str(wanted.case_id), str(wanted.round))
        kind = self._office.kinds[KIND]
        return Order(
            capability=Capability(type(wanted.command), kind, wanted.opens),
            stream=wanted.case_id,
            command=wanted.command,
            actor=service(LOOP),
            command_id=derive_id(wanted.case_id, LOOP, *parts),
            request_hmac=hashlib.sha256(name.encode()).digest(),
        )


class QualityRounds:
    """Goes through who changed and whom the day brings up, a page of each a round."""

    def __init__(
        self, desk: CaseDesk, sight: Sight, places: Places, today: Callable[[], date]
    ) -> None:
        self._desk = desk
        self._sight = sight
        self._places = places
        self._today = today

    async def round(self, most: int = MOST) -> int:
        """One page of each; how many persons were looked at, 0 where nothing is left to do.

        The place is kept after the acts: a round that dies is gone through again.
        """
        place, today = await self._places.read(LOOP), self._today()
        changed, place = await self._changed(place, today, most)
        due, place = await self._due(place, today, most)
        return changed + due

    async def _changed(self, place: Place, today: date, most: int) -> tuple[int, Place]:
        page = await self._sight.changed(place.position, most)
        if page.upto <= place.position:
            return 0, place
        await self._look_at(page.people, today)
        day = place.day or today
        further = msgspec.structs.replace(place, position=page.upto, day=day)
        await self._places.keep(LOOP, further)
        return len(page.people), further

    async def _due(self, place: Place, today: date, most: int) -> tuple[int, Place]:
        if place.day is None or (place.day >= today and place.citizen is None):
            return 0, place
        page = await self._sight.due(place.day, place.citizen, today, most)
        await self._look_at(page.people, today)
        reached = (page.day, page.people[-1]) if page.full else (today, None)
        further = msgspec.structs.replace(place, day=reached[0], citizen=reached[1])
        await self._places.keep(LOOP, further)
        return len(page.people), further

    async def _look_at(self, people: Iterable[UUID], today: date) -> None:
        wanted = tuple(dict.fromkeys(people))
        if wanted:
            await self._desk.act_on(await self._sight.found(wanted, today))
