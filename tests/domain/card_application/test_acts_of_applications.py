"""One act, several books: the application, the card and the stock agree after every step."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.domain.card_application import givens as g
from tests.domain.card_application.acts import (
    APP,
    PERSON,
    SECOND,
    account,
    approve,
    arrive,
    capture,
    check,
    confirm,
    deliver,
    do,
    exchanged,
    hand_over,
    issue,
    register,
    send,
    start,
)
from tests.domain.card_application.register_in_memory import Taken
from tests.domain.citizen import givens as citizens

from domain.card_application import commands as c
from domain.citizen import events as citizen
from domain.derived_ids import card_id, job_id
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, RuleBroken


def test_a_request_becomes_a_card_in_its_holders_hand() -> None:
    books = register()
    capture(books)
    assert check(books)[-1] == f"{APP}.verified"

    books = register()
    approve(books)
    start(books)
    assert set(confirm(books)) == {f"{APP}.printed", "card.personalised", "card-stock.used"}
    own = issue(books)
    arrive(books, own)
    assert hand_over(books) == [f"{APP}.delivered", "card.activated"]

    made = books.state("card", own)
    assert (made.status, made.citizen_id, made.valid_to) == ("active", PERSON, date(2030, 1, 2))
    assert account(books) == "used"
    assert books.state(APP, g.APPLICATION).status == "delivered"
    assert books.claimed["active-card", str(PERSON)] == own
    assert ("open-application", str(PERSON)) not in books.claimed


def test_a_second_request_waits_for_the_end_of_the_first() -> None:
    books = register()
    capture(books)

    with pytest.raises(AlreadyTaken, match="application-already-open"):
        do(books, g.AN, g.open_application(id=SECOND, citizen_id=PERSON), SECOND)
    do(books, g.AN, c.WithdrawApplication(reason="changed-mind"))
    assert do(books, g.AN, g.open_application(id=SECOND, citizen_id=PERSON), SECOND)


def test_a_misprint_costs_a_blank_and_makes_no_second_card() -> None:
    books = register()
    approve(books)
    start(books)
    confirm(books)
    wrong = c.FailQualityCheck(cause="misprint", fault="machine")

    written = do(books, g.NAM, wrong)

    assert set(written) == {f"{APP}.spoiled", "card-stock.spoiled", "card.voided"}
    assert books.state("card", card_id(g.APPLICATION, 1)).status == "voided"
    with pytest.raises(Refusal):
        start(books)
    start(books, "VN0000000043")
    confirm(books, attempt=2)
    assert (account(books), account(books, "VN0000000043")) == ("spoiled", "used")
    assert books.state("card", issue(books, attempt=2)).status == "issued"


def test_a_blank_is_used_for_one_job_for_ever() -> None:
    books = register()
    approve(books)
    books.claimed["blank-serial", g.SERIAL] = UUID(int=5)

    with pytest.raises(Taken, match="blank-serial"):
        start(books)


@pytest.mark.parametrize("finding", ["personalised", "spoiled"])
def test_after_a_power_loss_there_is_one_card_or_none(finding: Any) -> None:
    books = register()
    approve(books)
    start(books)
    job = job_id(g.APPLICATION, 1)
    do(books, g.MAI, c.ReportOutcomeUnknown(job_id=job, cause="power", last_step="lock"))
    with pytest.raises(NotAllowedNow, match="card-application-is"):
        start(books, "VN0000000043")
    found = c.ResolveOutcome(
        job_id=job, finding=finding, readback_sha256=g.HASH, chip_serial="04A1",
        document_signer="ds-01", cause="encoding-failed",
    )  # fmt: skip

    written = books.act(g.NAM, APP, g.APPLICATION, found, g.OANH)

    if finding == "personalised":
        assert set(written[1:]) == {f"{APP}.printed", "card.personalised", "card-stock.used"}
        return
    assert set(written[1:]) == {f"{APP}.spoiled", "card-stock.spoiled"}
    assert account(books) == "spoiled"
    assert card_id(g.APPLICATION, 1) not in books.events


def test_a_new_card_replaces_the_former_in_the_same_act() -> None:
    books, first, second = exchanged()

    assert books.state("card", first).replaced_by == second
    assert books.state("card", second).status == "active"
    assert books.claimed["active-card", str(PERSON)] == second


def test_a_corrected_hand_over_brings_the_former_card_back() -> None:
    books, first, second = exchanged()
    wrong = c.CorrectHandOver(reason="wrong-person", former_card_id=first)

    written = books.act(g.QUAN, APP, SECOND, wrong, g.CHI)

    assert set(written) == {
        f"{APP}.hand-over-corrected",
        "card.activation-corrected",
        "card.replacement-corrected",
    }
    assert books.state("card", first).status == "active"
    assert books.state("card", second).status == "issued"
    assert books.claimed["active-card", str(PERSON)] == first
    assert books.claimed["open-application", str(PERSON)] == SECOND
    hand_over(books, SECOND)
    assert books.state("card", first).status == "replaced"


def test_a_corrected_first_hand_over_leaves_no_card_in_force() -> None:
    books = register()
    approve(books)
    own = deliver(books)

    books.act(g.QUAN, APP, g.APPLICATION, c.CorrectHandOver(reason="error"), g.CHI)

    assert books.state("card", own).status == "issued"
    assert ("active-card", str(PERSON)) not in books.claimed


def test_a_card_lost_on_its_way_is_void_its_blank_missing_and_another_made() -> None:
    books = register()
    approve(books)
    start(books)
    confirm(books)
    box = send(books, issue(books))
    do(books, g.QUAN, c.ReportMissingInTransit(manifest_id=box, unit=g.DISTRICT))
    with pytest.raises(RuleBroken, match="tracing-not-over"):
        do(books, g.KHANH, c.ReplaceMissingCard())
    books.now = g.NOW + timedelta(days=15)

    written = do(books, g.KHANH, c.ReplaceMissingCard())

    assert set(written) == {
        f"{APP}.lost-in-transit",
        "card.voided",
        "card-stock.missing-reported",
    }
    assert account(books) == "missing"
    start(books, "VN0000000045")
    assert confirm(books, attempt=2)


def test_a_repeated_act_writes_in_no_book() -> None:
    books = register()
    approve(books)
    start(books)
    confirm(books)

    assert confirm(books) == []


def test_a_death_after_the_approval_stops_the_print() -> None:
    books = register()
    approve(books)
    died = citizen.DeathRecorded(citizen.DeathRecordedSealed("2021-06-10", g.DOCUMENT))
    books.put(PERSON, "citizen", citizens.BINH, died)

    with pytest.raises(NotAllowedNow, match="citizen-recorded-as"):
        start(books)
