"""What must hold before a command on a card application is weighed at all (domain §1.2)."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.card_application.application import CardApplication
from domain.citizen.entry import Entry
from domain.citizen.guards import require as require_citizen
from domain.citizen.guards import require_standing
from domain.context import Context, Other
from domain.guards import refuse_field, unit_on
from domain.readings import found
from domain.refusals import Faults, NotAllowedNow, RuleBroken, refuse_if

T = TypeVar("T")

LISTED = ("captured", "verified", "approved", "active")
"""Citizens with an entry that may be relied on: not returned, merged or erased."""


def require(state: CardApplication, *statuses: str) -> None:
    refusal = NotAllowedNow("card-application-is", state=state.status)
    refuse_if(state.status not in statuses, refusal)


def certain(value: T | None, state: CardApplication) -> T:
    """A value without which no application reaches this status."""
    if value is None:
        raise NotAllowedNow("card-application-is", state=state.status)
    return value


def entry_of_citizen(context: Context, pointer: str = "") -> Entry:
    person = found(context, "citizen", pointer)
    return require_citizen(person.state, *LISTED)


def living_citizen(context: Context, pointer: str = "") -> Other:
    """The citizen, who has an entry and is not missing, dead or a national no more."""
    entry_of_citizen(context, pointer)
    person = found(context, "citizen", pointer)
    require_standing(person.state, "living")
    return person


def numbered_citizen(context: Context) -> tuple[Other, str]:
    """The living citizen and the PIN now in force, without which there is no card (guard 22)."""
    person = living_citizen(context)
    pin: str | None = person.state.pin
    if pin is None:
        raise NotAllowedNow("citizen-has-no-pin")
    return person, pin


def require_current(state: CardApplication, capture_attempt: int) -> None:
    """Guard 18: what was found on an earlier capture says nothing of this one."""
    stale = RuleBroken("result-for-other-capture", n=capture_attempt)
    refuse_if(capture_attempt != state.capture_attempt, stale)


def require_job(state: CardApplication, job_id: UUID) -> UUID:
    """Guard 27."""
    refuse_if(job_id != state.job_id, refuse_field("/job_id", "job-not-in-progress", id=job_id))
    return job_id


def require_given(value: T | None, field: str) -> T:
    """Guard 12, for one field that only some findings need."""
    if value is None or value == "":
        raise refuse_field(f"/{field}", "form-lacks", field=field)
    return value


def require_cause(cause: T | None) -> T:
    if cause is None:
        raise refuse_field("/cause", "reason-needed")
    return cause


def require_stated(reason: T | None) -> T:
    """Guard 17, with the reason as the event will hold it."""
    if reason is None:
        raise refuse_field("/reason", "reason-needed")
    return reason


def require_unit(code: str, pointer: str, day: date, context: Context) -> None:
    faults = Faults()
    faults.check(pointer, unit_on, code, day, context.units)
    faults.refuse_if_any()


def is_timer(context: Context) -> bool:
    return "timer" in context.actor.roles
