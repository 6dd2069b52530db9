"""What a simulation came to: cases by stage, acts and refusals, and whether the books balance."""

import json
import statistics
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cancuoc.simulation.balance import unbalanced
from cancuoc.simulation.fates import STAGES
from cancuoc.simulation.outcome import Outcome
from cancuoc.simulation.tally import Tally, percentile
from cancuoc.simulation.world import World
from cancuoc.station.simulated_station import Tally as StationTally

SHOWN_FAULTS = 10
_DAY_S = 86_400


def summary(outcome: Outcome) -> dict[str, Any]:
    """Everything that is reported, as plain values."""
    world, tally = outcome.world, outcome.world.counter.tally
    return {
        "plan": world.plan.wish.as_text(),
        "cases": len(world.plan.cases),
        "until": str(world.plan.until),
        "seconds": round(outcome.spent.seconds, 1),
        "passed_over": outcome.spent.passed_over,
        "settled": len(world.settled),
        "stages": stages(outcome),
        "acts": tally.figures() | machine_figures(outcome),
        "acts_a_second": round(_acts(outcome) / max(outcome.spent.seconds, 0.001), 1),
        "cases_a_second": round(_new_cases(outcome) / max(outcome.spent.seconds, 0.001), 2),
        "refusals": dict(tally.refusals.most_common()),
        "notes": dict(tally.notes.most_common()),
        "stock": outcome.stock.get("items", []),
        "batches": dict(Counter(one["status"] for one in outcome.batches)),
        "unbalanced": unbalanced(outcome),
        "faults": faults(outcome),
    }


def stages(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Cases in each stage, and how many days ago they were received: the median and the oldest."""
    by_stage: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for shown in outcome.applications.values():
        by_stage.setdefault(shown["status"], []).append(_age(outcome.world, shown["received_at"]))
    return {stage: _ages(days) for stage, days in by_stage.items()}


def faults(outcome: Outcome) -> list[str]:
    machines = outcome.station.tally.faults if outcome.station else []
    return [*outcome.world.counter.tally.faults, *machines]


def write(outcome: Outcome, file: Path) -> None:
    """The summary file, whole or not at all."""
    text = json.dumps(summary(outcome), indent=1, ensure_ascii=False) + "\n"
    draft = file.with_name(file.name + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def show(outcome: Outcome, console: Console) -> None:
    """The same in tables."""
    said = summary(outcome)
    console.print(_table_of_stages(said["stages"]))
    console.print(_table_of_acts(said["acts"]))
    for title in ("refusals", "notes"):
        if said[title]:
            told = ", ".join(f"{name} {count}" for name, count in said[title].items())
            console.print(f"{title.capitalize()}: {told}", markup=False, soft_wrap=True)
    _show_stock(said, console)
    console.print(
        f"{said['settled']} of {said['cases']} cases settled ({said['passed_over']} before), in"
        f" {said['seconds']:.1f} s: {said['cases_a_second']:.1f} cases and"
        f" {said['acts_a_second']:.0f} acts a second."
    )
    for wrong in said["unbalanced"]:
        console.print(f"does not balance: {wrong}", style="red", markup=False, soft_wrap=True)
    show_faults(said["faults"], console)


def show_faults(faults: list[str], console: Console) -> None:
    for fault in faults[:SHOWN_FAULTS]:
        console.print(f"not accepted: {fault}", style="red", markup=False, soft_wrap=True)
    if len(faults) > SHOWN_FAULTS:
        console.print(f"… and {len(faults) - SHOWN_FAULTS} more", style="red")


def _table_of_stages(found: dict[str, dict[str, Any]]) -> Table:
    table = _table("Applications", "stage", "cases", "median days", "oldest days")
    for stage, row in found.items():
        days = (
            [f"{row['median_days']:.1f}", f"{row['oldest_days']:.1f}"] if row["cases"] else ["", ""]
        )
        table.add_row(stage, str(row["cases"]), *days)
    return table


def _table_of_acts(figures: dict[str, dict[str, Any]]) -> Table:
    table = _table("Acts", "act", "new", "repeated", "p50 ms", "p99 ms")
    for act, row in figures.items():
        counts = (str(row["new"]), str(row["repeated"]))
        table.add_row(act, *counts, f"{row['p50_ms']:.1f}", f"{row['p99_ms']:.1f}")
    return table


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _show_stock(said: dict[str, Any], console: Console) -> None:
    accounts: Counter[str] = Counter()
    for line in said["stock"]:
        accounts[line["account"].partition(":")[0]] += line["count"]
    told = ", ".join(f"{account} {count}" for account, count in sorted(accounts.items()))
    batches = ", ".join(f"{status} {count}" for status, count in sorted(said["batches"].items()))
    console.print(f"Blanks in the whole register: {told or 'none'}", soft_wrap=True)
    console.print(f"Batches of this simulation: {batches or 'none'}", soft_wrap=True)


def machine_figures(outcome: Outcome) -> dict[str, dict[str, Any]]:
    return {} if outcome.station is None else figures_of(outcome.station.tally)


def figures_of(tally: StationTally) -> dict[str, dict[str, Any]]:
    """Of each answer of machines the same figures as of the acts of officers."""
    acts = Tally.empty()
    for verb, times in tally.times.items():
        acts.times[verb] = times
        acts.new[verb] = sum(n for name, n in tally.answers.items() if name.endswith(f" {verb}"))
        acts.repeated[verb] = len(times) - acts.new[verb]
    return {f"machine: {verb}": row for verb, row in acts.figures().items()}


def _acts(outcome: Outcome) -> int:
    machines = outcome.station.tally.answers.total() if outcome.station else 0
    return outcome.world.counter.tally.new.total() + machines


def _new_cases(outcome: Outcome) -> int:
    return len(outcome.world.settled) - outcome.spent.passed_over


def _age(world: World, received_at: str) -> float:
    return (world.now - datetime.fromisoformat(received_at)).total_seconds() / _DAY_S


def _ages(days: list[float]) -> dict[str, Any]:
    if not days:
        return {"cases": 0, "median_days": None, "oldest_days": None}
    return {
        "cases": len(days),
        "median_days": round(statistics.median(days), 2),
        "oldest_days": round(percentile(sorted(days), 100), 2),
    }
