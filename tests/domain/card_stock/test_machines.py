"""Blanks between the vault and a machine: signed for by both sides, used or spoiled once."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.domain.card_stock.givens import (
    ALLOCATE,
    AT_MACHINE,
    CHAT,
    IN,
    JOB,
    KHO,
    MACHINE,
    NOW,
    OTHER_JOB,
    OTHER_MACHINE,
    RETURN,
    SPOIL,
    USE,
    after,
    allocated,
    context,
    machine,
    missing,
    received,
    serial,
    serials,
    spoiled,
)

from domain.card_stock import commands as c
from domain.card_stock import events as e
from domain.card_stock.accounts import account_of, balance
from domain.card_stock.decisions import decide
from domain.card_stock.readings import readings
from domain.readings import Reading
from domain.refusals import OutsideAuthority, Refusal, RuleBroken, SameOfficer


def refusal(state: Any, command: Any) -> Refusal:
    with pytest.raises(RuleBroken) as refused:
        decide(state, command, context(KHO, IN))
    return refused.value


def test_the_receiver_signs_for_the_blanks_of_a_machine() -> None:
    assert decide(received(), ALLOCATE, context(KHO, IN)) == [
        e.Allocated(MACHINE, serials(0, 9), 10, IN.officer)
    ]
    assert balance(allocated()) == {AT_MACHINE: 10, "vault": 90}


def test_a_decision_on_a_machine_sees_the_machine() -> None:
    assert readings(received(), ALLOCATE, MACHINE) == (
        Reading("machine", "device", stream=MACHINE),
    )
    assert readings(received(), USE, MACHINE) == ()


@pytest.mark.parametrize("command", [ALLOCATE, RETURN])
def test_giver_and_receiver_are_two_officers(command: Any) -> None:
    state = received() if command is ALLOCATE else allocated()

    with pytest.raises(SameOfficer, match="giver-and-receiver-must-differ"):
        decide(state, command, context(KHO, KHO))
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        decide(state, command, context(KHO))


@pytest.mark.parametrize("status", ["registered", "suspended", "retired"])
def test_a_machine_without_trust_gets_no_blanks(status: str) -> None:
    others = {"machine": machine(status)}

    with pytest.raises(RuleBroken) as refused:
        decide(received(), ALLOCATE, context(KHO, IN, others=others))

    assert (refused.value.code, refused.value.params) == ("machine-is", {"state": status})


def test_a_machine_gets_no_blanks_for_a_moment_before_its_trust() -> None:
    early = NOW - timedelta(days=60)

    with pytest.raises(RuleBroken) as refused:
        decide(received(), ALLOCATE, context(KHO, IN, occurred_at=early))

    assert (refused.value.code, refused.value.params) == ("machine-is", {"state": "not-trusted"})


def test_only_what_makes_cards_gets_blanks() -> None:
    camera, encoder = machine(kind="camera"), machine(kind="encoder")

    with pytest.raises(RuleBroken, match="device-makes-no-cards"):
        decide(received(), ALLOCATE, context(KHO, IN, others={"machine": camera}))
    with pytest.raises(RuleBroken, match="machine-unknown"):
        decide(received(), ALLOCATE, context(KHO, IN, others={}))
    assert decide(received(), ALLOCATE, context(KHO, IN, others={"machine": encoder}))


def test_unused_blanks_go_back_to_the_vault() -> None:
    assert decide(allocated(), RETURN, context(IN, KHO)) == [
        e.ReturnedToVault(MACHINE, serials(8, 9), 2, KHO.officer)
    ]
    assert balance(after(allocated(), RETURN, IN, KHO)) == {AT_MACHINE: 8, "vault": 92}


def test_a_blank_is_used_where_it_lies() -> None:
    assert decide(allocated(), USE, context(IN)) == [e.Used(serial(0), JOB, MACHINE)]
    assert account_of(spoiled(), serial(0)) == "used"


@pytest.mark.parametrize(
    ("state", "command", "said"),
    [
        (allocated(), replace(ALLOCATE, serials=serials(9, 12)), (9, AT_MACHINE, "vault")),
        (received(), RETURN, (8, "vault", AT_MACHINE)),
        (received(), USE, (0, "vault", AT_MACHINE)),
        (
            allocated(),
            replace(USE, machine_id=OTHER_MACHINE),
            (0, AT_MACHINE, f"machine:{OTHER_MACHINE}"),
        ),
        (spoiled(), replace(USE, job_id=OTHER_JOB), (0, "used", AT_MACHINE)),
        (received(), SPOIL, (1, "vault", AT_MACHINE)),
        (received(), replace(SPOIL, machine_id=None), (1, "vault", "machine")),
        (spoiled(), replace(SPOIL, cause="misprint"), (1, "spoiled", AT_MACHINE)),
        (missing(), c.SpoilBlank(serial=serial(30), cause="jam"), (30, "missing", "machine")),
    ],
)
def test_a_blank_elsewhere_does_not_move(state: Any, command: Any, said: Any) -> None:
    place, account, expected = said

    refused = refusal(state, command)

    assert refused.code == "blank-is-elsewhere"
    assert refused.params == {"serial": serial(place), "account": account, "expected": expected}


def test_a_blank_spoils_in_its_machine_or_as_the_card_it_became() -> None:
    finished = c.SpoilBlank(serial=serial(0), cause="misprint", job_id=JOB)
    unnamed = replace(SPOIL, machine_id=None)

    assert decide(allocated(), SPOIL, context(IN)) == [e.Spoiled(serial(1), JOB, "jam", AT_MACHINE)]
    assert decide(allocated(), unnamed, context(IN)) == decide(allocated(), SPOIL, context(IN))
    assert decide(spoiled(), finished, context(CHAT)) == [
        e.Spoiled(serial(0), JOB, "misprint", "used")
    ]
    named = replace(finished, machine_id=MACHINE)
    assert decide(spoiled(), named, context(CHAT))


def test_the_blank_of_a_card_is_not_spoiled_behind_the_card() -> None:
    finished = c.SpoilBlank(serial=serial(0), cause="misprint", job_id=JOB)

    with pytest.raises(OutsideAuthority, match="role-may-not"):
        decide(spoiled(), finished, context(IN))


@pytest.mark.parametrize(
    ("state", "command", "actor", "second"),
    [
        (received(), ALLOCATE, KHO, IN),
        (allocated(), RETURN, IN, KHO),
        (allocated(), USE, IN, None),
        (allocated(), SPOIL, IN, None),
    ],
)
def test_what_is_repeated_moves_nothing(state: Any, command: Any, actor: Any, second: Any) -> None:
    moved = after(state, command, actor, second)

    assert decide(moved, command, context(actor, second)) == []


def test_a_repeat_is_known_after_other_blanks_have_moved() -> None:
    others = after(allocated(), replace(ALLOCATE, serials=serials(50, 59)), KHO, IN)

    assert decide(others, ALLOCATE, context(KHO, IN)) == []


def test_blanks_that_came_back_are_handed_out_again() -> None:
    back = after(allocated(), replace(RETURN, serials=serials(0, 9)), IN, KHO)

    assert len(decide(back, ALLOCATE, context(KHO, IN))) == 1
