"""Guards that commands of every stream share (domain §1.0)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from domain.context import Context
from domain.refusals import BadValue, Fault, Faults, RuleBroken
from domain.units import WHOLE_COUNTRY, RegisterOfUnits

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A station's clock may run this far ahead of the register's."""


def refuse_future(context: Context) -> None:
    """Nobody records what has not happened yet."""
    faults = Faults()
    faults.check("/occurred_at", past_instant, context.occurred_at, context)
    faults.refuse_if_any()


def past_instant(instant: datetime, context: Context) -> datetime:
    if instant > context.now + CLOCK_TOLERANCE:
        raise BadValue("time-in-future", instant=instant)
    return instant


def unit_on(code: str, day: date, units: RegisterOfUnits) -> str:
    """The code, or BadValue unless that unit existed on the day."""
    if code not in WHOLE_COUNTRY and units.find(code, day) is None:
        raise BadValue("unit-unknown", code=code, day=day)
    return code


def second_officer(context: Context) -> UUID:
    """Who signed beside the officer; the office has asked for presence, role and another person."""
    if context.countersigner is None:
        raise RuleBroken("two-officers-needed", roles="", command="")
    return context.countersigner.officer


def refuse_field(pointer: str, code: str, **params: object) -> RuleBroken:
    """A broken rule with one field of the command at fault."""
    return RuleBroken(code, faults=(Fault(pointer, code, params),), **params)
