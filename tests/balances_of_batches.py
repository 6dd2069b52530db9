"""What must agree between a batch, its count and the jobs done in it (domain §1.5)."""

from collections.abc import Iterator
from uuid import UUID

from domain.card_application import events as e
from domain.production_batch.state import ProductionBatch
from whole_register import Book, WholeRegister

Findings = Iterator[str]

CLOSED_BATCH = ("balanced", "cancelled")


def closed_batches_balance(register: WholeRegister) -> Findings:
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


BATCH_RULES = (closed_batches_balance, no_spoiled_blank_is_hidden)
