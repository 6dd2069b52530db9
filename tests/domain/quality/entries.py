"""Entries put to the checks: a good one, and what each change of it does to a verdict."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from adapters.reference.load_units import load_register
from citizen_stories import AN, OFFICER, PHUC_XA, RECORDED_AT, stay
from domain.citizen.entry import Entry, entered
from domain.citizen.facts import DeclaredRelation, Relation
from domain.citizen.person import Capture, Citizen, OpenDiscrepancy, PinLifetime
from domain.context import Context
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.quality.seen import Seen

UNITS = load_register()
POLICY = Policy(SEEDS)
TODAY = date(2021, 3, 10)
NOW = datetime(2021, 3, 10, 2, 0, tzinfo=UTC)
CONTEXT = Context(Actor(OFFICER, PHUC_XA, ("area-officer",)), NOW, NOW, POLICY, UNITS, True)
PIN = "003190000001"
MOTHER = DeclaredRelation("mother", Relation(None, "Lê Thị Hoa", None, None, "VN", None))


def entry(**changes: Any) -> Entry:
    """A woman born on 7 March 1990, whose mother is named; nothing is wrong with her."""
    good = entered(replace(AN, relations=(MOTHER,), residences=(stay(PHUC_XA),)))
    assert good is not None
    return replace(good, **changes)


def citizen(found: Entry, **changes: Any) -> Citizen:
    captured = Capture("DC01", UUID(int=1), "citizen", RECORDED_AT, False, 1)
    usual = Citizen(5, "active", PHUC_XA, captured, found, pins=(numbered(PIN),))
    return replace(usual, **changes)


def numbered(pin: str, to: date | None = None) -> PinLifetime:
    return PinLifetime(pin, "bulk", date(2021, 3, 1), to)


def discrepancy(field: str, *sources: str) -> OpenDiscrepancy:
    return OpenDiscrepancy(UUID(int=9), field, sources, PHUC_XA, TODAY)


def seen(found: Entry | None = None, compared: tuple[str, ...] = (), **changes: Any) -> Seen:
    """The entry (a good one) in a state with these changes, on 10 March 2021."""
    found = found or entry()
    return Seen(citizen(found, **changes), found, frozenset(compared), CONTEXT)
