"""Cards in every state, each with the case that it came of."""

from uuid import uuid4

from tests.adapters.http.cases_at_intake import case
from tests.adapters.http.lazy_world import LazyWorld, Makers
from tests.adapters.http.quiet_case import QuietCase

from citizen_case import paper

STATES = Makers()
TOLD = {"reported_at": "2021-03-10T08:00:00+07:00", "channel": "counter"}


def _in_force(world: LazyWorld) -> QuietCase:
    return case(world).approved().made().delivered()


@STATES
def suspended(world: LazyWorld) -> QuietCase:
    made = _in_force(world)
    made.card.step("suspend-card", "card-approver", ground="court-order")
    return made


@STATES
def held(world: LazyWorld) -> QuietCase:
    made = _in_force(world)
    body = {"from": "2021-03-08", "decision": paper(), "ground": "custody"}
    made.card.step("hold-card", "data-officer", **body)
    return made


@STATES
def lost(world: LazyWorld) -> QuietCase:
    made = _in_force(world)
    made.card.step("report-card-lost", "reception-officer", **TOLD)
    return made


@STATES
def replaced_soon(world: LazyWorld) -> QuietCase:
    """A lost card whose successor is approved."""
    made = _in_force(world)
    made.card.step("report-card-lost", "reception-officer", **TOLD)
    again = case(world, made.person).opened("reissue", report_of_loss=paper())
    again.verified().approved()
    return made


@STATES
def replaced(world: LazyWorld) -> QuietCase:
    """A card in whose place another came into force; `successor` is the case of that one."""
    made = _in_force(world)
    again = case(world, made.person).opened("exchange")
    again.approved().made().delivered()
    made.successor = again
    return made


@STATES
def asked(world: LazyWorld) -> QuietCase:
    """A card whose revocation was asked for."""
    made = _in_force(world)
    made.request = str(uuid4())
    body = {"request_id": made.request, "ground": "issued-against-rules"}
    made.card.step("request-revocation", "card-approver", **body)
    return made


@STATES
def revoked(world: LazyWorld) -> QuietCase:
    made = asked(world)
    made.card.step("revoke-card", "director", request_id=made.request)
    return made


@STATES
def taken_back(world: LazyWorld) -> QuietCase:
    made = revoked(world)
    made.card.step("record-taken-back", "reception-officer", cut=False)
    return made


@STATES
def voided(world: LazyWorld) -> QuietCase:
    """A card that failed its check; the application has no card any more."""
    made = case(world).approved().printed()
    made.void = made.card
    made.step("fail-quality-check", "quality-controller", fault="machine", cause="misprint")
    made.void.read()
    return made


@STATES
def destroyed(world: LazyWorld) -> QuietCase:
    made = voided(world)
    made.void.step("destroy-card", "security-officer", "stock-keeper", method="shredding")
    return made
