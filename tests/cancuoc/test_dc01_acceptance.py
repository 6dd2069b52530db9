"""Every shipped declaration passes the law: captured, verified and approved without a refusal."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from adapters.identity.development_officers import officer_id
from adapters.reference.load_units import load_register
from cancuoc.dc01_person import Row
from cancuoc.dc01_sample import read_sample
from domain.citizen.approval import approve
from domain.citizen.capture import capture
from domain.citizen.commands import ApproveCitizen, CaptureCitizen, VerifyCitizen
from domain.citizen.facts import PinDraw
from domain.citizen.person import Citizen
from domain.citizen.state import evolve
from domain.citizen.verification import verify
from domain.context import Context
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS

NOW = datetime(2021, 3, 1, 2, 0, tzinfo=UTC)
POLICY = Policy(SEEDS)
UNITS = load_register()
ROWS = list(read_sample())


def acting(role: str, unit: str, facts: Any = None) -> Context:
    actor = Actor(officer_id(role, unit), unit, (role,))
    return Context(actor, NOW, NOW, POLICY, UNITS, test_numbers=True, facts=facts)


def told(state: Citizen | None, events: list[Any], context: Context) -> Citizen:
    for event in events:
        state = evolve(state, event, envelope(context))
    assert state is not None
    return state


def envelope(context: Context) -> Envelope:
    return Envelope(
        recorded_at=NOW,
        occurred_at=NOW,
        actor=context.actor,
        station_id=None,
        command_id=UUID(int=1),
        correlation_id=UUID(int=1),
        policy_version=POLICY.version,
        countersigned_by=None,
        traceparent=None,
        clock_offset_s=0,
    )


def captured(row: Row) -> Citizen:
    command = msgspec.json.decode(msgspec.json.encode(row), type=CaptureCitizen)
    officer = acting("area-officer", row["residences"][0]["place"]["unit"])
    return told(None, capture(None, command, officer), officer)


@pytest.mark.parametrize("start", range(0, 630, 63))
def test_the_shipped_declarations_are_accepted_as_far_as_the_pin(start: int) -> None:
    for number, row in enumerate(ROWS[start : start + 63]):
        commune = row["residences"][0]["place"]["unit"]
        chief = acting("commune-chief", commune)
        verified = verify(state := captured(row), VerifyCitizen(against=("citizen",)), chief)
        state = told(state, verified, chief)
        approver = acting("register-approver", "centre", PinDraw(number, number))
        state = told(state, approve(state, ApproveCitizen(), approver), approver)
        assert state.status == "approved"
        assert (state.pin or "")[:3] in {"003", "005", "007", "009"}


def test_the_declarations_state_no_more_than_the_command_knows() -> None:
    fields = set(CaptureCitizen.__struct_fields__)
    assert set().union(*ROWS) <= fields - {"occurred_at", "station_id", "correlation_id"}


def test_the_declarations_were_captured_in_office_hours_of_one_day() -> None:
    hanoi = [datetime.fromisoformat(row["captured_at"]) for row in ROWS]
    assert {at.utcoffset() for at in hanoi} == {timedelta(hours=7)}
    assert {at.date().isoformat() for at in hanoi} == {"2020-12-15"}
    assert all(7 <= at.hour < 17 for at in hanoi)
