"""What the books say and the hands do not find: counts, losses and finds."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card_stock.givens import (
    AN,
    AT_MACHINE,
    COUNT,
    DUYET,
    FIND,
    KHO,
    MISS,
    NOW,
    TIMER,
    after,
    allocated,
    context,
    missing,
    proposed,
    received,
    serial,
    serials,
    spoiled,
)

from domain.card_stock import commands as c
from domain.card_stock import events as e
from domain.card_stock.accounts import account_of, balance
from domain.card_stock.block import Block
from domain.card_stock.decisions import decide
from domain.card_stock.waits import waits
from domain.deadlines import MarkDeadlineMissed
from domain.policy.house_deadline import house_rule
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.refusals import NotAllowedNow, RuleBroken

SHORT = replace(COUNT, counted=88)
LATE = MarkDeadlineMissed(
    stage="counted-difference",
    due=NOW - timedelta(hours=1),
    owner_role="security-officer",
    owner_unit="centre",
)


def stages(state: Block) -> list[str]:
    return [wait.stage for wait in waits(state)]


def short() -> Block:
    """Two blanks fewer in the vault than in the books."""
    return after(spoiled(), SHORT)


def test_the_count_stands_beside_what_the_books_expect() -> None:
    assert decide(spoiled(), COUNT, context(KHO)) == [e.Counted("vault", 90, 90)]
    assert decide(spoiled(), SHORT, context(KHO)) == [e.Counted("vault", 88, 90)]
    nothing = c.CountBlock(account="sample", counted=0)
    assert decide(spoiled(), nothing, context(KHO)) == [e.Counted("sample", 0, 0)]


@pytest.mark.parametrize("counted", [88, 92])
def test_a_difference_waits_for_the_security_officer(counted: int) -> None:
    assert stages(after(spoiled(), replace(COUNT, counted=counted))) == ["counted-difference"]
    assert stages(after(spoiled(), COUNT)) == []


def test_a_later_count_that_agrees_settles_the_difference() -> None:
    assert stages(after(short(), COUNT)) == []


def test_a_count_of_another_account_settles_nothing() -> None:
    other = c.CountBlock(account=AT_MACHINE, counted=8)

    assert stages(after(short(), other)) == ["counted-difference"]


def test_blanks_reported_missing_settle_the_difference_they_explain() -> None:
    one = after(short(), replace(MISS, serials=serials(30)))

    assert stages(one) == ["counted-difference"]
    assert stages(after(one, replace(MISS, serials=serials(31)))) == []


def test_blanks_missing_elsewhere_explain_nothing() -> None:
    from_machine = replace(MISS, serials=serials(2, 3), from_account=AT_MACHINE)

    assert stages(after(short(), from_machine)) == ["counted-difference"]


def test_found_blanks_settle_a_count_that_found_more_than_the_books() -> None:
    over = after(missing(), replace(COUNT, counted=90))

    assert stages(over) == ["counted-difference"]
    assert stages(after(over, FIND)) == []


def test_a_loss_without_a_count_opens_no_difference() -> None:
    assert stages(missing()) == []


def test_the_same_count_is_a_repeat_on_its_day_only() -> None:
    next_day = NOW + timedelta(days=1)

    assert decide(short(), SHORT, context(KHO)) == []
    assert decide(short(), SHORT, context(KHO, now=next_day, occurred_at=next_day))


def test_a_count_repeated_after_the_difference_was_settled_opens_it_again() -> None:
    found = after(after(short(), MISS), FIND)

    assert stages(found) == []
    assert stages(after(found, SHORT)) == ["counted-difference"]


@pytest.mark.parametrize(
    ("account", "place"), [("vault", 30), (AT_MACHINE, 2), ("spoiled", 1), ("used", 0)]
)
def test_blanks_may_be_missing_from_wherever_they_should_be(account: str, place: int) -> None:
    command = replace(MISS, serials=serials(place), from_account=account)

    assert decide(spoiled(), command, context(DUYET)) == [
        e.MissingReported(serials(place), 1, account, "missing", "count", None)
    ]
    assert account_of(after(spoiled(), command), serial(place)) == "missing"


def test_blanks_are_missing_only_from_where_they_were() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(spoiled(), replace(MISS, serials=serials(0)), context(KHO))

    assert refused.value.code == "blank-is-elsewhere"
    assert refused.value.params["account"] == "used"


@pytest.mark.parametrize("account", ["destroyed", "missing", "sample"])
def test_what_is_destroyed_or_examined_is_not_missing(account: str) -> None:
    with pytest.raises(RuleBroken, match="blanks-stay-in"):
        decide(spoiled(), replace(MISS, from_account=account), context(KHO))


def test_found_blanks_are_put_away_by_two_officers() -> None:
    assert decide(missing(), FIND, context(KHO, AN)) == [
        e.Found(serials(30, 31), 2, "missing", "vault", "behind-shelf", AN.officer)
    ]
    assert balance(after(missing(), FIND))["vault"] == 90
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(missing(), FIND, context(KHO))
    with pytest.raises(RuleBroken, match="blank-is-elsewhere"):
        decide(spoiled(), FIND, context(KHO, AN))


@pytest.mark.parametrize(("account", "place"), [("used", 0), ("spoiled", 1)])
def test_what_was_used_or_spoiled_is_no_blank_again(account: str, place: int) -> None:
    lost = after(spoiled(), replace(MISS, serials=serials(place), from_account=account))
    find = replace(FIND, serials=serials(place))

    with pytest.raises(RuleBroken, match="blank-was-used"):
        decide(lost, find, context(KHO, AN))
    put_away = after(lost, replace(find, to_account="spoiled"))
    assert account_of(put_away, serial(place)) == "spoiled"


@pytest.mark.parametrize(
    ("before", "command"), [(spoiled(), MISS), (missing(), FIND), (received(), COUNT)]
)
def test_what_is_repeated_is_recorded_once(before: Block, command: Any) -> None:
    assert decide(after(before, command), command, context(KHO, AN)) == []


def test_a_difference_that_lasts_is_recorded_as_missed_once() -> None:
    [event] = decide(short(), LATE, context(TIMER))

    assert event == e.DeadlineMissed("counted-difference", LATE.due, "security-officer", "centre")
    assert decide(after(short(), LATE, TIMER), LATE, context(TIMER)) == []
    with pytest.raises(NotAllowedNow, match="card-stock-waits-not"):
        decide(allocated(), LATE, context(TIMER))
    with pytest.raises(RuleBroken, match="deadline-not-passed"):
        decide(short(), replace(LATE, due=NOW + timedelta(hours=1)), context(TIMER))


@pytest.mark.parametrize("state", [short(), proposed()])
def test_every_wait_has_its_rule(state: Block) -> None:
    for wait in waits(state):
        rule = house_rule(Policy(SEEDS), wait.rule.removeprefix("house."), NOW)
        assert rule.owner == wait.owner_role
