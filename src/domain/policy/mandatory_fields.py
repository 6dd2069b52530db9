"""Which fields of an entry a form must fill (59/2014 Art. 9, Law on Residence 68/2020)."""

from datetime import date, datetime

from domain.policy.parameters import read
from domain.policy.rules import Policy
from domain.policy.shapes import NdpFields
from domain.refusals import RuleBroken


def mandatory_fields(
    policy: Policy, form: str, on: date, *, known: datetime | None = None
) -> frozenset[str]:
    """Names of fields of the entry (`given`, `birth`, `birth_registration`, ...).

    Never the blood group, and `birth` asks for a year only. `form` is DC01, birth-notice or DC02
    (what an amendment may not leave empty); another is RuleBroken `form-unknown`.
    """
    by_form = read(policy.at(on, known), "ndp.fields", NdpFields).mandatory
    if form not in by_form:
        raise RuleBroken("form-unknown", form=form)
    return frozenset(by_form[form])
