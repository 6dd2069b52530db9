"""Laws and officers from which the tests of legal instruments begin."""

from datetime import UTC, date, datetime
from uuid import UUID

from tests.domain.citizen.givens import context as usual
from tests.domain.citizen.givens import envelope, officer

from domain.context import Context
from domain.deadlines import MarkDeadlineMissed
from domain.envelope import Actor
from domain.legal_instrument import commands as c
from domain.legal_instrument import events as e
from domain.legal_instrument.state import LegalInstrument, evolve

VAN = officer(20, "ministry", "legal-officer")
VUONG = officer(21, "ministry", "legal-officer")
FORCE = date(2021, 7, 1)
LATER = datetime(2021, 7, 1, 3, 0, tzinfo=UTC)

LIST = c.ListInstrument(
    id=UUID(int=400), number="47/2021/TT-BTC", kind="circular", title="Mức thu lệ phí"
)
ISSUE = c.IssueInstrument(signed_on=date(2021, 6, 24), from_=FORCE, to=date(2021, 12, 31))
PROPOSE = c.ProposeRule(
    key="fee.factor", article="Điều 1", parameters={"factor": "0.5"}, from_=FORCE
)
CONFIRM = c.ConfirmRule(key="fee.factor", from_=FORCE)
MISSED = MarkDeadlineMissed(
    stage="issued",
    due=datetime(2021, 7, 1, tzinfo=UTC),
    owner_role="legal-officer",
    owner_unit="ministry",
)
ISSUED = e.Issued("47/2021/TT-BTC", date(2021, 6, 24), FORCE, date(2021, 12, 31), None, False)
PROPOSED = e.RuleProposed("fee.factor", "Điều 1", {"factor": "0.5"}, FORCE, None, "confirmed")
CONFIRMED = e.RuleConfirmed("fee.factor", "Điều 1", {"factor": "0.5"}, FORCE, None, "confirmed")


def context(actor: Actor = VAN, now: datetime | None = None) -> Context:
    return usual(actor, **({"now": now, "occurred_at": now} if now else {}))


def given(*events: e.Event, by: Actor = VAN) -> LegalInstrument:
    state = None
    for event in events:
        state = evolve(state, event, envelope(by))
    assert state is not None
    return state


def listed() -> LegalInstrument:
    return given(e.Listed("47/2021/TT-BTC", "circular", "Mức thu lệ phí", None))


def issued(*further: e.Event) -> LegalInstrument:
    return given(e.Listed("47/2021/TT-BTC", "circular", "Mức thu lệ phí", None), ISSUED, *further)


def in_force() -> LegalInstrument:
    return issued(e.BroughtIntoForce(*(getattr(ISSUED, f) for f in ISSUED.__struct_fields__)))
