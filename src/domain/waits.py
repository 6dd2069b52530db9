"""Who has to do what next in a stream, and until when (domain §1.14, principle P4)."""

from datetime import date, datetime

import msgspec

from domain.policy.deadline import END_OF_OFFICE, CardCase, at_office_time, deadline
from domain.policy.house_deadline import house_deadline, house_rule
from domain.policy.rules import Policy
from domain.policy.seeds import NOBODY


class Wait(msgspec.Struct, frozen=True):
    """One thing that a stream waits for. `stage` is unique within the stream.

    `owner_role` in `owner_unit` (a unit code, `centre` or `ministry`) has to act. The due time
    follows `rule`: `house.<stream>.<stage>`, or `limit.<stage>` of the law with its `case`; or it
    is the day `due`, set by an officer or a carrier. The clock starts with the event after which
    the wait is there, or at `since`.
    """

    stage: str
    owner_role: str
    owner_unit: str
    rule: str = ""
    case: CardCase | None = None
    since: datetime | None = None
    due: date | None = None


def due_at(wait: Wait, began_at: datetime, policy: Policy, known: datetime) -> datetime:
    """The instant at which the wait is due; `began_at` is when the stream entered it."""
    since = wait.since or began_at
    if wait.due is not None:
        return at_office_time(wait.due, END_OF_OFFICE)
    if wait.case is not None:
        stage = wait.rule.removeprefix("limit.")
        return deadline(policy, stage, wait.case, since, known=known)  # type: ignore[arg-type]
    return house_deadline(policy, wait.rule.removeprefix("house."), since, known=known)


def escalates_to(wait: Wait, began_at: datetime, policy: Policy, known: datetime) -> str | None:
    """The role to which a missed case goes; None for a plain expiry, which only the view shows."""
    if not wait.rule.startswith("house."):
        return None
    rule = house_rule(policy, wait.rule.removeprefix("house."), began_at, known=known)
    return None if rule.escalates_to == NOBODY else rule.escalates_to
