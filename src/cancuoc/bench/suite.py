"""The measurements in their order."""

from adapters.postgres.projector import Projector
from adapters.reference.load_units import load_register
from cancuoc.bench import beside_floors, big_store, long_past, parts
from cancuoc.bench.copies import TRANSACTION_ROWS
from cancuoc.bench.models import STREAM_EVENTS
from cancuoc.bench.plan import Plan
from cancuoc.bench.workbench import HOT, Workbench
from projections.citizen_search import CitizenSearch


def measure(bench: Workbench) -> list[parts.Part]:
    """Fill `bench.cells`, and return what the parts cost alone.

    The pieces of a run that fail raise LoadFailed, ServerFailed, FloorFailed or PostgresTrouble.
    """
    beside_floors.measure(bench)
    long_past.measure(bench)
    return _alone(bench)


def steps(plan: Plan) -> int:
    """How many times the workbench will say what begins."""
    each_round = len(plan.in_flight) + len(beside_floors.COMMANDS) + 4 + len(plan.loads)
    fills = -(-plan.large_store // TRANSACTION_ROWS)
    return 2 + plan.rounds * each_round + fills + 2 * plan.size_rounds + 3


def _alone(bench: Workbench) -> list[parts.Part]:
    plan, register = bench.plan, bench.register
    bench.say("sealing and tokens alone")
    found = [
        *parts.sealing(bench.people, bench.mapper, plan.part_s),
        *parts.tokens(register.issuer, register.settings.audience, plan.part_s),
    ]
    bench.say("sequencer alone")
    found.append(parts.sequencing(register.dsn(long_past.LARGE_DATABASE), bench.postmaster))
    bench.say("projection alone")
    return [*found, _projection(bench)]


def _projection(bench: Workbench) -> parts.Part:
    """Over a store of its own, whose sealed parts open."""
    database = "cancuoc_feed"
    bench.register.make_store(database)
    with bench.copier(database) as copier:
        copier.ready_for(HOT, bench.people, bench.plan.feed_events // STREAM_EVENTS)
        big_store.settle(copier.store)
    dsn = bench.register.dsn(database)
    parts.sequencing(dsn, bench.postmaster)
    with bench.vault() as vault:
        projector = Projector(dsn, CitizenSearch(load_register()), bench.mapper, vault)
        return parts.projecting(projector, bench.postmaster)
