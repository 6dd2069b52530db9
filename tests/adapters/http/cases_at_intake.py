"""Applications as far as the unit takes them, and those that end there."""

from typing import Any
from uuid import uuid4

from tests.adapters.http.lazy_world import LazyWorld, Makers
from tests.adapters.http.quiet_case import QuietCase

from citizen_case import Case, paper

STAGES = Makers()
FORMER_DAY = "2020-09-01T09:00:00+07:00"
"""A day whose appeal time is over on the day of the tests."""


def case(world: LazyWorld, citizen: Case | None = None, **declared: Any) -> QuietCase:
    return QuietCase(world["workshop"], citizen, **declared)


@STAGES
def opened(world: LazyWorld) -> QuietCase:
    return case(world).opened()


@STAGES
def unpaid(world: LazyWorld) -> QuietCase:
    """Captured, with nothing paid and no old document handed in."""
    return case(world).captured()


@STAGES
def paid(world: LazyWorld) -> QuietCase:
    """Paid, and the old document still with the citizen."""
    made = case(world).captured()
    fee = made.application.shown["fee_due"]
    return made.step("settle-fee", "reception-officer", amount=fee, receipt="BL-1")


@STAGES
def settled(world: LazyWorld) -> QuietCase:
    return case(world).captured().settled()


@STAGES
def taken_in(world: LazyWorld) -> QuietCase:
    return case(world).taken_in()


@STAGES
def sent_back(world: LazyWorld) -> QuietCase:
    made = case(world).taken_in()
    return made.step("return-application", "intake-approver", reasons=["portrait-blurred"])


@STAGES
def just_fourteen(world: LazyWorld) -> QuietCase:
    """Opened a few days after the birthday."""
    return case(world, birth="2007-03-01").opened()


@STAGES
def used_packet(world: LazyWorld) -> str:
    return str(world["unpaid"].application.shown["packets"][0])


@STAGES
def used_dossier(world: LazyWorld) -> str:
    return str(world["unpaid"].application.shown["dossier_number"])


@STAGES
def adult(world: LazyWorld) -> Case:
    """A citizen with a number who asks for nothing."""
    return Case(world.register).active()


@STAGES
def child(world: LazyWorld) -> Case:
    return Case(world.register, birth="2010-05-06").active()


@STAGES
def refused(world: LazyWorld) -> QuietCase:
    return _refused(case(world).opened())


@STAGES
def refused_long_ago(world: LazyWorld) -> QuietCase:
    return _refused(case(world).opened(), occurred_at=FORMER_DAY)


@STAGES
def appealed(world: LazyWorld) -> QuietCase:
    return _appealed(_refused(case(world).opened()))


@STAGES
def dismissed(world: LazyWorld) -> QuietCase:
    made = _appealed(_refused(case(world).opened()))
    return made.step("decide-appeal", "director", appeal_id=made.appeal, outcome="dismissed")


@STAGES
def overtaken(world: LazyWorld) -> QuietCase:
    """Under appeal, while the citizen asks for a card once more."""
    made = _appealed(_refused(case(world).opened()))
    case(world, made.citizen).opened()
    return made


@STAGES
def withdrawn(world: LazyWorld) -> QuietCase:
    made = case(world).opened()
    return made.step("withdraw-application", "reception-officer", reason="citizen-asks")


@STAGES
def closed(world: LazyWorld) -> QuietCase:
    return case(world).opened().step("close-application", "card-approver", reason="error")


def _refused(made: QuietCase, **changes: Any) -> QuietCase:
    body = {"reason": "not-entitled", "notice": paper(), "legal_ground": "law-59"}
    return made.step("refuse-application", "card-approver", **body, **changes)


def _appealed(made: QuietCase) -> QuietCase:
    made.appeal = str(uuid4())
    return made.step("lodge-appeal", "reception-officer", appeal_id=made.appeal)
