"""`cancuoc demo`: people of the 63 provinces, from their declaration to a notified PIN."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import officer_id
from cancuoc.dc01_sample import SAMPLE_DAY, declarations, read_sample
from cancuoc.demo_journey import STEPS, Journey, Tally, refusal
from cancuoc.embedded_run import is_ready, issuer_key, running_register
from cancuoc.settings import Settings, SettingsWrong

SAMPLE_SIZE = 630
SEED = 20210301


def run_demo(settings: Settings, citizens: int, at_once: int, console: Console) -> int:
    """0 when every act was accepted (or had been before), 1 otherwise."""
    if not settings.is_development:
        raise SettingsWrong("a demonstration acts as invented officers: not with CANCUOC_ISSUER")
    with ExitStack() as stack:
        address = f"http://{settings.host}:{settings.port}"
        if not is_ready(address):
            console.print("No register answers here: starting one for this demonstration.")
            register = stack.enter_context(running_register(settings, None, console.print))
            stack.enter_context(register.signals.breaking_off())
            address = register.address
        tally = Tally({step: [] for step in STEPS}, Counter(), Counter(), Counter(), [])
        began = time.perf_counter()
        asyncio.run(_drive(settings, address, citizens, at_once, tally, console))
        _report(tally, time.perf_counter() - began, console)
        found = _search(settings, address, console)
    return 1 if tally.faults or not found else 0


async def _drive(
    settings: Settings, address: str, citizens: int, at_once: int, tally: Tally, console: Console
) -> None:
    people = _people(citizens)
    issuer = DevelopmentIssuer(issuer_key(settings))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    tls = httpx.create_ssl_context()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("citizens", total=citizens, rate="")
        began = time.perf_counter()

        async def work() -> None:
            # A client for each: the pool of a shared one looks at every connection for every
            # request, and that search, not the register, would set the pace.
            async with httpx.AsyncClient(
                base_url=address, verify=tls, timeout=30, trust_env=False
            ) as client:
                for declaration in people:
                    await Journey(client, issuer, settings.audience, tally).take(declaration)
                    done = progress.tasks[0].completed + 1
                    rate = f"{done / (time.perf_counter() - began):.0f}/s"
                    progress.update(task, advance=1, rate=rate)

        await asyncio.gather(*(work() for _ in range(at_once)))


def _people(citizens: int) -> Iterator[dict[str, Any]]:
    """The shipped sample first; beyond it, other people made by the same generator."""
    yield from islice(read_sample(), citizens)
    if citizens > SAMPLE_SIZE:
        yield from declarations(citizens - SAMPLE_SIZE, SEED, SAMPLE_DAY)


def _report(tally: Tally, seconds: float, console: Console) -> None:
    table = Table(title="What was done", title_justify="left")
    for heading in ("step", "new", "repeated", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    for step in STEPS:
        times = sorted(tally.times[step]) or [0.0]
        p50 = statistics.median(times) * 1000
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))] * 1000
        table.add_row(
            step, str(tally.new[step]), str(tally.repeated[step]), f"{p50:.1f}", f"{p99:.1f}"
        )
    console.print(table)
    acts = sum(len(times) for times in tally.times.values())
    fewest, most = (
        min(tally.provinces.values(), default=0),
        max(tally.provinces.values(), default=0),
    )
    console.print(
        f"{sum(tally.provinces.values())} citizens of {len(tally.provinces)} provinces"
        f" ({fewest} to {most} a province), {acts} commands in {seconds:.1f} s:"
        f" {acts / seconds:.0f} a second from one client."
    )
    for fault in tally.faults[:10]:
        console.print(f"not accepted: {fault}", style="red", markup=False, soft_wrap=True)
    if len(tally.faults) > 10:
        console.print(f"… and {len(tally.faults) - 10} more", style="red")


def _search(settings: Settings, address: str, console: Console) -> bool:
    """Show that what was recorded can be found, and how fresh the view is."""
    issuer = DevelopmentIssuer(issuer_key(settings))
    officer = officer_id("register-approver", "centre")
    token = issuer.issue(officer, "centre", ("register-approver",), 600, settings.audience)
    answer = httpx.get(
        f"{address}/v1/search/citizens",
        params={"q": "nguyen thi", "limit": 5},
        headers={"authorization": f"Bearer {token}", "accept-language": "en"},
        trust_env=False,
    )
    if answer.is_error:
        console.print(f"not accepted: {refusal('search', answer)}", style="red", markup=False)
        return False
    page = answer.json()
    console.print("Searching for “nguyen thi”:")
    for item in page["items"]:
        name = " ".join(part for part in (item["surname"], item["middle"], item["given"]) if part)
        console.print(f"  {name}, born {item['birth']}, PIN {item['pin']}, unit {item['unit']}")
    fresh = page["freshness"]
    console.print(f"  (as of position {fresh['position']}, {fresh['lag_ms']} ms behind)")
    return True
