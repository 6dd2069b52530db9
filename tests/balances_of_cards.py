"""What must agree between applications, cards, blanks, batches and manifests (domain §1.2-1.6).

Long because it holds the rules of five kinds of stream that must agree with each other.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from balances_of_batches import BATCH_RULES
from blank_ledger import accounts
from domain.card_application import events as e
from domain.card_application.waits import RESTING
from domain.card_stock import events as stock
from domain.card_stock.accounts import account_of, balance
from domain.card_stock.block import Block
from domain.dispatch_manifest.state import DispatchManifest
from whole_register import Book, WholeRegister

Findings = Iterator[str]

NOT_REQUESTED = RESTING | {"appealed"}
"""A refused application gave its citizen free, also while an appeal is weighed."""
UNMADE = ("voided", "destroyed")


def _blocks_balance(register: WholeRegister) -> Findings:
    """Each serial is in the one account to which its moves lead, and none was moved from where it
    was not; all accounts together are what was received."""
    for book in register.of("card-stock"):
        block: Block = book.state
        places, wrong = accounts(book)
        yield from wrong
        received: stock.Received = book.history[0].event
        if not sum(balance(block).values()) == len(places) == received.count:
            yield f"block {block.first_serial} balances {balance(block)} of {received.count}"
        for serial, account in places.items():
            if account_of(block, serial) != account:
                yield f"blank {serial} is in {account}, shown in {account_of(block, serial)}"


def _no_blank_is_used_twice(register: WholeRegister) -> Findings:
    """Each blank has at most one job, and a card is made of it where it was used."""
    started = _events(register, "card-application", e.PersonalisationStarted)
    jobs = Counter(event.blank_serial for _, event in started)
    used = Counter(event.serial for _, event in _events(register, "card-stock", stock.Used))
    cards = Counter(book.state.blank_serial for book in register.of("card"))
    for counted in (jobs, used, cards):
        yield from (f"blank {serial} used {n} times" for serial, n in counted.items() if n > 1)
    for serial in used.keys() ^ cards.keys():
        yield f"blank {serial} is a card or used, but not both"
    holders = register.holders("blank-serial")
    if holders != {event.blank_serial: book.stream for book, event in started}:
        yield "claims of blanks and jobs differ"


def _cards_are_of_blanks_in_use(register: WholeRegister) -> Findings:
    where = {
        serial: account
        for book in register.of("card-stock")
        for serial, account in accounts(book)[0].items()
    }
    for book in register.of("card"):
        account = where.get(book.state.blank_serial)
        if book.state.status not in UNMADE and account != "used":
            yield f"card {book.stream} is {book.state.status} on a blank in {account}"
        if book.state.status == "voided" and account == "used":
            yield f"card {book.stream} is void on a blank in use"


def _nobody_holds_two_cards(register: WholeRegister) -> Findings:
    """The cards in force are those that hold the claim, one for each citizen."""
    in_force = [
        (str(book.state.citizen_id), book.stream)
        for book in register.of("card")
        if book.state.activated_at is not None and book.state.status not in ("revoked", "replaced")
    ]
    for citizen, n in Counter(citizen for citizen, _ in in_force).items():
        if n > 1:
            yield f"citizen {citizen} has {n} cards in force"
    if register.holders("active-card") != dict(in_force):
        yield "claims of active cards and cards in force differ"


def _nobody_has_two_applications(register: WholeRegister) -> Findings:
    wanted = [
        (str(book.state.citizen_id), book.stream)
        for book in register.of("card-application")
        if book.state.status not in NOT_REQUESTED
    ]
    if len(dict(wanted)) != len(wanted):
        yield "a citizen has two open applications"
    if register.holders("open-application") != dict(wanted):
        yield "claims of open applications and open applications differ"


def _reconciled_manifests_account_for_their_cards(register: WholeRegister) -> Findings:
    packed = {}
    for book in register.of("dispatch-manifest"):
        if book.state.status == "reconciled":
            yield from _unreconciled(book.state)
            yield from _astray(register, book)
        else:
            packed |= {str(one.card_id): book.stream for one in book.state.cards}
    if register.holders("packed-card") != packed:
        yield "claims of packed cards and open manifests differ"


def _unreconciled(manifest: DispatchManifest) -> Findings:
    expected = len(manifest.cards) - len(manifest.missing) + len(manifest.extra)
    if (manifest.counted, manifest.count) != (expected, len(manifest.cards)):
        yield f"manifest {manifest.manifest_number} counted {manifest.counted} of {expected}"
    if sorted((*manifest.found, *manifest.lost)) != sorted(manifest.missing):
        yield f"manifest {manifest.manifest_number} does not know what became of all missing"


def _astray(register: WholeRegister, book: Book) -> Findings:
    for one in book.state.cards:
        if one.application_id in book.state.lost:
            continue
        if not _arrived(register.books[one.application_id], book.stream):
            yield f"application {one.application_id} did not arrive with {book.stream}"


def _arrived(application: Book, manifest: UUID) -> bool:
    """One closed on its way arrives nowhere."""
    arrivals = [one.event for one in application.history if isinstance(one.event, e.Arrived)]
    return application.state.status == "closed" or any(
        event.manifest_id == manifest for event in arrivals
    )


def _events(register: WholeRegister, kind: str, cls: type[Any]) -> list[tuple[Book, Any]]:
    return [
        (book, one.event)
        for book in register.of(kind)
        for one in book.history
        if isinstance(one.event, cls)
    ]


CARD_RULES = (
    _blocks_balance,
    _no_blank_is_used_twice,
    _cards_are_of_blanks_in_use,
    _nobody_holds_two_cards,
    _nobody_has_two_applications,
    *BATCH_RULES,
    _reconciled_manifests_account_for_their_cards,
)
