"""The steps of a card from the counter to the hand, each one act on all its books."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.domain.card_application import givens as g
from tests.domain.card_application.register_in_memory import Register
from tests.domain.citizen import givens as citizens

from domain.card import commands as card
from domain.card_application import commands as c
from domain.card_stock import events as stock
from domain.card_stock.facts import SerialRange
from domain.citizen import events as citizen
from domain.derived_ids import card_id, job_id
from domain.device import events as device
from domain.dispatch_manifest import events as manifest
from domain.production_batch import events as batch
from domain.values.identifiers import uuid7

FIRST, LAST = "VN0000000000", "VN0000000099"
PERSON = uuid7(1_623_000_000_000, bytes(10))
SECOND = uuid7(1_623_726_000_000, b"second    ")
APP = "card-application"


def register() -> Register:
    """A living citizen with a PIN, a trusted scanner, and blanks at a machine with a batch."""
    books = Register()
    pin = citizen.PinEstablished("bulk", citizen.PinEstablishedSealed(citizens.PIN, None))
    told = citizen.PinNotified("paper", g.TODAY, citizen.PinNotifiedSealed(g.DOCUMENT))
    found = citizen.Verified(("household-book",), (), citizen.VerifiedSealed(()))
    books.put(PERSON, "citizen", citizens.AN, citizens.captured_event())
    books.put(PERSON, "citizen", citizens.BINH, found)
    books.put(PERSON, "citizen", citizens.MAI, citizen.Approved(2), pin, told)
    scanner = device.Registered("finger-scanner", "m", "m", "s", "f" * 64, "c" * 64)
    trusted = device.TrustGranted(None, g.NOW - timedelta(days=1))
    books.put(g.DEVICE, "device", g.OANH, scanner, trusted)
    got = stock.Received("supplier-a", "B1", FIRST, LAST, 100, "chip-2021", "0" * 64, "s")
    given = stock.Allocated(g.MACHINE, (SerialRange(FIRST, LAST),), 100, g.LINH.officer)
    books.put(g.BLOCK, "card-stock", g.LINH, got, given)
    return books


def do(books: Register, actor: Any, command: Any, at: UUID = g.APPLICATION) -> list[str]:
    return books.act(actor, APP, at, command)


def capture(books: Register, at: UUID = g.APPLICATION, **changes: Any) -> None:
    do(books, g.AN, g.open_application(id=at, citizen_id=PERSON, **changes), at)
    packet = {"packet_id": UUID(int=at.int % 997), "dossier_number": f"CC02-{at.int % 997}"}
    do(books, g.BINH, g.complete_capture(**packet), at)
    do(books, g.AN, c.SettleFee(amount=books.state(APP, at).fee_due, receipt="BL-1"), at)
    do(books, g.AN, c.TakeBackOldDocument(document="cmnd9", number="123456789"), at)
    do(books, g.CHI, c.ApproveIntake(), at)


def check(books: Register, at: UUID = g.APPLICATION) -> list[str]:
    attempt, engine = {"capture_attempt": 1}, {"engine": "afis", "engine_version": "1"}
    do(books, g.DUNG, c.RecordRegisterCheck(**attempt, matched=True, citizen_version=5), at)
    do(books, g.GIANG, c.RecordQualityCheck(**attempt, **engine, accepted=True), at)
    search = c.RecordDeduplication(
        **attempt, **engine, search_id=UUID(int=at.int % 991), threshold_set="t", gallery_position=1
    )
    return do(books, g.HOA, search, at)


def approve(books: Register, at: UUID = g.APPLICATION, in_batch: UUID = g.BATCH) -> None:
    capture(books, at, **({} if at == g.APPLICATION else {"kind": "exchange"}))
    check(books, at)
    do(books, g.KHANH, c.ApproveApplication(card_data=g.PAPER), at)
    planned = batch.Planned("L1", "chip-2021", g.DISTRICT, 0, (at,))
    books.put(in_batch, "production-batch", g.LINH, planned, batch.Started(g.MACHINE, 9, 0))


def start(books: Register, serial: str = g.SERIAL, at: UUID = g.APPLICATION) -> None:
    batch_id = g.BATCH if at == g.APPLICATION else UUID(int=500)
    started = c.StartPersonalisation(batch_id=batch_id, machine_id=g.MACHINE, blank_serial=serial)
    do(books, g.LINH, started, at)


def confirm(books: Register, attempt: int = 1, at: UUID = g.APPLICATION) -> list[str]:
    made = c.ConfirmPersonalisation(
        job_id=job_id(at, attempt), readback_sha256=g.HASH, chip_serial=f"{at}-{attempt}",
        document_signer="ds-01",
    )  # fmt: skip
    return do(books, g.MAI, made, at)


def issue(books: Register, attempt: int = 1, at: UUID = g.APPLICATION) -> UUID:
    right = c.PassQualityCheck(visual=True, chip_read=True, mrz_ok=True, qr_ok=True)
    do(books, g.NAM, right, at)
    own = card_id(at, attempt)
    books.act(g.TAM, "card", own, card.IssueCard(signed_on=g.TODAY))
    return own


def send(books: Register, own: UUID, at: UUID = g.APPLICATION) -> UUID:
    box = UUID(int=at.int % 983)
    packed = manifest.CardPacked(own, at, 1, 1)
    opened, sealed = manifest.Opened("M1", g.DISTRICT), manifest.Sealed(f"S{box}", 1, "0" * 64)
    books.put(box, "dispatch-manifest", g.PHUC, opened, packed, sealed)
    do(books, g.PHUC, c.DispatchCard(manifest_id=box, to_unit=g.DISTRICT), at)
    return box


def arrive(books: Register, own: UUID, at: UUID = g.APPLICATION) -> None:
    box = send(books, own, at)
    handed = manifest.HandedOver("road", "t", date(2021, 6, 17))
    books.put(box, "dispatch-manifest", g.PHUC, handed, manifest.Arrived(1, True))
    do(books, g.QUAN, c.RecordArrival(manifest_id=box, unit=g.DISTRICT), at)


def hand_over(books: Register, at: UUID = g.APPLICATION) -> list[str]:
    given = c.HandOverCard(to="holder", mode="counter", holder_verified=True, signature=g.PAPER)
    return do(books, g.QUAN, given, at)


def deliver(books: Register, at: UUID = g.APPLICATION, serial: str = g.SERIAL) -> UUID:
    """From an approval to the hand of the holder, on one blank."""
    start(books, serial, at)
    confirm(books, at=at)
    own = issue(books, at=at)
    arrive(books, own, at)
    hand_over(books, at)
    return own


def account(books: Register, serial: str = g.SERIAL) -> str:
    account: str = books.state("card-stock", g.BLOCK).accounts[int(serial[-2:])]
    return account


def exchanged() -> tuple[Register, UUID, UUID]:
    """The citizen's second card was handed over in the place of the first."""
    books = register()
    approve(books)
    first = deliver(books)
    approve(books, SECOND, UUID(int=500))
    return books, first, deliver(books, SECOND, "VN0000000044")
