"""The measurements in their order."""

from adapters.postgres.projector import Projector
from adapters.reference.load_units import load_register
from cancuoc.background import spare_the_collector
from cancuoc.bench import (
    beside_floors,
    big_store,
    case_feed,
    case_kinds,
    case_models,
    disk_use,
    evidence_times,
    feed_times,
    ledger_times,
    long_past,
    parts,
    population_loads,
    quality_checks,
    relay_times,
    search_times,
    signed_lists,
    waiting_cases,
    waiting_times,
    whole_case,
)
from cancuoc.bench.annex import Further
from cancuoc.bench.case_findings import CaseFindings
from cancuoc.bench.copies import TRANSACTION_ROWS
from cancuoc.bench.findings import Findings
from cancuoc.bench.models import STREAM_EVENTS
from cancuoc.bench.plan import Plan
from cancuoc.bench.workbench import HOT, Workbench
from projections.citizen_search import CitizenSearch

FURTHER: tuple[Further, ...] = (
    Further("disk", disk_use.measure),
    Further("search", search_times.measure, search_times.STEPS),
    Further("lists", signed_lists.measure, steps=2),
    Further("loads", population_loads.measure, steps=population_loads.STEPS),
    Further("quality", quality_checks.measure, steps=quality_checks.STEPS),
    Further("ledger", ledger_times.measure, steps=ledger_times.STEPS),
    Further("evidence", evidence_times.measure, steps=evidence_times.STEPS),
    Further("relay", relay_times.measure, steps=relay_times.STEPS),
    Further("feeds", feed_times.measure, steps=feed_times.STEPS),
)
"""Measurements that stand by themselves, after all others."""


def measure(bench: Workbench) -> Findings:
    """All of it, in this order.

    The pieces of a run that fail raise LoadFailed, ServerFailed, FloorFailed or PostgresTrouble.
    """
    # Views and readers are measured in this process, as the roles that run them are set up.
    spare_the_collector()
    beside_floors.measure(bench)
    long_past.measure(bench)
    alone = _alone(bench)
    cases = _cases(bench)
    annexes = {one.name: one.measure(bench) for one in FURTHER}
    return Findings(bench.plan, bench.cells, alone, cases, annexes)


def _cases(bench: Workbench) -> CaseFindings:
    """The case as a whole first, since what it leaves is multiplied afterwards."""
    rounds, lived = whole_case.measure(bench)
    models = case_models.models(bench, lived)
    case_kinds.measure(bench, models)
    case_feed.measure(bench, models)
    return CaseFindings(rounds, waiting_times.measure(bench))


def steps(plan: Plan) -> int:
    """How many times the workbench will say what begins."""
    each_round = len(plan.in_flight) + len(beside_floors.COMMANDS) + 4 + len(plan.loads)
    fills = sum(-(-store // TRANSACTION_ROWS) for store in (plan.large_store, plan.huge_store))
    further = sum(one.steps for one in FURTHER)
    return (
        2
        + plan.rounds * each_round
        + fills
        + 3 * plan.size_rounds
        + 3
        + _case_steps(plan)
        + further
    )


def _case_steps(plan: Plan) -> int:
    whole = 1 + plan.case_rounds
    kinds = 1 + plan.kind_rounds * (len(case_kinds.KINDS) + 2)
    feed = plan.case_rounds * (3 + len(case_feed.VIEWS))
    return whole + kinds + feed + len(waiting_cases.SPREAD) + waiting_times.QUESTIONS


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
