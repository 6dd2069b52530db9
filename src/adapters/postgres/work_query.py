"""The queue of an officer as branches that an index answers in order, however long the queue."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)

from adapters.postgres.view_tables import WORK_CLAIMS, Slot, table_in
from domain.authority import level_of
from domain.envelope import Actor
from domain.roles import ROLES
from domain.units import LEVEL_BY_DIGITS, WHOLE_COUNTRY

ORDER = ("taken", "due", "stream", "stage")

_SHOWN = (
    "kind", "owner_role", "owner_unit", "missed", "escalates_to", "entered_version", "entered_at",
)  # fmt: skip

At = tuple[int, datetime, UUID, str]
"""A place in the order."""


class Queue(msgspec.Struct, frozen=True):
    """Whose queue, perhaps one stage or one role of it, and at what moment."""

    actor: Actor
    stage: str | None
    role: str | None
    now: datetime

    @property
    def roles(self) -> list[str]:
        """The officer's roles that exist at the level of his unit."""
        level = level_of(self.actor.unit)
        held = [role for role in self.actor.roles if level in ROLES.get(role, ())]
        return [role for role in held if self.role in (None, role)]


def items(slot: Slot, queue: Queue, limit: int, after: At | None) -> Select[Any]:
    """The columns of ORDER, then what is shown of a wait and of the claim on it.

    What others have in hand comes last: it is looked for only where the free cases end, and then
    the queue is short.
    """
    waits = table_in(slot, "waits")
    roles = queue.roles
    if not roles:
        return _free(waits, queue, "", after).where(false())
    free = _first([_free(waits, queue, role, after) for role in roles], limit).cte("free")
    is_wanted = select(func.count()).select_from(free).scalar_subquery() < limit
    taken = [_taken(waits, queue, role, after).where(is_wanted) for role in roles]
    found = union_all(select(free), *_limited(taken, limit)).subquery("items")
    return select(found).order_by(*(found.c[name] for name in ORDER)).limit(limit)


def _first(branches: list[Select[Any]], limit: int) -> Select[Any]:
    """The first of all branches together."""
    found = union_all(*_limited(branches, limit)).subquery("branches")
    return select(found).order_by(*(found.c[name] for name in ORDER)).limit(limit)


def _limited(branches: list[Select[Any]], limit: int) -> list[Select[Any]]:
    """Each as a subquery, so that a branch of a union may have an order and a limit."""
    return [select(branch.limit(limit).subquery()) for branch in branches]


def _free(waits: Table, queue: Queue, role: str, after: At | None) -> Select[Any]:
    """Nobody else has it in hand: read along the index, claims looked up one by one."""
    claims = WORK_CLAIMS.alias("mine")
    mine = and_(_same(waits, claims), claims.c.until > queue.now,
                claims.c.officer == queue.actor.officer)  # fmt: skip
    others = WORK_CLAIMS.alias("others")
    elsewhere = select(others.c.stream).where(
        _same(waits, others), others.c.until > queue.now, others.c.officer != queue.actor.officer
    )
    return (
        _columns(waits, 0, claims.c.officer, claims.c.until)
        .select_from(waits.outerjoin(claims, mine))
        .where(~elsewhere.exists(), *_conditions(waits, queue, role), *_beyond(waits, 0, after))
        .order_by(waits.c.due, waits.c.stream, waits.c.stage)
    )


def _taken(waits: Table, queue: Queue, role: str, after: At | None) -> Select[Any]:
    """Another officer has it in hand: read along the index too, since claims know no queue."""
    claims = WORK_CLAIMS.alias("taken")
    # The limit changes no row, the key being whole, and keeps the planner from reading the claims
    # of the whole country first.
    held = (
        select(claims.c.officer, claims.c.until)
        .where(
            _same(waits, claims),
            claims.c.until > queue.now,
            claims.c.officer != queue.actor.officer,
        )
        .limit(1)
        .lateral("held")
    )
    return (
        _columns(waits, 1, held.c.officer, held.c.until)
        .select_from(waits.join(held, true()))
        .where(*_conditions(waits, queue, role), *_beyond(waits, 1, after))
        .order_by(waits.c.due, waits.c.stream, waits.c.stage)
    )


def _columns(waits: FromClause, taken: Literal[0, 1], officer: Any, until: Any) -> Select[Any]:
    c = waits.c
    number: ColumnElement[int] = literal_column(str(taken))
    return select(
        number.label("taken"),
        c.due,
        c.stream,
        c.stage,
        *(c[name] for name in _SHOWN),
        officer.label("claimed_by"),
        until.label("claimed_until"),
    )


def _conditions(waits: Table, queue: Queue, role: str) -> Iterator[ColumnElement[bool]]:
    yield waits.c.owner_role == role
    yield reaches(waits, queue.actor.unit)
    if queue.stage is not None:
        yield waits.c.stage == queue.stage


def reaches(waits: Table, unit: str) -> ColumnElement[bool]:
    """Whether the owner's unit is this one or lies below it."""
    if unit in WHOLE_COUNTRY:
        return true()
    level = LEVEL_BY_DIGITS.get(len(unit))
    return waits.c[f"owner_{level}"] == unit if level else false()


def _beyond(waits: Table, taken: int, after: At | None) -> Iterator[ColumnElement[bool]]:
    """Places after one, among what is free or what is taken."""
    if after is None or after[0] < taken:
        return
    if after[0] > taken:
        yield false()
    yield tuple_(waits.c.due, waits.c.stream, waits.c.stage) > tuple_(*after[1:])


def _same(waits: Table, claims: Any) -> ColumnElement[bool]:
    return and_(claims.c.stream == waits.c.stream, claims.c.stage == waits.c.stage)
