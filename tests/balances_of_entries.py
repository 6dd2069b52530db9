"""What must agree between entries that were merged, and what is left of the erased (§1.1)."""

from collections.abc import Iterator

from domain.card_application.endings import CLOSABLE
from domain.citizen.person import Citizen
from whole_register import WholeRegister

Findings = Iterator[str]


def _each_merge_is_told_in_both_entries(register: WholeRegister) -> Findings:
    entries = {book.stream: book.state for book in register.of("citizen")}
    ended = {
        (state.merged_into, stream, state.merge.proposal_id)
        for stream, state in entries.items()
        if state.status == "merged"
    }
    told = {
        (stream, one.other, one.proposal_id)
        for stream, state in entries.items()
        for one in state.absorbed
        if one.other is None or entries[one.other].status != "erased"
    }
    for target, source, proposal in ended ^ told:
        yield f"merge {proposal} of {source} into {target} is told in one entry only"


def _nothing_is_left_of_the_erased(register: WholeRegister) -> Findings:
    certificates = {
        owner for (kind, _), owner in register.claims.items() if kind == "birth-certificate"
    }
    for book in register.of("citizen"):
        if book.state.status not in ("erased", "merged"):
            continue
        if book.stream in certificates:
            yield f"{book.state.status} {book.stream} holds a birth certificate"
        if book.state.status == "erased" and _something(book.state):
            yield f"something is left of {book.stream}: {book.state}"


def _something(state: Citizen) -> bool:
    numbers = any(pin.number for pin in state.pins)
    open_ = (state.amendments, state.discrepancies, state.absorbed, state.holds, state.effects)
    return state.entry is not None or numbers or any(open_)


def _nobody_who_ended_asks_for_a_card(register: WholeRegister) -> Findings:
    """What reactors can close by themselves is closed; the rest has an owner."""
    for citizen, application in register.holders("open-application").items():
        entry = next((b.state for b in register.of("citizen") if str(b.stream) == citizen), None)
        asking = register.books[application].state
        if entry and entry.status in ("merged", "erased") and asking.status in CLOSABLE:
            yield f"{entry.status} {citizen} asks for a card: {asking.status} {application}"


ENTRIES_ALONE = (_each_merge_is_told_in_both_entries, _nothing_is_left_of_the_erased)
"""What holds where no reactor is at work."""

ENTRY_RULES = (*ENTRIES_ALONE, _nobody_who_ended_asks_for_a_card)
