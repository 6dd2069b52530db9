"""Two entries of one person: proposed as such by one officer, merged by another (domain §1.1)."""

from collections.abc import Iterator

from domain.citizen.changes import plain
from domain.citizen.checks import FIELD_OF_RULE, pin_contradictions
from domain.citizen.commands import AbsorbCitizen, ConfirmMerge, ProposeMerge
from domain.citizen.effects import in_place
from domain.citizen.endings import MergeProposal
from domain.citizen.entry import AMENDABLE, Entry, changed
from domain.citizen.events import (
    Absorbed,
    AbsorbedSealed,
    Event,
    Merged,
    MergedSealed,
    MergeProposed,
    OtherCitizenSealed,
)
from domain.citizen.facts import Change
from domain.citizen.guards import PRESENT, require, require_other_officer
from domain.citizen.person import Citizen
from domain.citizen.readings import SOURCE, SOURCE_CARD, TARGET, TARGET_CARD
from domain.context import Context, Other
from domain.guards import refuse_field
from domain.readings import state_of
from domain.refusals import AlreadyTaken, Faults, NotAllowedNow, RuleBroken, refuse_if

FROM_MERGE = "merge"
"""Where a kept field comes from, as a change says it."""


def propose_merge(state: Citizen, command: ProposeMerge, context: Context) -> list[Event]:
    """A later proposal takes the place of one that nobody confirmed."""
    require(state, *PRESENT)
    sealed = OtherCitizenSealed(command.target_id)
    event = MergeProposed(command.proposal_id, command.ground, sealed)
    proposed = state.proposal is not None and state.proposal.id == command.proposal_id
    if proposed and in_place(state, event):
        return []
    used = command.proposal_id in state.used_ids
    refuse_if(used, AlreadyTaken("id-used", id=command.proposal_id))
    itself = command.target_id == context.stream
    refuse_if(itself, refuse_field("/target_id", "merge-into-itself"))
    merge_target(context, "/target_id")
    return [event]


def confirm_merge(state: Citizen, command: ConfirmMerge, context: Context) -> list[Event]:
    """Merged, for the entry that ends; the target records in the same act what it takes over."""
    if _merged_as(state, command, context):
        return []
    require(state, *PRESENT)
    proposal = _open_proposal(state, command)
    require_other_officer(context, (proposal.proposed_by,), "proposer-may-not-confirm")
    target = merge_target(context)
    _refuse_unkeepable(command.kept_fields)
    both = {SOURCE_CARD, TARGET_CARD} <= context.others.keys()
    refuse_if(both, RuleBroken("both-hold-cards"))
    sealed = MergedSealed(target.id, command.kept_fields)
    return [Merged(command.proposal_id, sealed)]


def absorb_citizen(state: Citizen, command: AbsorbCitizen, context: Context) -> list[Event]:
    """What the target takes over, with each field as it was here, so that it can be given back."""
    entry = require(state, *PRESENT)
    source: Citizen = state_of(context, SOURCE)
    diff = _taken_over(entry, source.entry, command.kept_fields) if source.entry else ()
    _refuse_contradiction(state, changed(entry, diff), diff, context)
    sealed = AbsorbedSealed(command.source_id, command.kept_fields, diff)
    return [Absorbed(command.proposal_id, sealed)]


def merge_target(context: Context, pointer: str = "") -> Other:
    """The entry that stays; refused where it has ended itself."""
    target = context.others.get(TARGET)
    if target is None:
        raise refuse_field(pointer, "merge-target-unknown")
    status = target.state.status
    refuse_if(status not in PRESENT, NotAllowedNow("merge-target-is", state=status))
    return target


def _open_proposal(state: Citizen, command: ConfirmMerge) -> MergeProposal:
    proposal = state.proposal
    if proposal is None or proposal.id != command.proposal_id:
        raise NotAllowedNow("merge-not-proposed", id=command.proposal_id)
    return proposal


def _merged_as(state: Citizen, command: ConfirmMerge, context: Context) -> bool:
    merge = state.merge
    asked = (command.proposal_id, context.actor.officer, command.kept_fields)
    done = merge and (merge.proposal_id, merge.confirmed_by, merge.kept_fields)
    return done == asked


def _refuse_unkeepable(fields: tuple[str, ...]) -> None:
    """A kept field is one that an amendment could change too, and named once."""
    faults = Faults()
    for number, field in enumerate(fields):
        if field not in AMENDABLE:
            faults.add(f"/kept_fields/{number}", "field-not-changeable", field=field)
        elif field in fields[:number]:
            faults.add(f"/kept_fields/{number}", "field-named-twice", field=field)
    faults.refuse_if_any()


def _taken_over(target: Entry, source: Entry, fields: tuple[str, ...]) -> tuple[Change, ...]:
    def changes() -> Iterator[Change]:
        for field in fields:
            before, after = plain(getattr(target, field)), plain(getattr(source, field))
            if before != after:
                yield Change(field, before, after, FROM_MERGE, None)

    return tuple(changes())


def _refuse_contradiction(
    target: Citizen, after: Entry, diff: tuple[Change, ...], context: Context
) -> None:
    """As an amendment (guard 15): a number that would be wrong is the director's to decide."""
    touched = {change.field for change in diff} & set(FIELD_OF_RULE.values())
    if target.pin and touched and pin_contradictions(after, target.pin, context):
        raise refuse_field("/kept_fields", "merge-contradicts-pin")
