"""The queue of an officer as branches that an index answers in order, however long the queue."""

from collections.abc import Iterator
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)

from adapters.postgres.view_tables import WORK_CLAIMS, Slot, table_in
from adapters.postgres.work_asked import Branch, Shape
from domain.units import LEVEL_BY_DIGITS, WHOLE_COUNTRY

ORDER = ("taken", "due", "stream", "stage")

_SHOWN = (
    "kind", "owner_role", "owner_unit", "missed", "escalates_to", "entered_version", "entered_at",
)  # fmt: skip

_NOW: BindParameter[Any] = bindparam("now")
_OFFICER: BindParameter[Any] = bindparam("officer")
_LIMIT = bindparam("limit", type_=Integer)


def items(slot: Slot, shape: Shape) -> Select[Any]:
    """The columns of ORDER, then what is shown of a wait and of the claim on it.

    What others have in hand comes last: it is looked for only where the free cases end, and then
    the queue is short.
    """
    waits = table_in(slot, "waits")
    if not shape.roles:
        return _free(waits, shape, (0, 0)).where(false())
    branches = [(role, code) for role in range(shape.roles) for code in range(shape.codes)]
    free = _first([_free(waits, shape, branch) for branch in branches]).cte("free")
    is_wanted = select(func.count()).select_from(free).scalar_subquery() < _LIMIT
    taken = [_taken(waits, shape, branch).where(is_wanted) for branch in branches]
    found = union_all(select(free), *_limited(taken)).subquery("items")
    return select(found).order_by(*(found.c[name] for name in ORDER)).limit(_LIMIT)


def _first(branches: list[Select[Any]]) -> Select[Any]:
    """The first of all branches together."""
    found = union_all(*_limited(branches)).subquery("branches")
    return select(found).order_by(*(found.c[name] for name in ORDER)).limit(_LIMIT)


def _limited(branches: list[Select[Any]]) -> list[Select[Any]]:
    """Each as a subquery, so that a branch of a union may have an order and a limit."""
    return [select(branch.limit(_LIMIT).subquery()) for branch in branches]


def _free(waits: Table, shape: Shape, branch: Branch) -> Select[Any]:
    """Nobody else has it in hand: read along the index, claims looked up one by one."""
    claims = WORK_CLAIMS.alias("mine")
    mine = and_(_same(waits, claims), claims.c.until > _NOW,
                claims.c.officer == _OFFICER)  # fmt: skip
    others = WORK_CLAIMS.alias("others")
    elsewhere = select(others.c.stream).where(
        _same(waits, others), others.c.until > _NOW, others.c.officer != _OFFICER
    )
    return (
        _columns(waits, 0, claims.c.officer, claims.c.until)
        .select_from(waits.outerjoin(claims, mine))
        .where(~elsewhere.exists(), *_conditions(waits, shape, branch), *_beyond(waits, shape, 0))
        .order_by(waits.c.due, waits.c.stream, waits.c.stage)
    )


def _taken(waits: Table, shape: Shape, branch: Branch) -> Select[Any]:
    """Another officer has it in hand: read along the index too, since claims know no queue."""
    claims = WORK_CLAIMS.alias("taken")
    # The limit changes no row, the key being whole, and keeps the planner from reading the claims
    # of the whole country first.
    held = (
        select(claims.c.officer, claims.c.until)
        .where(
            _same(waits, claims),
            claims.c.until > _NOW,
            claims.c.officer != _OFFICER,
        )
        .limit(1)
        .lateral("held")
    )
    return (
        _columns(waits, 1, held.c.officer, held.c.until)
        .select_from(waits.join(held, true()))
        .where(*_conditions(waits, shape, branch), *_beyond(waits, shape, 1))
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


def _conditions(waits: Table, shape: Shape, branch: Branch) -> Iterator[ColumnElement[bool]]:
    role, code = branch
    yield waits.c.owner_role == bindparam(f"role_{role}")
    yield _reaches(waits, shape.level, code)
    if shape.has_stage:
        yield waits.c.stage == bindparam("stage")


def _reaches(waits: Table, level: str, code: int) -> ColumnElement[bool]:
    """Whether the owner's unit is one that the officer's stands for, or lies below it."""
    if level in WHOLE_COUNTRY:
        return true()
    is_local = level in LEVEL_BY_DIGITS.values()
    return waits.c[f"owner_{level}"] == bindparam(f"unit_{code}") if is_local else false()


def _beyond(waits: Table, shape: Shape, taken: int) -> Iterator[ColumnElement[bool]]:
    """Places after one, among what is free or what is taken."""
    if shape.after is None or shape.after < taken:
        return
    if shape.after > taken:
        yield false()
    c = waits.c
    place = (bindparam(f"after_{name}", type_=c[name].type) for name in ORDER[1:])
    yield tuple_(c.due, c.stream, c.stage) > tuple_(*place)


def _same(waits: Table, claims: Any) -> ColumnElement[bool]:
    return and_(claims.c.stream == waits.c.stream, claims.c.stage == waits.c.stage)
