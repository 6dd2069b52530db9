"""Paths of the ledger that name nothing, readers whose work it is not, receipts of nobody."""

from tests.adapters.http.hostile_row import Officer, Row, reading
from tests.adapters.http.hostile_searches import SOMEBODY, asked

LEDGER = "/v1/audit/ledger"
TILE, ENTRIES = f"{LEDGER}/tile", f"{LEDGER}/tile/entries"
AUDITOR = Officer("auditor")
NOT_THERE = "ledger-tile-not-there"
SPELT = (
    "0/0", "0/00", "0/0000", "0/000.p", "0/000.p/", "0/000.p/0", "0/000.p/00", "0/000.p/01",
    "0/000.p/256", "0/000.p/257", "0/000.p/-1", "0/000.p/1.p/1", "0/000/", "0/000//", "/0/000",
    "0//000", "00/000", "01/000", "-1/000", "+0/000", "64/000", "99/000", "0/x000/000",
    "0/X001/000",
    "0/001/234", "0/x001/x234", "0/x1/000", "0/999", "0/x999/x999/x999/999", "0/%2e%2e/checkpoint",
    "0/%00", "0/%F0%9F%8C%B2", "0/%D9%A0%D9%A0%D9%A0", "0/000%0A", "0/000%20", "%20/000", "a/000",
    "0/000.P/1", "0/000.p/1%20", "0/" + "x999/" * 200 + "999", "data/000", "0", "",
)  # fmt: skip
"""Every one names no tile, however near it comes to one that is there."""
BUNDLES = ("0", "000/", "000.p/256", "x000/000", "%2e%2e/0/000", "999", "000.p/0", "0/000", "")


def of_card(name: str, query: str, parameter: str, code: str = "parameter-malformed") -> Row:
    path = f"/v1/cards/{{suspended.card}}/receipt?{query}"
    return reading(name, path, 422, code, f"parameter {parameter}", officer=AUDITOR)


ROWS: tuple[Row, ...] = (
    *(reading(f"the tile {path!r}", f"{TILE}/{path}", 404, NOT_THERE) for path in SPELT),
    *(
        reading(f"the entries {path!r}", f"{ENTRIES}/{path}", 404, NOT_THERE, officer=AUDITOR)
        for path in BUNDLES
    ),
    reading("the ledger itself", LEDGER, 404, "path-unknown"),
    reading("a checkpoint below the checkpoint", f"{LEDGER}/checkpoint/1", 404, "path-unknown"),
    asked("a checkpoint of a size", f"{LEDGER}/checkpoint?size=1", "size", "parameter-unknown"),
    asked("a tile with a parameter", f"{TILE}/0/000?width=1", "width", "parameter-unknown"),
    reading(
        "entries without a token",
        f"{ENTRIES}/000.p/1",
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
    reading("an area officer reads entries", f"{ENTRIES}/000.p/1", 403, "role-may-not-read"),
    reading(
        "a director reads entries",
        f"{ENTRIES}/000.p/1",
        403,
        "role-may-not-read",
        officer=Officer("director"),
    ),
    reading(
        "an area officer takes a receipt of any event",
        f"{LEDGER}/receipts/{{active}}/1",
        403,
        "role-may-not-read",
    ),
    reading(
        "a receipt without a token",
        f"{LEDGER}/receipts/{{active}}/1",
        401,
        "token-missing",
        "header Authorization",
        headers={"authorization": None},
    ),
    reading(
        "a receipt of an event that is not there",
        f"{LEDGER}/receipts/{{active}}/999",
        404,
        "event-not-there",
        officer=AUDITOR,
    ),
    reading(
        "a receipt of nobody",
        f"{LEDGER}/receipts/{SOMEBODY}/1",
        404,
        "event-not-there",
        officer=AUDITOR,
    ),
    reading(
        "a receipt of no id",
        f"{LEDGER}/receipts/1/1",
        404,
        "path-not-uuid",
        officer=AUDITOR,
    ),
    reading(
        "a receipt of version 0",
        f"{LEDGER}/receipts/{SOMEBODY}/0",
        404,
        "path-not-uuid",
        officer=AUDITOR,
    ),
    reading("the receipt of a card that is not there", f"/v1/cards/{SOMEBODY}/receipt", 404,
            "card-not-found", officer=AUDITOR),
    reading("the receipt of a card that is a citizen", "/v1/cards/{active}/receipt", 404,
            "card-not-found", officer=AUDITOR),
    of_card("a receipt of no version", "version=0", "version"),
    of_card("a receipt of the future", "version=99", "version", "version-unknown"),
    of_card("a receipt misspelt", "versoin=1", "versoin", "parameter-unknown"),
    asked("a timeline with perhaps a proof", "/v1/citizens/{active}/events?proof=maybe", "proof"),
    asked("a timeline with a proof in capitals", "/v1/citizens/{active}/events?proof=True",
          "proof"),
    asked("a timeline with two proofs", "/v1/citizens/{active}/events?proof=true&proof=false",
          "proof", "parameter-repeated"),
    asked("a difference with perhaps a proof", "/v1/citizens/{active}/diff?from=1&proof=1",
          "proof"),
)  # fmt: skip
