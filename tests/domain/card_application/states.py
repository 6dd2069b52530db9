"""A card application in each of its states, each by replay of what led there."""

from datetime import date
from typing import Any

from tests.domain.card_application.givens import (
    ADJUDICATION,
    AN,
    APPEAL,
    BATCH,
    BINH,
    CANDIDATE,
    CARD,
    CHI,
    DISTRICT,
    DOCUMENT,
    DUNG,
    GIANG,
    HASH,
    HOA,
    JOB,
    KHANH,
    LINH,
    MACHINE,
    MAI,
    MANIFEST,
    NAM,
    PHUC,
    PLACE,
    QUAN,
    SEARCH,
    SERIAL,
    TODAY,
    UYEN,
    captured_event,
    given,
    opened_event,
)

from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.envelope import Actor

State = CardApplication

MATCHED = e.RegisterMatched(1, 6)
ACCEPTED = e.QualityAccepted(1, "afis", "3.2.1", (78,), (61,), None)
QUESTIONED = e.QualityQuestioned(1, "afis", "3.2.1", (12,), (9,), "low-quality")
NONE_FOUND = e.NoDuplicateFound(1, SEARCH, "afis", "3.2.1", "2021-03", 100)
SUSPECTED = e.DuplicateSuspected(
    1, SEARCH, "afis", "3.2.1", "2021-03", 100, 1, 900, e.DuplicateSuspectedSealed((CANDIDATE,))
)
PRINTED = e.Printed(JOB, CARD, SERIAL, HASH, e.PrintedSealed("04A1B2C3"))
DELIVERED = e.Delivered("holder", "counter", True, None, 812, e.DeliveredSealed(None, DOCUMENT))


def opened(**changes: Any) -> State:
    return given((AN, opened_event(**changes)))


def captured(**changes: Any) -> State:
    return given((BINH, captured_event()), after=opened(**changes))


def settled(**changes: Any) -> State:
    """Captured, with the fee paid and the old document in the office."""
    paid = e.FeeSettled(15_000, "fee.base", None, e.FeeSettledSealed("BL-1"))
    taken = e.OldDocumentTakenBack("cmnd9", e.OldDocumentTakenBackSealed("123456789"))
    return given((AN, paid), (AN, taken), after=captured(**changes))


def intake_approved(**changes: Any) -> State:
    return given((CHI, e.IntakeApproved(1)), after=settled(**changes))


def checked(*steps: tuple[Actor, e.Event]) -> State:
    """Some of the three checks told of an approved intake."""
    return given(*steps, after=intake_approved())


def suspected() -> State:
    return checked((DUNG, MATCHED), (GIANG, ACCEPTED), (HOA, SUSPECTED))


def cleared() -> State:
    """Verified after examiners found two different persons."""
    event = e.DuplicateCleared(1, ADJUDICATION, e.AdjudicatedSealed(None))
    return given((UYEN, event), (UYEN, e.Verified(6, SEARCH)), after=suspected())


def confirmed() -> State:
    sealed = e.AdjudicatedSealed(CANDIDATE.citizen_id)
    return given((UYEN, e.DuplicateConfirmed(1, ADJUDICATION, sealed)), after=suspected())


def verified(**changes: Any) -> State:
    told = ((DUNG, MATCHED), (GIANG, ACCEPTED), (HOA, NONE_FOUND), (HOA, e.Verified(6, SEARCH)))
    return given(*told, after=intake_approved(**changes))


def returned() -> State:
    due = date(2021, 6, 29)
    event = e.Returned(("portrait-blurred",), DISTRICT, due, e.RemarkSealed(None))
    return given((CHI, event), after=captured())


def approved(**changes: Any) -> State:
    event = e.Approved(5, "chip-2021", TODAY, date(2030, 1, 2), e.ApprovedSealed(DOCUMENT))
    return given((KHANH, event), after=verified(**changes))


def printing() -> State:
    event = e.PersonalisationStarted(JOB, 1, SERIAL, MACHINE, BATCH)
    return given((LINH, event), after=approved())


def outcome_unknown() -> State:
    return given((MAI, e.OutcomeDoubted(JOB, SERIAL, MACHINE, "lock", "power")), after=printing())


def printed() -> State:
    return given((MAI, PRINTED), after=printing())


def spoiled() -> State:
    return given((NAM, e.Spoiled(JOB, SERIAL, "misprint", "machine")), after=printed())


def quality_checked() -> State:
    return given((NAM, e.QualityChecked(True, True, True, True)), after=printed())


def dispatched() -> State:
    return given((PHUC, e.Dispatched(MANIFEST, DISTRICT)), after=quality_checked())


def missing() -> State:
    return given((QUAN, e.ReportedMissing(MANIFEST, DISTRICT)), after=dispatched())


def arrived() -> State:
    return given((QUAN, e.Arrived(MANIFEST, DISTRICT)), after=dispatched())


def posted() -> State:
    event = e.Posted("vnpost", e.PostedSealed("EA123456789VN", PLACE))
    return given((QUAN, event), after=arrived())


def delivery_failed() -> State:
    return given((QUAN, e.DeliveryFailed("returned-by-post", 1)), after=posted())


def delivered(after: State | None = None) -> State:
    return given((QUAN, DELIVERED), after=after or arrived())


def refused() -> State:
    sealed = e.RefusedSealed(None, DOCUMENT)
    return given((KHANH, e.Refused("duplicate-identity", "same-person", sealed)), after=confirmed())


def withdrawn() -> State:
    return given((AN, e.Withdrawn("changed-mind")), after=captured())


def appealed() -> State:
    event = e.AppealLodged(APPEAL, date(2021, 7, 15), "not-me", e.StatementSealed(None))
    return given((AN, event), after=refused())


def closed() -> State:
    return given((KHANH, e.Closed("death", False)), after=approved())


STATES: dict[str, State] = {
    "opened": opened(),
    "captured": settled(),
    "returned": returned(),
    "intake-approved": intake_approved(),
    "duplicate-suspected": suspected(),
    "duplicate-confirmed": confirmed(),
    "verified": verified(),
    "approved": approved(),
    "printing": printing(),
    "outcome-unknown": outcome_unknown(),
    "printed": printed(),
    "quality-checked": quality_checked(),
    "dispatched": dispatched(),
    "missing-in-transit": missing(),
    "arrived": arrived(),
    "posted": posted(),
    "delivery-failed": delivery_failed(),
    "delivered": delivered(),
    "refused": refused(),
    "withdrawn": withdrawn(),
    "appealed": appealed(),
    "closed": closed(),
}
"""Every status of domain §1.2, with an application that is in it."""
