"""What must hold before a command on a citizen's entry is weighed at all (domain §1.1)."""

from uuid import UUID

from domain.citizen.entry import Entry
from domain.citizen.facts import SealedObject
from domain.citizen.forms import ObjectGiven
from domain.citizen.person import Citizen
from domain.context import Context
from domain.guards import refuse_field
from domain.refusals import NotAllowedNow, SameOfficer, refuse_if

PRESENT = ("captured", "verified", "returned", "approved", "active")
"""Any but merged and erased."""

NOT_ERASED = (*PRESENT, "merged")

NUMBERED = ("approved", "active")


def require(state: Citizen, *statuses: str) -> Entry:
    """The entry of a citizen in one of these states; without its key an entry is erased."""
    refuse_if(state.status not in statuses, NotAllowedNow("citizen-is", state=state.status))
    if state.entry is None:
        raise NotAllowedNow("citizen-is", state="erased")
    return state.entry


def require_standing(state: Citizen, *standings: str) -> None:
    refusal = NotAllowedNow("citizen-recorded-as", standing=state.standing)
    refuse_if(state.standing not in standings, refusal)


def require_other_officer(context: Context, former: tuple[UUID | None, ...], code: str) -> None:
    """Separation of duties: the code says which earlier step bars this officer."""
    refuse_if(context.actor.officer in former, SameOfficer(code))


def require_document(given: ObjectGiven | None, pointer: str, kind: str) -> SealedObject:
    if given is None:
        raise refuse_field(pointer, "document-needed", kind=kind)
    return given.fact()


def require_documents(
    given: tuple[ObjectGiven, ...], pointer: str, kind: str
) -> tuple[SealedObject, ...]:
    refuse_if(not given, refuse_field(pointer, "document-needed", kind=kind))
    return tuple(one.fact() for one in given)


def require_reason(reason: object, pointer: str) -> None:
    refuse_if(not reason, refuse_field(pointer, "reason-needed"))
