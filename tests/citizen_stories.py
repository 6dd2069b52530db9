"""Citizens for tests of views: recorded events of one person at a time, dated in March 2021."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from msgspec.structs import replace

from domain.citizen import events as e
from domain.citizen.facts import Change, Place, Residence, SealedObject
from domain.envelope import Actor, Envelope
from domain.recorded import Recorded

RECORDED_AT = datetime(2021, 3, 1, 2, 0, tzinfo=UTC)
DAY = date(2021, 3, 1)
OFFICER = UUID("01900000-0000-7000-8000-0000000000aa")
PAPER = SealedObject(UUID(int=5), "0" * 64, "application/pdf")

PHUC_XA = "00001"
"""A commune of district 001, province 01."""
DONG_VAN = "00715"
"""A commune of district 026, province 02."""


def place(unit: str | None, country: str = "VN") -> Place:
    return Place(unit, DAY, country, None)


def stay(unit: str | None, kind: str = "permanent", **days: date) -> Residence:
    country = "VN" if unit else "FR"
    return Residence(kind, days.get("from_"), days.get("to"), place(unit, country))


AN = e.Declaration(
    surname="Nguyễn",
    middle="Thị",
    given="Ánh",
    other_name="Bông",
    birth="1990-03-07",
    birth_year=1990,
    sex="female",
    birth_registration=place("01"),
    native_place=place("01"),
    ethnicity="vn-1979:01",
    religion=None,
    nationalities=("VN",),
    marital="never-married",
    blood=None,
    residences=(stay(PHUC_XA),),
    relations=(),
    cmnd9=("123456789",),
    pin_declared=None,
    documents=(),
    signature=PAPER,
)


def captured(**declared: Any) -> e.Captured:
    return e.Captured("DC01", uuid4(), "citizen", RECORDED_AT, False, replace(AN, **declared))


def recaptured(**declared: Any) -> e.Recaptured:
    return e.Recaptured("DC01", uuid4(), "citizen", RECORDED_AT, False, 2, replace(AN, **declared))


def corrected(**after: Any) -> e.CaptureCorrected:
    return e.CaptureCorrected(tuple(after), e.DiffSealed(_diff(after)))


def amended(**after: Any) -> e.Amended:
    return e.Amended(uuid4(), tuple(after), "court", DAY, e.AmendedSealed(_diff(after), None, None))


def absorbed(**after: Any) -> e.Absorbed:
    sealed = e.AbsorbedSealed(UUID(int=6), tuple(after), _diff(after))
    return e.Absorbed(uuid4(), sealed)


def numbered(pin: str, origin: str = "bulk") -> e.PinEstablished:
    return e.PinEstablished(origin, e.PinEstablishedSealed(pin, None))


def cancelled(pin: str, ground: str = "input-error-sex") -> e.PinCancelled:
    return e.PinCancelled(uuid4(), ground, DAY, e.PinCancelledSealed(pin, PAPER))


def resided(unit: str | None, kind: str = "permanent", to: date | None = None) -> e.Event:
    return e.ResidenceRecorded(
        kind, DAY, to, e.ResidenceRecordedSealed(place(unit, "VN" if unit else "FR"))
    )


OTHER = UUID("01900000-0000-7000-8000-0000000000bb")
MERGE, MERGE_2 = UUID(int=31), UUID(int=32)
MERGED = e.Merged(MERGE, e.MergedSealed(OTHER, ()))
UNDONE, UNDONE_2 = (e.MergeUndone(one, "two-persons") for one in (MERGE, MERGE_2))
ERASED = e.Erased(UUID(int=33), UUID(int=34))
KEY_DESTROYED = e.KeyDestroyed(UUID(int=33), UUID(int=34), 1, 1)
VERIFIED = e.Verified(("household-book",), (), e.VerifiedSealed(()))
RETURNED = e.Returned(("birth-unclear",), PHUC_XA, DAY, e.RemarkSealed(None))
APPROVED = e.Approved(2)
NOTIFIED = e.PinNotified("paper", DAY, e.PinNotifiedSealed(PAPER))
DEAD = e.DeathRecorded(e.DeathRecordedSealed("2021-02", PAPER))
MISSING = e.DeclaredMissing(DAY, e.DecisionSealed(PAPER))
RESTORED = e.StandingRestored(DAY, "dead", e.DecisionSealed(PAPER))
LOST = e.NationalityLost("renounced", DAY, e.DecisionSealed(PAPER))
ERASED = e.Erased(UUID(int=7), UUID(int=8))
REGAINED = e.NationalityRegained(DAY, e.DecisionSealed(PAPER))


def took_over(proposal: UUID, before: dict[str, Any], after: dict[str, Any]) -> e.Absorbed:
    """What an entry took over from another in a merge."""
    diff = tuple(
        Change(field, before[field], value, "merge", None) for field, value in after.items()
    )
    return e.Absorbed(proposal, e.AbsorbedSealed(OTHER, tuple(after), diff))


def story(*events: Any, stream: UUID | None = None, unit: str = PHUC_XA) -> list[Recorded]:
    """The events as versions 1, 2, 3 … of one stream, a second apart."""
    citizen = stream or uuid4()
    return [
        Recorded(citizen, version, envelope(unit, version), event)
        for version, event in enumerate(events, 1)
    ]


def envelope(unit: str = PHUC_XA, seconds: int = 0) -> Envelope:
    at = RECORDED_AT + timedelta(seconds=seconds)
    actor = Actor(OFFICER, unit, ("area-officer",))
    return Envelope(at, at, actor, None, uuid4(), uuid4(), 60, None, None, 0)


def erased(recorded: Recorded) -> Recorded:
    """As read once the key is destroyed."""
    if not hasattr(recorded.event, "sealed"):
        return recorded
    return replace(recorded, event=replace(recorded.event, sealed=None))


def _diff(after: dict[str, Any]) -> tuple[Change, ...]:
    return tuple(Change(field, None, value, "court", None) for field, value in after.items())
