"""The centre's decision that a card is made, and taking it back before anything is printed."""

from uuid import UUID

from domain.card_application.application import CardApplication
from domain.card_application.commands import ApproveApplication, ReviseApproval
from domain.card_application.events import ApprovalWithdrawn, Approved, ApprovedSealed, Event
from domain.card_application.guards import numbered_citizen, require, require_stated
from domain.citizen.guards import require_other_officer
from domain.citizen.person import Citizen
from domain.context import Context
from domain.effects import repeats
from domain.policy.card_expiry import card_expiry
from domain.policy.card_form import card_form
from domain.readings import found
from domain.refusals import Fault, refuse_faults
from domain.values.partial_date import PartialDate

ON_THE_CARD = (
    "surname",
    "middle",
    "given",
    "other_name",
    "birth",
    "sex",
    "native_place",
    "residences",
    "nationalities",
)
"""Fields of the entry that the card or its chip shows."""
ADJUDICATION = "adjudication"


def adjudication_reading(search_id: UUID) -> str:
    return f"{ADJUDICATION}/{search_id}"


def approve(state: CardApplication, command: ApproveApplication, context: Context) -> list[Event]:
    sealed = ApprovedSealed(command.card_data.fact())
    if _approved_as(state, sealed, context):
        return []
    require(state, "verified")
    require_other_officer(context, _before(state, context), "earlier-officer-may-not-approve")
    person, _ = numbered_citizen(context)
    _refuse_open_discrepancy(person.state)
    birth, today = PartialDate(person.state.entry.birth), context.today
    form = card_form(context.policy, today, known=context.now)
    valid_to = card_expiry(context.policy, birth, today, known=context.now)
    return [Approved(person.version, form, today, valid_to, sealed)]


def revise_approval(
    state: CardApplication, command: ReviseApproval, _context: Context
) -> list[Event]:
    if command.reason and repeats(state, ApprovalWithdrawn(command.reason), "verified"):
        return []
    require(state, "approved")
    return [ApprovalWithdrawn(require_stated(command.reason))]


def _approved_as(state: CardApplication, sealed: ApprovedSealed, context: Context) -> bool:
    """By this officer and with the same data, whatever the register added on that day."""
    mine = state.approved_by == context.actor.officer and state.issued_on is not None
    if not mine or state.issued_on is None:
        return False
    version, form = state.approved_citizen_version, state.card_form
    then = Approved(version, form, state.issued_on, state.valid_to, sealed)
    return repeats(state, then, "approved")


def _before(state: CardApplication, context: Context) -> tuple[UUID | None, ...]:
    """Guard 20: who captured, approved the intake, or examined in any adjudication of it."""
    if state.adjudication_id is not None and state.search_id is not None:
        _require_adjudication(state.search_id, context)
    names = [adjudication_reading(search) for search in state.searches]
    read = [context.others[name].state for name in names if name in context.others]
    examiners = [opinion.examiner_id for one in read for opinion in one.opinions]
    deciders = [one.decided_by for one in read]
    earlier = (*state.captured_by, state.intake_approved_by, *state.examined_by)
    return tuple(one for one in (*earlier, *examiners, *deciders) if one is not None)


def _require_adjudication(search_id: UUID, context: Context) -> None:
    """A duplicate that was cleared was cleared by examiners, who must be known here."""
    cleared = context.others.get(adjudication_reading(search_id))
    if cleared is None:
        found(context, ADJUDICATION, "")


def _refuse_open_discrepancy(citizen: Citizen) -> None:
    """Guard 21."""
    faults = tuple(
        Fault("", "discrepancy-open", {"field": one.field})
        for one in citizen.discrepancies
        if one.field in ON_THE_CARD
    )
    if faults:
        refuse_faults(faults, "discrepancies-open")
