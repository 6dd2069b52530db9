"""Form DC01 or a birth notice, judged whole: every fault of it at once (domain §1.1, guards 1, 3).

Rules are those of the day of capture, since a form may arrive from the field days later.
"""

from typing import Any

from domain.citizen.commands import CaptureCitizen, RecaptureCitizen
from domain.citizen.entry import CORRECTABLE
from domain.citizen.events import Declaration
from domain.citizen.fields import check_field, fact_of
from domain.context import Context, local_day
from domain.guards import past_instant, unit_on
from domain.policy.mandatory_fields import mandatory_fields
from domain.refusals import Faults, RuleBroken
from domain.values.partial_date import PartialDate

_ON_EVERY_FORM = frozenset(
    {"given", "birth", "sex", "birth_registration", "native_place", "ethnicity", "signature"}
)
"""Without these there is no entry, whatever the policy of the day asks."""


def declared(command: CaptureCitizen | RecaptureCitizen, context: Context) -> Declaration:
    """The declaration as the event will hold it, or RuleBroken with every field at fault."""
    facts = {field: fact_of(getattr(command, field)) for field in CORRECTABLE}
    faults = Faults()
    faults.check("", unit_on, context.actor.unit, context.happened_on, context.units)
    faults.check("/captured_at", past_instant, command.captured_at, context)
    _note_lacking(faults, command, context)
    for field, value in facts.items():
        if value != "":
            check_field(faults, f"/{field}", field, value, context.units)
    _note_unborn(faults, command)
    _note_uncertified(faults, command)
    faults.refuse_if_any()
    return _declaration(command, facts)


def lacking(form: Any, mandatory: frozenset[str]) -> tuple[str, ...]:
    """The mandatory fields that the form (or an entry) leaves empty, in their order there."""
    fields = (*CORRECTABLE, "signature")
    return tuple(field for field in fields if field in mandatory and not getattr(form, field))


def _note_lacking(
    faults: Faults, command: CaptureCitizen | RecaptureCitizen, context: Context
) -> None:
    captured_on = local_day(command.captured_at)
    try:
        mandatory = mandatory_fields(context.policy, command.form, captured_on, known=context.now)
    except RuleBroken as unknown:
        faults.add("/captured_at", unknown.code, **unknown.params)
        return
    for field in lacking(command, mandatory | _ON_EVERY_FORM):
        faults.add(f"/{field}", "declaration-lacks", field=field)


def _note_unborn(faults: Faults, command: CaptureCitizen | RecaptureCitizen) -> None:
    birth = Faults().check("/birth", PartialDate.parse, command.birth or "")
    if birth and birth.earliest() > local_day(command.captured_at):
        faults.add("/birth", "birth-after-capture")


def _note_uncertified(faults: Faults, command: CaptureCitizen | RecaptureCitizen) -> None:
    """The certificate is claimed once, by the first capture; a recapture has no field for it."""
    opens = isinstance(command, CaptureCitizen) and command.form == "birth-notice"
    if opens and not getattr(command, "birth_certificate", None):
        faults.add("/birth_certificate", "declaration-lacks", field="birth_certificate")


def _declaration(command: CaptureCitizen | RecaptureCitizen, facts: dict[str, Any]) -> Declaration:
    given = {
        "surname": facts.pop("surname") or "",
        "middle": facts.pop("middle") or "",
        "marital": facts.pop("marital") or "unknown",
        "birth_year": PartialDate(facts["birth"]).year,
        "documents": tuple(document.fact() for document in command.documents),
    }
    signature = command.signature.fact() if command.signature else None
    return Declaration(**facts, **given, signature=signature)  # type: ignore[arg-type]
