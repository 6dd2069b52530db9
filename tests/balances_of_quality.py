"""What must agree between data-quality cases, their claims and the entries they are about."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from domain.data_quality_case.claims import KIND
from domain.data_quality_case.guards import GONE, OPEN
from whole_register import Book, WholeRegister

Findings = Iterator[str]


def _an_open_case_holds_its_claim_and_no_other_does(register: WholeRegister) -> Findings:
    """One claim for each open case, which names its check and citizen unless it hides a pair."""
    held = Counter(owner for (kind, _), owner in register.claims.items() if kind == KIND)
    open_ = {book.stream for book in _cases(register) if book.state.status in OPEN}
    for stream in held.keys() | open_:
        if held[stream] != (stream in open_):
            yield f"case {stream} holds {held[stream]} claims, open: {stream in open_}"
    texts = {(value, owner) for (kind, value), owner in register.claims.items() if kind == KIND}
    for book in _cases(register):
        named = f"{book.state.check}:{book.state.citizen_id}".encode()
        if _is_about_one(book) and (named, book.stream) not in texts:
            yield f"case {book.stream} does not hold {named!r}"


def _no_case_waits_about_an_entry_that_ended(register: WholeRegister) -> Findings:
    for book in _cases(register):
        citizen = register.books.get(book.state.citizen_id)
        if _is_about_one(book) and citizen is not None and citizen.state.status in GONE:
            yield f"case {book.stream} waits about a citizen who is {citizen.state.status}"


def _who_reported_did_not_decide(register: WholeRegister) -> Findings:
    """Separation of duties S19."""
    for book in _cases(register):
        if book.state.decided_by in book.state.reporters:
            yield f"case {book.stream} was decided by who reported"


def _is_about_one(book: Book) -> bool:
    """An open case whose subjects are known to be one citizen."""
    state: Any = book.state
    return state.status in OPEN and state.readable and state.other_citizen_id is None


def _cases(register: WholeRegister) -> list[Book]:
    return register.of("data-quality-case")


QUALITY_RULES = (
    _an_open_case_holds_its_claim_and_no_other_does,
    _no_case_waits_about_an_entry_that_ended,
    _who_reported_did_not_decide,
)
