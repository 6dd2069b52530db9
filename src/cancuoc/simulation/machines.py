"""The machines of a simulation: a station that plays them by the rates and fates of the plan."""

from uuid import UUID

import httpx

from adapters.identity.development_issuer import DevelopmentIssuer
from cancuoc.simulation.world import World
from cancuoc.station.script import Script
from cancuoc.station.simulated_station import SimulatedStation
from domain.values.identifiers import derive_id


def station_of(
    world: World, client: httpx.AsyncClient, issuer: DevelopmentIssuer, audience: str
) -> SimulatedStation:
    plan = world.plan
    station_id = derive_id(UUID(world.tools.scanner), "station", plan.names.digest)
    return SimulatedStation(client, issuer, audience, station_id, _script(world))


def _script(world: World) -> Script:
    wish = world.plan.wish
    return Script(
        seed=wish.seed,
        false_candidates=wish.rates.false_candidates,
        duplicates=wish.rates.duplicates,
        spoiled=wish.rates.spoiled,
        outcome_unknown=wish.rates.outcome_unknown,
        delivery_failed=wish.rates.delivery_failed,
        told={
            UUID(case.application): case.fate.machines
            for case in world.plan.cases
            if case.fate.machines is not None
        },
    )
