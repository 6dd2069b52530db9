"""The rules with which every journey ends (domain §6), asked of a whole register at once."""

import time
from collections.abc import Callable, Iterator
from uuid import UUID

import msgspec

from balances_of_cards import CARD_RULES
from balances_of_entries import ENTRIES_ALONE, ENTRY_RULES
from balances_of_quality import QUALITY_RULES
from cancuoc.resources_of_kinds import resources
from domain.legal_instrument.events import RuleConfirmed
from domain.roles import ROLES
from domain.stream_kinds import waits_of
from service import Service
from whole_register import Book, WholeRegister, read_register

Findings = Iterator[str]

REACTORS_S = 15.0
"""How long what follows from the last act may take."""
_RESOURCES = resources()


def assert_balanced(service: Service) -> WholeRegister:
    """Every rule holds, once the reactors have done what follows; gives what was looked at."""
    until = time.monotonic() + REACTORS_S
    while found := findings(register := read_register(service)):
        assert time.monotonic() < until, "\n".join(found)
        time.sleep(0.1)
    differing = [one for one in map(shown_otherwise(service), register.books.values()) if one]
    assert register.books, "an empty register balances always"
    assert differing == []
    return register


def assert_replayed(service: Service, *streams: str) -> None:
    """These streams are shown as replay makes them, and what entries must agree on holds, also
    among the records of tests that ask for what no officer would."""
    register = read_register(service)
    shown = shown_otherwise(service)
    assert [shown(register.books[UUID(one)]) for one in streams] == [""] * len(streams)
    assert [one for rule in ENTRIES_ALONE for one in rule(register)] == []


def findings(register: WholeRegister) -> list[str]:
    """One sentence for each thing that is not as the law wants it; empty when all is well."""
    return [one for rule in RULES for one in rule(register)]


def shown_otherwise(service: Service) -> Callable[[Book], str]:
    """Tells of a book that HTTP shows otherwise than its events say; empty where it does not."""

    def compare(book: Book) -> str:
        resource = _RESOURCES[book.kind]
        path = f"/v1/{resource.kind.path}/{book.stream}"
        answer = service.get(path, "auditor")
        if answer.status_code == 200 and answer.json()["version"] > book.version:
            answer = service.get(f"{path}?version={book.version}", "auditor")
        replayed = msgspec.json.decode(resource.render(book.stream, book.version, book.state))
        shown = answer.json()
        return "" if shown == replayed else f"{path} is {replayed}, shown as {shown}"

    return compare


def _events_know_their_rules(register: WholeRegister) -> Findings:
    """The policy version counts the confirmed rules, of which none lies in the future."""
    events = [one for book in register.books.values() for one in book.history]
    confirmed = sum(isinstance(one.event, RuleConfirmed) for one in events)
    for one in events:
        if not 0 <= one.envelope.policy_version <= confirmed:
            yield f"{one.stream}/{one.version} was decided by rules {one.envelope.policy_version}"


def _histories_have_no_gap(register: WholeRegister) -> Findings:
    for book in register.books.values():
        if [one.version for one in book.history] != list(range(1, book.version + 1)):
            yield f"{book.kind} {book.stream} has a gap"
        if book.state.version != book.version:
            yield f"{book.kind} {book.stream} counts {book.state.version} of {book.version} events"


def _waits_have_owners(register: WholeRegister) -> Findings:
    for row in register.waits:
        if row.owner_role not in ROLES or not row.owner_unit or row.due is None:
            yield f"{row.kind} {row.stream} waits in {row.stage} for nobody: {row}"


def _waits_are_those_of_the_law(register: WholeRegister) -> Findings:
    """A line for each thing that the replayed stream waits for, and no other; the owner is that of
    the law until the deadline is missed."""
    shown = {(row.stream, row.stage): row for row in register.waits}
    lawful = {
        (book.stream, wait.stage): wait
        for book in register.books.values()
        for wait in waits_of(book.kind, book.state)
    }
    for stream, stage in shown.keys() ^ lawful.keys():
        side = "nobody waits" if (stream, stage) in shown else "no line"
        yield f"{register.books[stream].kind} {stream} in {stage}: {side}"
    for key in shown.keys() & lawful.keys():
        row, wait = shown[key], lawful[key]
        owner = (wait.owner_role, wait.owner_unit)
        if not row.missed and (row.owner_role, row.owner_unit) != owner:
            yield f"{row.kind} {row.stream} in {row.stage} belongs to {owner}, not {row}"


def _what_reactors_could_not_do_has_owners(register: WholeRegister) -> Findings:
    for one in register.unsettled:
        if one.owner_role not in ROLES or not one.owner_unit:
            yield f"nobody owns {one}"


RULES = (
    _events_know_their_rules,
    _histories_have_no_gap,
    _waits_have_owners,
    _waits_are_those_of_the_law,
    _what_reactors_could_not_do_has_owners,
    *CARD_RULES,
    *QUALITY_RULES,
    *ENTRY_RULES,
)
