"""Numbers for a whole commune: verified one by one, approved by one list, told by another."""

from typing import Any

import pytest

from citizen_case import Case
from service import Service
from signed_lists import SignedList, to_approve, to_notify

PEOPLE = 500

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def counts(signed: SignedList) -> dict[str, int]:
    return {name: signed.progress()[name] for name in ("total", "accepted", "refused")}


def test_five_hundred_citizens_get_their_numbers_by_two_signed_lists(summer: Service) -> None:
    cases = [Case(summer).verified() for _ in range(PEOPLE)]
    unfinished, moved = Case(summer).captured(), Case(summer).verified()
    late = [*to_approve(unfinished), {"citizen_id": moved.id, "version": 1}]
    approved = SignedList(summer, "approve-citizens", [*to_approve(*cases), *late])
    approved.handed_in().done()

    assert counts(approved) == {"total": PEOPLE + 2, "accepted": PEOPLE, "refused": 2}
    refused = [one["refusal"] for one in approved.items("refused")]
    assert refused == ["citizen-is", "citizen-changed"]

    # The officer of the commune tells them; two notices bear a day that is not there yet.
    told: list[dict[str, Any]] = to_notify(*cases)
    for item in told[:2]:
        item["notified_on"] = "2021-07-01"
    notified = SignedList(summer, "notify-pins", told, "area-officer").handed_in().done()

    assert counts(notified) == {"total": PEOPLE, "accepted": PEOPLE - 2, "refused": 2}
    ahead = notified.items("refused", **{"accept-language": "en"})
    assert [one["item"] for one in ahead] == [0, 1]
    assert [one["errors"][0]["pointer"] for one in ahead] == ["/notified_on"] * 2
    assert cases[0].read()["status"] == "approved"
    assert {case.read()["status"] for case in cases[2:12]} == {"active"}
    numbers = (
        "SELECT count(DISTINCT value) FROM claims WHERE kind = 'pin' AND owner = ANY(%s::uuid[])"
    )
    assert summer.count(numbers, [case.id for case in cases]) == PEOPLE
