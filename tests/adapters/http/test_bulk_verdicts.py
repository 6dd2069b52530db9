"""The verdict on each item of a signed list, carried out or rehearsed."""

import time
from typing import Any
from uuid import uuid4

import psycopg

from adapters.identity.development_officers import OFFICER_BY_NAME
from citizen_case import DONG_VAN, Case, home
from minting import minted
from record import wait_until
from service import Service
from signed_lists import SignedList, to_approve, to_notify, verified


def whole_tables(service: Service, but: str = "bulk_") -> dict[str, list[Any]]:
    """Every row of every table of both databases, except of the lists themselves."""
    found: dict[str, list[Any]] = {}
    for dsn in (service.dsn, service.keys_dsn):
        with psycopg.connect(dsn) as connection:
            names = connection.execute(
                "SELECT relid::regclass::text FROM pg_stat_user_tables ORDER BY 1"
            ).fetchall()
            for (name,) in names:
                if not name.startswith(but):
                    rows = connection.execute(f"SELECT t::text FROM {name} t".encode()).fetchall()
                    found[name] = sorted(rows)
    return found


def refused_items(summer: Service) -> list[tuple[dict[str, Any], str]]:
    """Items that cannot be accepted, each with its code."""
    captured, stale, approved, own = (Case(summer) for _ in range(4))
    captured.captured()
    stale.verified()
    approved.approved()
    own.verified()
    own.step("raise-discrepancy", "area-officer", discrepancy_id=str(uuid4()), field="birth",
             sources=["household-book", "citizen"], values=["1990", "1991"])  # fmt: skip
    return [
        ({"citizen_id": captured.id, "version": captured.version}, "citizen-is"),
        ({"citizen_id": stale.id, "version": 1}, "citizen-changed"),
        ({"citizen_id": approved.id, "version": approved.version}, "citizen-is"),
        ({"citizen_id": own.id, "version": own.version}, "discrepancy-open"),
        ({"citizen_id": minted(), "version": 2}, "citizen-not-found"),
        ({"citizen_id": str(uuid4()), "version": 2}, "citizen-not-found"),
    ]


def test_a_refused_item_never_stops_the_others(summer: Service) -> None:
    hopeless = refused_items(summer)
    good = verified(summer, 2)
    first, last = to_approve(*good)
    items = [first, *(item for item, _ in hopeless), last]
    signed = SignedList(summer, "approve-citizens", items).handed_in().done()

    refused = [("refused", code) for _, code in hopeless]
    assert signed.verdicts() == [("accepted", None), *refused, ("accepted", None)]
    counts = {name: signed.progress()[name] for name in ("total", "done", "accepted", "refused")}
    assert counts == {"total": 8, "done": 8, "accepted": 2, "refused": 6}


def test_a_verdict_is_told_in_both_languages(summer: Service) -> None:
    (item, _), (stale, _), *_ = refused_items(summer)
    signed = SignedList(summer, "approve-citizens", [item, stale]).handed_in().done()
    english = [one["detail"] for one in signed.items(**{"accept-language": "en"})]
    vietnamese = [one["detail"] for one in signed.items(**{"accept-language": "vi"})]

    assert english[0] == "the citizen is captured"
    assert english[1].startswith("the citizen has changed since you read it")
    assert vietnamese[0] != english[0]
    assert [one["version"] for one in signed.items()] == [None, 2]


def test_the_officer_who_verified_approves_in_no_list(summer: Service) -> None:
    case = Case(summer).captured()
    path, body = f"{case.path}/verify-citizen", {"against": ["household-book"]}
    who = summer.issuer.issue(
        OFFICER_BY_NAME["register-approver"].officer, "01", ("data-officer",), 300, "cancuoc"
    )
    answer = summer.post(path, body, if_match=1, authorization=f"Bearer {who}")
    assert answer.status_code == 200, answer.text
    signed = SignedList(
        summer, "approve-citizens", [{"citizen_id": case.id, "version": 2}]
    ).handed_in()

    assert signed.done().verdicts() == [("refused", "capturer-or-verifier-may-not-approve")]


def test_citizens_of_another_unit_are_refused_one_by_one(summer: Service) -> None:
    ours, theirs = Case(summer).approved(), Case(summer, residences=[home(DONG_VAN)])
    theirs.captured(unit=DONG_VAN)
    signed = SignedList(
        summer, "notify-pins", [*to_notify(ours), *to_notify(theirs, version=1)], "area-officer"
    )

    expected = [("accepted", None), ("refused", "unit-outside-authority")]
    assert signed.handed_in().done().verdicts() == expected


def test_what_is_in_place_already_is_unchanged(summer: Service) -> None:
    case = Case(summer).approved()
    items = to_notify(case)
    SignedList(summer, "notify-pins", items, "area-officer").handed_in().done()
    again = SignedList(summer, "notify-pins", [{**items[0], "version": 5}], "area-officer")

    assert again.handed_in().done().verdicts() == [("unchanged", None)]
    assert len(case.topics()) == 5


def test_a_dry_run_gives_the_same_verdicts_and_writes_nothing(summer: Service) -> None:
    hopeless = [item for item, _ in refused_items(summer)]
    cases = verified(summer, 3)
    items = [*to_approve(*cases), *hopeless]
    summer.get(cases[0].path)
    before, rehearsed = _rehearsed_at_rest(summer, items)

    carried_out = SignedList(summer, "approve-citizens", items).handed_in().done()
    assert rehearsed.items() == carried_out.items()
    assert rehearsed.progress()["dry_run"] is True
    assert whole_tables(summer)["events"] != before["events"]


def test_a_number_declared_twice_is_given_once_in_a_dry_run_too(summer: Service) -> None:
    pin = f"001190{uuid4().int % 1_000_000:06d}"
    cases = [Case(summer, pin_declared=pin).verified() for _ in range(2)]
    rehearsed = SignedList(summer, "approve-citizens", to_approve(*cases), dry_run=True)
    verdicts = rehearsed.handed_in().done().verdicts()
    carried_out = SignedList(summer, "approve-citizens", to_approve(*cases)).handed_in().done()

    assert verdicts == [("accepted", None), ("refused", "pin-taken")]
    assert sorted(carried_out.verdicts()) == sorted(verdicts)


def _rehearsed_at_rest(
    service: Service, items: list[dict[str, Any]]
) -> tuple[dict[str, list[Any]], SignedList]:
    """The tables before the dry run, which are those after it, and the list.

    On a slow machine a view or a checkpoint may still follow what was written before: then the
    dry run is done again. One that writes something would do so each time.
    """
    moved: list[str] = []
    for _ in range(3):
        before = _settled(service)
        listed = SignedList(service, "approve-citizens", items, dry_run=True).handed_in().done()
        after = whole_tables(service)
        if after == before:
            return before, listed
        moved = [name for name in before if before[name] != after[name]]
    raise AssertionError(f"a dry run writes into {moved}")


def _settled(service: Service) -> dict[str, list[Any]]:
    """The tables once views and reactors have seen everything, so that only the list moves."""
    seen: list[dict[str, list[Any]]] = [whole_tables(service)]

    def still() -> bool:
        time.sleep(1.5)
        seen.append(whole_tables(service))
        return seen[-1] == seen[-2]

    wait_until(still, patience=30)
    return seen[-1]


def test_numbers_are_not_established_in_bulk_before_the_decree(office: Service) -> None:
    case = Case(office).verified()
    signed = SignedList(office, "approve-citizens", to_approve(case)).handed_in().done()

    assert signed.verdicts() == [("refused", "bulk-not-allowed")]
    assert case.topics() == ["captured", "verified"]
