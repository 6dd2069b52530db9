"""The unit of which an officer asks for figures: a real one, within the officer's own."""

from adapters.http.problems import RequestRefused
from domain.context import Context
from domain.refusals import BadValue, OutsideAuthority
from domain.units import WHOLE_COUNTRY
from domain.values.unit_code import UnitCode


def unit_asked(context: Context, code: str | None) -> str:
    """The officer's own unit without `code`; a unit that has ended is still asked for its past.

    Raises RequestRefused 422 `unit-code-malformed`, or `unit-unknown` for a code that was no unit
    until today; OutsideAuthority where it lies outside the officer's unit, or is no unit at all and
    the officer does not reach the whole country: what lies elsewhere is nobody else's to probe.
    """
    own = context.actor.unit
    if code is None or code == own:
        return own
    if code not in WHOLE_COUNTRY:
        _refuse_malformed(context, code)
    if not context.units.within(code, own, context.today):
        raise OutsideAuthority("unit-outside-authority", code=code)
    if code not in WHOLE_COUNTRY and not context.units.heirs(code, context.today):
        where = {"parameter": "unit"}
        raise RequestRefused(422, "unit-unknown", where=where, code=code, day=context.today)
    return code


def _refuse_malformed(context: Context, code: str) -> None:
    try:
        UnitCode.parse(code, context.today)
    except BadValue as bad:
        raise RequestRefused(422, bad.code, where={"parameter": "unit"}, **bad.params) from bad
