"""The table of roles, units and commands, read row by row (domain §5)."""

from typing import Any
from uuid import UUID

import pytest
from tests.domain.citizen.givens import context
from tests.domain.mandates_of_the_law import BESIDE, WHO, holders

from application.kinds import CAPABILITIES
from domain import authority
from domain.authority import (
    authorise,
    authorise_countersigner,
    command_in_words,
    holds,
    level_of,
    may_read,
    reads_any,
)
from domain.envelope import Actor
from domain.mandates import COMMANDS, COUNTERSIGNERS
from domain.readers import READERS
from domain.refusals import OutsideAuthority, RuleBroken, SameOfficer
from domain.roles import ROLES, SERVICES

UNIT = {
    "commune": "00001",
    "district": "001",
    "province": "01",
    "centre": "centre",
    "ministry": "ministry",
    "outside": "nowhere",
}


def somebody(role: str, level: str) -> Actor:
    return Actor(UUID(int=1), UNIT[level], (role,))


def may(command: str, actor: Actor, *units: str) -> bool:
    try:
        authorise(command, actor, units, context(actor))
    except OutsideAuthority:
        return False
    return True


@pytest.mark.parametrize("command", WHO)
def test_exactly_the_roles_of_the_law_may_give_the_command(command: str) -> None:
    allowed = {
        f"{role}@{level}" for role in ROLES for level in UNIT if may(command, somebody(role, level))
    }

    assert allowed == holders(WHO[command])


def test_every_command_stands_in_the_table() -> None:
    offered = {capability.name for capability in CAPABILITIES}

    assert set(COMMANDS) == {*WHO, "RaiseDiscrepancy"}
    assert offered <= set(COMMANDS)


def may_sign(command: str, countersigner: Actor | None) -> bool:
    try:
        authorise_countersigner(command, Actor(UUID(int=2), "centre", ()), countersigner)
    except OutsideAuthority:
        return False
    return True


@pytest.mark.parametrize("command", BESIDE)
def test_exactly_the_roles_of_the_law_may_sign_as_the_second_officer(command: str) -> None:
    allowed = {
        f"{role}@{level}"
        for role in ROLES
        for level in UNIT
        if may_sign(command, somebody(role, level))
    }

    assert allowed == holders(BESIDE[command])


def test_every_other_command_needs_one_officer_only() -> None:
    assert set(COUNTERSIGNERS) == set(BESIDE)
    assert all(may_sign(command, None) for command in COMMANDS if command not in BESIDE)


@pytest.mark.parametrize("command", BESIDE)
def test_two_officers_are_two_persons(command: str) -> None:
    [holder, *_] = holders(BESIDE[command])
    second = somebody(*holder.split("@"))

    with pytest.raises(SameOfficer, match="countersigner-is-the-same"):
        authorise_countersigner(command, second, second)
    with pytest.raises(RuleBroken, match="two-officers-needed"):
        authorise_countersigner(command, second, None)


def test_any_officer_raises_a_discrepancy_and_no_service_but_the_register_check() -> None:
    raising = {role for role in ROLES if any(may("RaiseDiscrepancy", somebody(role, level))
                                             for level in UNIT)}  # fmt: skip

    outside = {"auditor", "post-courier", "vendor-engineer", "citizen"}
    assert raising == set(ROLES) - outside - SERVICES | {"register-check"}


def test_the_auditor_commands_nothing_but_exports_and_reads_everything() -> None:
    auditor = somebody("auditor", "ministry")

    commanded = {command for command in COMMANDS if may(command, auditor)}
    assert commanded == {"BeginExport", "CompleteExport", "AbandonExport"}
    assert all(may_read(stream, auditor, ("00001",), context(auditor)) for stream in READERS)


@pytest.mark.parametrize(
    ("unit", "record", "reached"),
    [
        ("00001", "00001", True),
        ("00001", "00004", False),
        ("001", "00001", True),
        ("002", "00001", False),
        ("01", "00001", True),
        ("02", "00001", False),
        ("001", "01", False),
        ("centre", "00001", True),
        ("ministry", "00001", True),
        ("001", "99999", False),
    ],
)
def test_an_officer_reaches_the_own_unit_and_those_below(
    unit: str, record: str, reached: bool
) -> None:
    reader = Actor(UUID(int=1), unit, tuple(ROLES))

    assert may_read("citizen", reader, (record,), context(reader)) is reached


def test_one_of_the_units_of_a_record_is_enough() -> None:
    chief = somebody("commune-chief", "commune")

    assert may("VerifyCitizen", chief, "00004", "00001")
    assert not may("VerifyCitizen", chief, "00004", "00007")


def test_the_refusal_names_the_role_and_the_command_in_words() -> None:
    with pytest.raises(OutsideAuthority) as refused:
        authorise("ApproveCitizen", somebody("area-officer", "commune"), (), context(AN_AUDITOR))

    assert refused.value.code == "role-may-not"
    assert refused.value.params == {"role": "area-officer", "command": "approve citizen"}


def test_the_refusal_names_the_unit() -> None:
    with pytest.raises(OutsideAuthority) as refused:
        authorise("NotifyPin", somebody("area-officer", "commune"), ("00004",), context(AN_AUDITOR))

    assert refused.value.code == "unit-outside-authority"
    assert refused.value.params == {"code": "00004"}


def test_a_role_counts_in_a_unit_of_its_level_only() -> None:
    assert not may("RestoreStanding", somebody("data-officer", "district"))
    assert not may("ApproveCitizen", somebody("register-approver", "commune"))
    assert not may("ApproveCitizen", Actor(UUID(int=1), "centre", ()))


AN_AUDITOR: Any = somebody("auditor", "ministry")


@pytest.mark.parametrize("role", ["legal-officer", "minister", "print-operator", "citizen"])
def test_who_has_no_work_with_entries_reads_none(role: str) -> None:
    levels = (level for level in UNIT if level in ROLES[role])

    for level in levels:
        reader = somebody(role, level)
        assert not may_read("citizen", reader, ("00001",), context(reader))
        assert not reads_any("citizen", reader)


def test_levels_are_told_by_the_code() -> None:
    assert [level_of(unit) for unit in UNIT.values()] == list(UNIT)
    assert command_in_words("RequestPinCancellation") == "request pin cancellation"
    assert authority.level_of("1") == "outside"


@pytest.mark.parametrize("level", UNIT)
def test_a_role_is_held_where_it_exists_and_nowhere_else(level: str) -> None:
    held = {role for role in ROLES if holds(role, somebody(role, level))}

    assert held == {role for role in ROLES if level in ROLES[role]}


def test_a_role_that_a_token_does_not_name_is_not_held() -> None:
    assert not holds("director", somebody("auditor", "centre"))
