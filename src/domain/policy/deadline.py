"""When a stage of a card application must be done (59/2014 Art. 25; Circulars 11/2016, 60/2021)."""

from datetime import date, datetime, time
from typing import Literal

import msgspec

from domain.context import VIETNAM_TIME, local_day
from domain.policy.parameters import read
from domain.policy.rules import Policy, RulesInForce
from domain.policy.shapes import Kind, Limit, LimitRow, Zone
from domain.policy.working_calendar import working_days_after

Stage = Literal["total", "district", "province", "centre", "delivery"]

NOON = time(12, 0)
END_OF_OFFICE = time(17, 0)


class CardCase(msgspec.Struct, frozen=True):
    """What the limit of a stage depends on.

    `zone` is that of the intake district, `kind` that of the application; `own_intake` says that
    the stage took the application in itself, so that nobody examined it before.
    """

    zone: Zone
    kind: Kind
    own_intake: bool = False


def deadline(
    policy: Policy,
    stage: Stage,
    case: CardCase,
    received_at: datetime,
    *,
    known: datetime | None = None,
) -> datetime:
    """The instant, in Viet Nam time, by which this stage must be done.

    `received_at` (aware) is when this stage received the case; its local day selects the rule and
    is day 0. Whole days end at 17:00, a half day at 12:00 of the next working day (domain §2.2).
    """
    received_on = local_day(received_at)
    days = _limit(policy.at(received_on, known), f"limit.{stage}", case)
    whole, half = divmod(round(2 * days), 2)
    last_day = working_days_after(policy, received_on, whole + half, known=known)
    return at_office_time(last_day, NOON if half else END_OF_OFFICE)


def at_office_time(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, VIETNAM_TIME)


def _limit(rules: RulesInForce, key: str, case: CardCase) -> float:
    rows = read(rules, key, Limit).rows
    return next(row.days for row in rows if _fits(row, case))


def _fits(row: LimitRow, case: CardCase) -> bool:
    return (
        row.zone in (None, case.zone)
        and row.kind in (None, case.kind)
        and row.own_intake in (None, case.own_intake)
    )
