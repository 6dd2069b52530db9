"""What must agree between applications, cards, blanks, batches and manifests (domain §1.2-1.6)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from blank_ledger import accounts
from domain.card_application import events as e
from domain.card_application.waits import RESTING
from domain.card_stock import events as stock
from domain.card_stock.accounts import account_of, balance
from domain.card_stock.block import Block
from domain.dispatch_manifest.state import DispatchManifest
from domain.production_batch.state import ProductionBatch
from whole_register import Book, WholeRegister

Findings = Iterator[str]

NOT_REQUESTED = RESTING | {"appealed"}
"""A refused application gave its citizen free, also while an appeal is weighed."""
UNMADE = ("voided", "destroyed")
CLOSED_BATCH = ("balanced", "cancelled")


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


def _closed_batches_balance(register: WholeRegister) -> Findings:
    """What was handed over is counted, and what was counted good was printed and not spoiled."""
    open_ = {}
    for book in register.of("production-batch"):
        batch: ProductionBatch = book.state
        if batch.status not in CLOSED_BATCH:
            open_[book.stream] = set(map(str, batch.applications))
        if batch.status == "balanced" and batch.finding is None:
            yield from _unbalanced(register, book, batch)
    for application, owner in register.holders("batched-application").items():
        if application not in open_.get(owner, ()):
            yield f"application {application} is held by batch {owner}, which is done"


def _unbalanced(register: WholeRegister, book: Book, batch: ProductionBatch) -> Findings:
    count = batch.count
    if count is None:
        yield f"batch {batch.batch_number} was closed uncounted"
        return
    there = count.good + count.spoiled + count.sample + count.returned + count.left_after
    if (batch.handed_over + batch.left_before, batch.missing) != (there, 0):
        yield f"batch {batch.batch_number} misses {batch.missing}: {batch}"
    good, _ = _made_in(register, book)
    if count.good != good:
        yield f"batch {batch.batch_number} made {good}: {count}"


def no_spoiled_blank_is_hidden(register: WholeRegister) -> Findings:
    """An honest count names at least those that jobs of the batch have spoiled.

    The law does not ask for it (§1.5 compares what officers count), so a false count may break it.
    """
    for book in register.of("production-batch"):
        batch: ProductionBatch = book.state
        if batch.status == "balanced" and batch.finding is None and batch.count is not None:
            _, spoiled = _made_in(register, book)
            if batch.count.spoiled < spoiled:
                yield f"batch {batch.batch_number} spoiled {spoiled}: {batch.count}"


def _made_in(register: WholeRegister, batch: Book) -> tuple[int, int]:
    """Applications with a card, and blanks spoiled, by jobs of this batch until it was closed.

    A card that was lost on its way and made again in the same batch is one application (§1.5).
    """
    closed_at = batch.history[-1].envelope.recorded_at
    printed: dict[UUID, UUID] = {}
    spoiled: set[UUID] = set()
    jobs: set[UUID] = set()
    for book in register.of("card-application"):
        for recorded in book.history:
            event = recorded.event
            if isinstance(event, e.PersonalisationStarted) and event.batch_id == batch.stream:
                jobs.add(event.job_id)
            if recorded.envelope.recorded_at <= closed_at and isinstance(event, e.Printed):
                printed[event.job_id] = book.stream
            if recorded.envelope.recorded_at <= closed_at and isinstance(event, e.Spoiled):
                spoiled.add(event.job_id)
    good = {printed[job] for job in (jobs & printed.keys()) - spoiled}
    return len(good), len(jobs & spoiled)


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
    _closed_batches_balance,
    no_spoiled_blank_is_hidden,
    _reconciled_manifests_account_for_their_cards,
)
