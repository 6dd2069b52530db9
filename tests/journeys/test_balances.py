"""The rules at the end of each journey speak when something is wrong, and only then."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from balances import assert_balanced, findings, shown_otherwise
from card_case import CardCase
from domain.card_application import events as e
from domain.card_stock import events as stock
from whole_register import Book, Unsettled, WholeRegister
from workshop import Workshop

Falsify = Callable[[WholeRegister], WholeRegister]


@pytest.fixture(scope="module")
def sound(workshop: Workshop) -> WholeRegister:
    """A register with one case at the counter, one printed and one delivered."""
    CardCase(workshop).captured()
    CardCase(workshop).approved().printed()
    CardCase(workshop).approved().made().delivered()
    return assert_balanced(workshop.service)


def test_a_sound_register_gives_no_findings(sound: WholeRegister) -> None:
    assert findings(sound) == []


def test_what_http_shows_is_compared_with_what_the_events_say(
    sound: WholeRegister, workshop: Workshop
) -> None:
    compare = shown_otherwise(workshop.service)
    card = last(sound, "card", "active")

    assert compare(card) == ""
    assert "shown as" in compare(replace(card, state=replace(card.state, status="revoked")))


def test_a_batch_not_closed_is_weighed_at_its_close(sound: WholeRegister) -> None:
    batch = last(sound, "production-batch", "in-production")
    uncounted = replace(batch, state=replace(batch.state, status="balanced"))

    assert any("closed uncounted" in one for one in findings(with_book(sound, uncounted)))


def of_state(kind: str, now: str, **changes: Any) -> Falsify:
    """The last book of a kind in a status, with other values in its state."""

    def falsify(register: WholeRegister) -> WholeRegister:
        book = last(register, kind, now)
        return with_book(register, replace(book, state=replace(book.state, **changes)))

    return falsify


def of_event(kind: str, cls: type[Any], **changes: Any) -> Falsify:
    """The last event of a class, with other values, in a book that is folded as before."""

    def falsify(register: WholeRegister) -> WholeRegister:
        book = [b for b in register.of(kind) if any(type(r.event) is cls for r in b.history)][-1]
        history = [
            replace(one, event=replace(one.event, **changes)) if type(one.event) is cls else one
            for one in book.history
        ]
        return with_book(register, replace(book, history=history))

    return falsify


def repeated(kind: str, status: str) -> Falsify:
    """A second book just like the last one."""

    def falsify(register: WholeRegister) -> WholeRegister:
        return with_book(register, replace(last(register, kind, status), stream=uuid4()))

    return falsify


def without_claims(kind: str) -> Falsify:
    def falsify(register: WholeRegister) -> WholeRegister:
        kept = {claim: owner for claim, owner in register.claims.items() if claim[0] != kind}
        return replace(register, claims=kept)

    return falsify


def decided_by(version: int) -> Falsify:
    def falsify(register: WholeRegister) -> WholeRegister:
        book = last(register, "card", "active")
        first = book.history[0]
        envelope = replace(first.envelope, policy_version=version)
        return with_book(
            register,
            replace(book, history=[replace(first, envelope=envelope), *book.history[1:]]),
        )

    return falsify


def of_wait(**changes: Any) -> Falsify:
    def falsify(register: WholeRegister) -> WholeRegister:
        first, *others = register.waits
        return replace(register, waits=(replace(first, **changes), *others))

    return falsify


def a_lost_event(register: WholeRegister) -> WholeRegister:
    book = last(register, "card", "active")
    return with_book(register, replace(book, history=book.history[:-1]))


def a_lost_wait(register: WholeRegister) -> WholeRegister:
    return replace(register, waits=register.waits[1:])


def an_ownerless_refusal(register: WholeRegister) -> WholeRegister:
    lost = Unsettled(UUID(int=1), "RevokeCard", "refused", "card-is", None, None)
    return replace(register, unsettled=(*register.unsettled, lost))


@pytest.mark.parametrize(
    ("falsify", "said"),
    [
        (decided_by(99), "was decided by rules 99"),
        (a_lost_event, "counts"),
        (of_wait(owner_role=""), "for nobody"),
        (of_wait(owner_role="minister"), "belongs to"),
        (of_wait(due=None), "for nobody"),
        (of_wait(stage="unheard-of"), "nobody waits"),
        (a_lost_wait, "no line"),
        (an_ownerless_refusal, "nobody owns"),
        (of_event("card-stock", stock.Received, count=99), "of 99"),
        (of_event("card-stock", stock.Used, machine_id=UUID(int=7)), "but was in machine:"),
        (of_state("card-stock", "open", accounts=("vault",) * 100), "shown in vault"),
        (of_state("card-stock", "open", accounts=("vault",) * 99), "balances"),
        (of_state("card", "active", blank_serial="VN9999999999"), "but not both"),
        (of_state("card", "active", status="voided"), "is void on a blank in use"),
        (of_event("card-stock", stock.Used, serial="VN9999999999"), "on a blank in machine:"),
        (repeated("card", "active"), "has 2 cards in force"),
        (repeated("card", "active"), "used 2 times"),
        (repeated("card-application", "captured"), "two open applications"),
        (without_claims("blank-serial"), "claims of blanks and jobs differ"),
        (without_claims("active-card"), "claims of active cards"),
        (without_claims("open-application"), "claims of open applications"),
        (of_state("production-batch", "balanced", missing=1), "misses 1"),
        (of_state("production-batch", "balanced", handed_over=7), "misses 0"),
        (of_event("card-application", e.PersonalisationStarted, batch_id=UUID(int=7)), "made 0"),
        (of_state("production-batch", "in-production", status="cancelled"), "which is done"),
        (of_state("dispatch-manifest", "reconciled", counted=0), "counted 0 of 1"),
        (of_state("dispatch-manifest", "reconciled", found=(UUID(int=7),)), "all missing"),
        (of_event("card-application", e.Arrived, manifest_id=UUID(int=7)), "did not arrive"),
        (of_state("dispatch-manifest", "reconciled", status="in-transit"), "packed cards"),
    ],
)
def test_what_is_wrong_is_found(sound: WholeRegister, falsify: Falsify, said: str) -> None:
    found = findings(falsify(sound))

    assert any(said in one for one in found), found


def last(register: WholeRegister, kind: str, status: str) -> Book:
    return [book for book in register.of(kind) if book.state.status == status][-1]


def with_book(register: WholeRegister, book: Book) -> WholeRegister:
    return replace(register, books={**register.books, book.stream: book})
