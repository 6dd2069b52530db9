"""Every open wait is in the view, with its owner, its deadline and what becomes of it.

Long because the rows of domain §1.14 are told one by one.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.projections.remembering import Kept

from adapters.reference.load_units import load_register
from case_stories import (
    APPLICATION,
    APPROVED,
    ARRIVED,
    BA_DINH,
    DELIVERED,
    DISPATCHED,
    EXAMINED,
    INTAKE_APPROVED,
    JOB,
    POSTED,
    PRINTED,
    QUALITY_ACCEPTED,
    QUALITY_CHECKED,
    QUALITY_QUESTIONED,
    REGISTER_MATCHED,
    at,
    captured,
    case,
    fresh_id,
    opened,
    recaptured,
    returned,
    started,
)
from citizen_stories import PHUC_XA, RECORDED_AT, RETURNED, story
from citizen_stories import captured as citizen_captured
from domain.card_application.events import DeadlineMissed
from domain.catalogue import CATALOGUE
from domain.citizen import events as citizen
from domain.legal_instrument import events as law
from domain.policy.rules import Policy, RuleValue
from domain.policy.seeds import SEEDS
from domain.recorded import Recorded
from domain.stream_kinds import STREAM_KINDS, waits_of
from projections.waits import WAITS, Waits

UNITS = load_register()
SEED_POLICY = Policy(SEEDS)
IN_PRINT = (opened(), captured(), *EXAMINED, APPROVED, started())


def seen(*history: Recorded, policies: Any = lambda _: SEED_POLICY) -> Kept:
    return Kept(Waits(STREAM_KINDS, policies, UNITS)).see(*history)


def waiting(kept: Kept) -> dict[str, dict[str, Any]]:
    return {stage: row for (_, stage), row in kept.rows(WAITS).items()}


def stages(*events: Any) -> list[str]:
    return sorted(waiting(seen(*case(*events))))


def owner(row: dict[str, Any]) -> tuple[str, str]:
    return row["owner_role"], row["owner_unit"]


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


def test_a_wait_says_who_has_to_act_and_until_when() -> None:
    rows = waiting(seen(*case(opened())))

    assert rows == {
        "opened": {
            "kind": "card-application",
            "owner_role": "reception-officer",
            "owner_unit": BA_DINH,
            "owner_province": "01",
            "owner_district": BA_DINH,
            "owner_commune": None,
            "due": RECORDED_AT + timedelta(days=1),
            "escalates_to": "intake-approver",
            "missed": False,
            "entered_version": 1,
            "entered_at": RECORDED_AT,
            "job_id": None,
            "priority": 0,
            "position": 0,
        }
    }


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((opened(),), ["opened"]),
        ((opened(), captured()), ["captured"]),
        ((opened(), captured(), INTAKE_APPROVED),
         ["duplicate-search", "quality-check", "register-check"]),
        ((opened(), captured(), INTAKE_APPROVED, REGISTER_MATCHED),
         ["duplicate-search", "quality-check"]),
        ((opened(), captured(), INTAKE_APPROVED, REGISTER_MATCHED, QUALITY_QUESTIONED),
         ["duplicate-search", "quality-questioned"]),
        ((opened(), captured(), *EXAMINED), ["verified"]),
        ((opened(), captured(), returned()), ["returned"]),
        (IN_PRINT, ["printing"]),
        ((*IN_PRINT, PRINTED, QUALITY_CHECKED, DISPATCHED, ARRIVED), ["arrived", "unclaimed"]),
        ((*IN_PRINT, PRINTED, QUALITY_CHECKED, DISPATCHED, ARRIVED, POSTED), ["posted"]),
        ((*IN_PRINT, PRINTED, QUALITY_CHECKED, DISPATCHED, ARRIVED, DELIVERED), []),
    ],
)  # fmt: skip
def test_the_view_shows_what_the_stream_waits_for(events: Any, expected: list[str]) -> None:
    assert stages(*events) == expected


def test_what_is_not_changed_by_an_event_stays_as_it_was_entered() -> None:
    kept = seen(*case(opened(), captured(), INTAKE_APPROVED))
    before = waiting(kept)
    kept.see(at(REGISTER_MATCHED, 4), at(QUALITY_ACCEPTED, 5))

    assert waiting(kept) == {"duplicate-search": before["duplicate-search"]}
    assert before["duplicate-search"]["entered_version"] == 3


def test_a_stage_entered_again_is_a_new_wait() -> None:
    first = (opened(), captured(), INTAKE_APPROVED)
    kept = seen(*case(*first))
    former = waiting(kept)["register-check"]
    kept.see(*case(*first, returned(), recaptured(), INTAKE_APPROVED)[3:])
    later = waiting(kept)["register-check"]

    assert (former["entered_version"], later["entered_version"]) == (3, 6)
    assert former["job_id"] != later["job_id"]


def test_the_clock_of_a_law_runs_from_the_receipt_and_not_from_the_event() -> None:
    row = waiting(seen(*case(opened(), captured())))["captured"]

    # R14: an urban district has one and a half working days, from Monday 1 March 2021.
    assert row["due"] == hanoi("2021-03-03T12:00")
    assert row["entered_at"] == RECORDED_AT + timedelta(minutes=1)
    assert row["escalates_to"] is None


def test_a_day_that_an_officer_set_is_the_deadline() -> None:
    row = waiting(seen(*case(opened(), captured(), returned(RECORDED_AT.date()))))["returned"]

    assert row["due"] == hanoi("2021-03-01T17:00")
    assert (owner(row), row["escalates_to"]) == (("capture-officer", BA_DINH), "province-checker")


def test_a_machine_finds_the_job_that_it_knows() -> None:
    rows = waiting(seen(*case(*IN_PRINT)))
    checks = waiting(seen(*case(opened(), captured(), INTAKE_APPROVED)))

    assert rows["printing"]["job_id"] == JOB
    assert len({row["job_id"] for row in checks.values()}) == 3
    assert waiting(seen(*case(opened())))["opened"]["job_id"] is None


def missed(stage: str, due: datetime) -> DeadlineMissed:
    return DeadlineMissed(stage, due, "x", "centre")


def test_a_missed_case_goes_to_whom_the_rule_names_and_stays_due() -> None:
    kept = seen(*case(opened()))
    due = waiting(kept)["opened"]["due"]
    kept.see(at(missed("opened", due), 2))
    row = waiting(kept)["opened"]

    assert (owner(row), row["missed"]) == (("intake-approver", BA_DINH), True)
    assert (row["due"], row["entered_version"], row["position"]) == (due, 1, 1)


def test_a_missed_case_goes_up_to_the_unit_that_has_the_role() -> None:
    kept = seen(*case(opened(), captured(), returned()))
    kept.see(at(missed("returned", waiting(kept)["returned"]["due"]), 4))
    row = waiting(kept)["returned"]

    assert owner(row) == ("province-checker", "01")
    assert (row["owner_province"], row["owner_district"]) == ("01", None)


def test_the_level_above_answers_for_an_entry_that_a_commune_left() -> None:
    citizen_case = story(citizen_captured(), RETURNED)
    kept = seen(*citizen_case)
    row = dict(waiting(kept)["returned"])
    event = citizen.DeadlineMissed("returned", row["due"], "area-officer", PHUC_XA)
    kept.see(at(event, 3, citizen_case[0].stream))

    assert (owner(row), row["escalates_to"]) == (("area-officer", PHUC_XA), "data-officer")
    assert owner(waiting(kept)["returned"]) == ("data-officer", "001")


@pytest.mark.parametrize(
    ("stage", "due"),
    [("captured", RECORDED_AT + timedelta(days=9)), ("opened", RECORDED_AT - timedelta(days=1))],
)
def test_a_word_on_another_wait_or_an_earlier_stay_changes_nothing(
    stage: str, due: datetime
) -> None:
    kept = seen(*case(opened()))
    before = waiting(kept)

    assert waiting(kept.see(at(missed(stage, due), 2))) == before


def test_it_is_missed_once() -> None:
    kept = seen(*case(opened()))
    due = waiting(kept)["opened"]["due"]
    once = dict(waiting(kept.see(at(missed("opened", due), 2)))["opened"])

    assert waiting(kept.see(at(missed("opened", due), 3)))["opened"] == once


def confirmed(days: int) -> RuleValue:
    rule = SEED_POLICY.at(RECORDED_AT.date()).rule("house.card-application.opened")
    parameters = {**rule.parameters, "amount": days}
    return RuleValue(rule.key, parameters, "x", rule.valid_from, None, RECORDED_AT)


@pytest.mark.parametrize(("version", "days"), [(0, 1), (1, 4), (2, 6)])
def test_a_deadline_follows_the_policy_of_its_event(version: int, days: int) -> None:
    rules = (confirmed(4), confirmed(6))

    def policies(count: int) -> Policy:
        return Policy((*SEEDS, *rules[:count]))

    kept = seen(at(opened(), 1, policy_version=version), policies=policies)

    assert waiting(kept)["opened"]["due"] == RECORDED_AT + timedelta(days=days)


def test_a_wait_without_a_known_rule_is_due_at_once() -> None:
    row = waiting(seen(*case(opened()), policies=lambda _: Policy(())))["opened"]

    assert (row["due"], row["escalates_to"]) == (RECORDED_AT, None)


def test_another_owner_of_the_same_wait_is_shown_and_its_clock_goes_on() -> None:
    def raised(number: int, unit: str, days: int) -> citizen.DiscrepancyRaised:
        due = RECORDED_AT.date() + timedelta(days=days)
        sealed = citizen.DiscrepancyRaisedSealed(())
        return citizen.DiscrepancyRaised(UUID(int=number), "birth", ("a",), unit, due, sealed)

    kept = seen(*story(citizen_captured(), raised(1, PHUC_XA, 9), raised(2, "001", 5)))
    row = waiting(kept)["discrepancy-open"]

    assert (row["owner_unit"], row["due"]) == ("001", hanoi("2021-03-06T17:00"))
    assert row["entered_version"] == 2


def test_law_waits_for_its_day_and_for_a_second_officer() -> None:
    day = RECORDED_AT.date()
    issued = law.Issued("59/2021/TT-BCA", day, day + timedelta(days=5), None, None, False)
    proposed = law.RuleProposed("k", "1", {}, day, None, "confirmed")
    rows = waiting(seen(*case(issued, proposed, stream=fresh_id(9))))

    assert rows["issued"]["due"] == hanoi("2021-03-06T17:00")
    assert owner(rows["rule-proposed"]) == ("legal-officer", "ministry")
    assert rows["rule-proposed"]["escalates_to"] == "steering-secretary"


ANY_EVENT = (
    opened(), captured(), recaptured(), returned(), INTAKE_APPROVED, REGISTER_MATCHED,
    QUALITY_ACCEPTED, QUALITY_QUESTIONED, *EXAMINED, APPROVED, started(), PRINTED, QUALITY_CHECKED,
    DISPATCHED, ARRIVED, POSTED, DELIVERED,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_after_any_history_the_view_shows_what_the_state_waits_for(seed: int) -> None:
    draw = random.Random(seed)
    history = case(*(draw.choice(ANY_EVENT) for _ in range(draw.randint(1, 40))))
    state = None
    for recorded in history:
        kind = STREAM_KINDS["card-application"]
        state = kind.evolve(state, recorded.event, recorded.envelope)

    rows = waiting(seen(*history))

    assert {stage: owner(row) for stage, row in rows.items()} == {
        wait.stage: (wait.owner_role, wait.owner_unit)
        for wait in waits_of("card-application", state)
    }


def test_streams_are_told_apart() -> None:
    other = fresh_id(8)
    kept = seen(*case(opened()), *case(opened(), captured(), stream=other))

    assert set(kept.rows(WAITS)) == {(APPLICATION, "opened"), (other, "captured")}


def test_it_listens_to_every_event_of_the_register() -> None:
    waits = Waits(STREAM_KINDS, lambda _: SEED_POLICY, UNITS)

    assert waits.topics == set(CATALOGUE)
