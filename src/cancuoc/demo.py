"""`cancuoc demo`: a bounded simulation that leaves cases in every stage of an application."""

from contextlib import ExitStack

from rich.console import Console

from cancuoc.embedded_run import is_ready, running_register
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.simulation.command import run_simulation
from cancuoc.simulation.plan import Wish
from cancuoc.simulation.run import How

CASES = 189
FEWEST_CASES = 31
"""One in each stage, and one of everything else that may befall a case."""
SEED = 20210301
DISTRICTS = 1
"""Of each province; the cards of one district travel together."""


def run_demo(settings: Settings, cases: int, console: Console) -> int:
    """0 when every act was accepted (or had been before) and the books balance, 1 otherwise."""
    if not settings.is_development:
        raise SettingsWrong("a demonstration acts as invented officers: not with CANCUOC_ISSUER")
    with ExitStack() as stack:
        address = f"http://{settings.host}:{settings.port}"
        if not is_ready(address):
            console.print("No register answers here: starting one for this demonstration.")
            register = stack.enter_context(running_register(settings, None, console.print))
            stack.enter_context(register.signals.breaking_off())
            address = register.address
        wish = Wish(cases, SEED, districts=DISTRICTS, every_stage=True)
        how = How(address, settings.audience, settings.var)
        return run_simulation(settings, wish, how, None, console)
