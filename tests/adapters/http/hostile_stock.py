"""What the books of the stock refuse (domain §1.4).

Long because it is a table: one row for each guard.
"""

from functools import partial

from tests.adapters.http.hostile_row import Officer, Row, Second
from tests.adapters.http.usual_acts import NOBODY, deed
from tests.adapters.http.usual_acts import opening as opened

on = partial(deed, "card-stock")
opening = partial(opened, "card-stock")
FIRST, LAST = "{~.block.first_serial}", "{~.block.last_serial}"
BACKWARDS = [{"first": LAST, "last": FIRST}]
LAST_ALONE = [{"first": LAST, "last": LAST}]
FOREIGN = [{"first": FIRST, "last": "ZZ0000000099"}]
ALLOCATE = "vault.block/allocate-blanks"
DESTROY = "proposed_stock.block/destroy-blanks"
KEEPER_TOO = Officer("stock-keeper", None, ("security-officer",))

ROWS: tuple[Row, ...] = (
    opening("a block of ninety", 422, "serials-do-not-fill", count=90),
    opening(
        "half of two blocks",
        422,
        "serials-not-one-block",
        first_serial="QX0000000150",
        last_serial="QX0000000249",
    ),
    opening("a block under an id in use", 409, "card-stock-exists", id="{vault.block}"),
    opening(
        "a block that lies in the vault",
        409,
        "blank-block-taken",
        "/first_serial",
        first_serial="{vault.block.first_serial}",
        last_serial="{vault.block.last_serial}",
    ),
    on(
        "a blank of another block",
        ALLOCATE,
        422,
        "blank-not-in-block",
        "/serials/0/last",
        serials=FOREIGN,
    ),
    on(
        "a range that ends before",
        ALLOCATE,
        422,
        "range-ends-before-it-begins",
        "/serials/0/last",
        serials=BACKWARDS,
    ),
    on(
        "blanks for a scanner",
        ALLOCATE,
        422,
        "device-makes-no-cards",
        "/machine_id",
        machine_id="{workshop.scanner}",
    ),
    on(
        "blanks for a machine that nobody trusts",
        ALLOCATE,
        422,
        "machine-is",
        "/machine_id",
        machine_id="{untrusted_printer}",
    ),
    on("blanks for no machine", ALLOCATE, 422, "machine-unknown", "/machine_id", machine_id=NOBODY),
    on(
        "blanks that another machine has",
        "loaded.block/allocate-blanks",
        422,
        "blank-is-elsewhere",
        machine_id="{other_printer}",
    ),
    on(
        "blanks given back by another machine",
        "loaded.block/return-blanks",
        422,
        "blank-is-elsewhere",
        machine_id="{other_printer}",
    ),
    on("a blank spoiled in the vault", "vault.block/spoil-blank", 422, "blank-is-elsewhere"),
    on(
        "a sample of another block",
        "vault.block/draw-sample",
        422,
        "blank-not-in-block",
        "/serials/0/last",
        serials=FOREIGN,
    ),
    on("good blanks to be destroyed", "vault.block/propose-destruction", 422, "blank-is-elsewhere"),
    on("proposed twice", "proposed_stock.block/propose-destruction", 422, "blank-already-proposed"),
    on(
        "destroyed as nobody proposed", DESTROY, 409, "destruction-not-proposed", proposal_id=NOBODY
    ),
    on("destroyed beyond the proposal", DESTROY, 422, "blank-not-proposed", serials=LAST_ALONE),
    on("destroyed by who proposed it", DESTROY, 403, "proposer-may-not-destroy", by=KEEPER_TOO),
    on(
        "destroyed before who proposed it",
        DESTROY,
        403,
        "proposer-may-not-destroy",
        second=Second(Officer("stock-keeper")),
    ),
    on(
        "missing from where it is not",
        "loaded.block/report-blanks-missing",
        422,
        "blank-is-elsewhere",
    ),
    on(
        "a card that comes back as a blank",
        "spent.block/report-blanks-found",
        422,
        "blank-was-used",
    ),
    on("found and never missed", "vault.block/report-blanks-found", 422, "blank-is-elsewhere"),
    on("closed over blanks", "vault.block/close-block", 422, "blanks-not-accounted-for"),
    on(
        "closed over a proposal",
        "proposed_stock.block/close-block",
        422,
        "destruction-still-proposed",
    ),
)
