"""How a merge, a legal hold or an erasure is refused (domain §1.1, guards 6, 12 and 21 to 27).

Long because it is a table: one row for each guard and each pair of officers.
"""

from typing import Any

from tests.adapters.http.hostile_row import Officer, Row, step
from tests.adapters.http.usual_acts import NOBODY

from citizen_case import notice, paper

DATA_QUALITY = "data-quality-officer"
APPROVER = "register-approver"
DIRECTOR = "director"
SECURITY = "security-officer"
CERTIFICATE = {"registry": "00001", "year": 2021, "number": "{merged_birth.certificate}"}


def proposing(name: str, where: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    body = {"proposal_id": NOBODY, "target_id": "{active}", "ground": "same-person"} | changes
    return step(name, f"{where}/propose-merge", DATA_QUALITY, status, code, *at, **body)


def confirming(name: str, where: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    body = {"proposal_id": f"{{{where}.named}}"} | changes
    officer = body.pop("officer", APPROVER)
    return step(name, f"{where}/confirm-merge", officer, status, code, *at, **body)


def undoing(name: str, where: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    body = {"proposal_id": f"{{{where}.named}}", "reason": "two-persons"} | changes
    officer = body.pop("officer", "register-approver-2")
    return step(name, f"{where}/undo-merge", officer, status, code, *at, **body)


def holding(name: str, where: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    body = {"hold_id": NOBODY, "ground": "court-proceedings", "document": paper()} | changes
    officer = body.pop("officer", DIRECTOR)
    return step(name, f"{where}/place-legal-hold", officer, status, code, *at, **body)


def lifting(name: str, where: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    body = {"hold_id": f"{{{where}.named}}", "reason": "over", "document": paper()} | changes
    officer = body.pop("officer", "director-2")
    return step(name, f"{where}/lift-legal-hold", officer, status, code, *at, **body)


def ordering(called: str, where: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    body = {"order_id": NOBODY, "ground": "court-order", "order": paper()} | changes
    body = {name: value for name, value in body.items() if value is not ...}
    officer = body.pop("officer", DIRECTOR)
    return step(called, f"{where}/order-erasure", officer, status, code, *at, **body)


def erasing(name: str, where: str, status: int, code: str, *at: str, **changes: Any) -> Row:
    body = {"order_id": f"{{{where}.named}}"} | changes
    officer = body.pop("officer", SECURITY)
    return step(name, f"{where}/erase-citizen", officer, status, code, *at, **body)


def also(officer: str, *roles: str) -> Officer:
    """The same person with further roles: the law asks for another person."""
    return Officer(officer, "centre", roles)


MERGES = (
    proposing(
        "a merge into itself", "captured", 422, "merge-into-itself", "/target_id",
        target_id="{captured}",
    ),
    proposing(
        "a merge into nobody", "captured", 422, "merge-target-unknown", "/target_id",
        target_id=NOBODY,
    ),
    proposing(
        "a merge into one that was merged", "captured", 409, "merge-target-is",
        target_id="{merged_entry}",
    ),
    proposing(
        "a merge into one that is erased", "captured", 409, "merge-target-is",
        target_id="{erased_entry}",
    ),
    proposing("a merge of one that was merged", "merged_entry", 409, "citizen-is"),
    proposing(
        "a proposal under an id of another", "proposed_to_merge", 409, "id-used",
        proposal_id="{proposed_to_merge.named}",
    ),
    proposing("a proposal without ground", "captured", 422, "field-pattern", "/ground", ground=""),
    step(
        "an approver proposes", "captured/propose-merge", APPROVER, 403, "role-may-not",
        proposal_id=NOBODY, target_id=NOBODY, ground="same-person",
    ),
    confirming(
        "a merge that nobody proposed", "proposed_to_merge", 409, "merge-not-proposed",
        proposal_id=NOBODY,
    ),
    confirming(
        "the proposer confirms a merge", "proposed_to_merge", 403, "proposer-may-not-confirm",
        officer=also(DATA_QUALITY, DATA_QUALITY, APPROVER),
    ),
    confirming(
        "a field that is none is kept", "proposed_to_merge", 422, "field-not-changeable",
        "/kept_fields/0", kept_fields=["shoe_size"],
    ),
    confirming(
        "a signature is kept", "proposed_to_merge", 422, "field-not-changeable",
        "/kept_fields/0", kept_fields=["signature"],
    ),
    confirming(
        "a field is kept twice", "proposed_to_merge", 422, "field-named-twice", "/kept_fields/1",
        kept_fields=["given", "given"],
    ),
    confirming(
        "far too many fields are kept", "proposed_to_merge", 422, "field-too-long",
        "/kept_fields", kept_fields=["given"] * 31,
    ),
    confirming(
        "a birth is kept that the number denies", "proposed_with_other_birth", 422,
        "merge-contradicts-pin", "/kept_fields", kept_fields=["birth"],
    ),
    confirming("a target that ended since", "proposed_into_merged", 409, "merge-target-is"),
    confirming("two who hold a card", "proposed_with_cards", 422, "both-hold-cards"),
    confirming("a merge confirmed again by another", "merged_entry", 409, "citizen-is",
               officer="register-approver-2"),
    undoing(
        "the confirmer undoes", "merged_entry", 403, "confirmer-may-not-undo", officer=APPROVER
    ),
    undoing("undone for no reason", "merged_entry", 422, "reason-needed", "/reason", reason=None),
    undoing(
        "another merge is undone", "merged_entry", 409, "merge-not-in-place", proposal_id=NOBODY
    ),
    undoing("one that was never merged is undone", "proposed_to_merge", 409, "citizen-is"),
    undoing("one whose target ended since is undone", "merged_twice_over", 409, "merge-target-is"),
    undoing(
        "a certificate is claimed that another has by now", "merged_birth", 409,
        "birth-certificate-taken", "/birth_certificate", birth_certificate=CERTIFICATE,
    ),
)  # fmt: skip

HOLDS = (
    holding(
        "a hold without a document", "active", 422, "document-needed", "/document", document=None
    ),
    holding("a hold by the security", "active", 403, "role-may-not", officer=SECURITY),
    holding("a hold under an id of another", "held_entry", 409, "id-used",
            hold_id="{held_entry.named}"),
    holding("a hold on the erased", "erased_entry", 409, "citizen-is"),
    lifting("the placer lifts", "held_entry", 403, "hold-placer-may-not-lift", officer=DIRECTOR),
    lifting("another hold is lifted", "held_entry", 409, "legal-hold-not-in-place",
            hold_id=NOBODY),
    lifting("lifted for no reason", "held_entry", 422, "reason-needed", "/reason", reason=None),
    lifting(
        "lifted without a document", "held_entry", 422, "document-needed", "/document",
        document=None,
    ),
)  # fmt: skip

ERASURES = (
    ordering("an erasure for a reason of one's own", "active", 422, "field-not-in-list", "/ground",
             ground="convenience"),
    ordering("an erasure without an order", "active", 422, "field-missing", "/order", order=...),
    ordering("the security orders", "active", 403, "role-may-not", officer=SECURITY),
    ordering("an erasure of what is held", "held_entry", 422, "legal-hold-in-place"),
    ordering("an erasure ordered twice", "ordered_entry", 409, "erasure-already-ordered"),
    ordering(
        "an order under an id of another", "ordered_entry", 409, "id-used",
        order_id="{ordered_entry.named}",
    ),
    erasing(
        "an erasure that nobody ordered", "ordered_entry", 409, "erasure-not-ordered",
        order_id=NOBODY,
    ),
    erasing(
        "the one who ordered erases", "ordered_entry", 403, "orderer-may-not-erase",
        officer=also(DIRECTOR, DIRECTOR, SECURITY),
    ),
    erasing("the director erases", "ordered_entry", 403, "role-may-not", officer="director-2"),
    erasing("what is held since the order is erased", "ordered_and_held", 422,
            "legal-hold-in-place"),
    erasing("one is erased before those merged into it", "ordered_with_another", 409,
            "absorbed-not-erased"),
    erasing("one is erased again by another", "erased_entry", 409, "citizen-is",
            officer="security-officer-2"),
    step("the erased are told their number", "erased_entry/notify-pin", "area-officer", 409,
         "citizen-is", **notice()),
    step("the erased die", "erased_entry/record-death", "civil-registrar", 409, "citizen-is",
         died="2021-03-01", document=paper()),
)  # fmt: skip

ROWS = (*MERGES, *HOLDS, *ERASURES)
