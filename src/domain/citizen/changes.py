"""Changes of fields as a command states them, weighed against the entry as it is."""

from typing import Any

import msgspec

from domain.citizen.declaration import lacking
from domain.citizen.entry import Entry
from domain.citizen.entry import changed as entry_with
from domain.citizen.facts import Change
from domain.citizen.fields import check_field, given_value
from domain.citizen.forms import ChangeGiven
from domain.context import Context
from domain.policy.mandatory_fields import mandatory_fields
from domain.refusals import Faults


def changes_of(
    entry: Entry,
    given: tuple[ChangeGiven, ...],
    allowed: frozenset[str],
    form: str,
    context: Context,
) -> tuple[Change, ...]:
    """The stated changes with what each field was `before`; those that change nothing left out.

    Raises RuleBroken with every change at fault: a field that may not be changed or is named
    twice, a value not of that field's form, a mandatory field of `form` emptied.
    """
    faults = Faults()
    changes = [
        _change(faults, number, one, entry, context)
        for number, one in enumerate(given)
        if _may_change(faults, number, given, allowed)
    ]
    faults.refuse_if_any()
    effective = tuple(one for one in changes if one and one.before != one.after)
    _refuse_emptied(entry, effective, form, context)
    return effective


def plain(value: Any) -> Any:
    """The value as JSON knows it, so that it equals itself after storage."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _may_change(
    faults: Faults, number: int, given: tuple[ChangeGiven, ...], allowed: frozenset[str]
) -> bool:
    field = given[number].field
    if field not in allowed:
        faults.add(f"/changes/{number}/field", "field-not-changeable", field=field)
    elif any(former.field == field for former in given[:number]):
        faults.add(f"/changes/{number}/field", "field-named-twice", field=field)
    else:
        return True
    return False


def _change(
    faults: Faults, number: int, given: ChangeGiven, entry: Entry, context: Context
) -> Change | None:
    pointer = f"/changes/{number}/after"
    value = faults.check(pointer, given_value, given.field, given.after)
    check_field(faults, pointer, given.field, value, context.units)
    document = given.document.fact() if given.document else None
    before = plain(getattr(entry, given.field))
    return Change(given.field, before, plain(value), given.source, document)


def _refuse_emptied(entry: Entry, changes: tuple[Change, ...], form: str, context: Context) -> None:
    mandatory = mandatory_fields(context.policy, form, context.happened_on, known=context.now)
    after = entry_with(entry, changes)
    faults = Faults()
    emptied = lacking(after, mandatory & {change.field for change in changes})
    for field in emptied:
        faults.add("/changes", "declaration-lacks", field=field)
    faults.refuse_if_any()
