"""The units that this register knows: the published ones, and its own orders of succession."""

import psycopg

from adapters.http.sentences import sentence
from adapters.postgres.unit_successions import successions
from adapters.reference.load_units import load_register
from cancuoc.settings import Settings, SettingsWrong
from domain.refusals import BadValue
from domain.succession import with_successions
from domain.units import RegisterOfUnits


def units_of(settings: Settings) -> RegisterOfUnits:
    """As they are at the start of the process; an order is heeded from the next start on."""
    try:
        with psycopg.connect(settings.dsn, connect_timeout=5) as connection:
            return units_known_to(connection)
    except BadValue as bad:
        raise SettingsWrong(
            f"{sentence(bad.code, bad.params, 'en')}: an order in unit_successions and the"
            " published register contradict each other"
        ) from bad


def units_known_to(connection: psycopg.Connection) -> RegisterOfUnits:
    """As the orders stand now. Raises BadValue where one contradicts the published register."""
    orders = successions(connection)
    return with_successions(load_register(), orders) if orders else load_register()
