"""Entries proposed to be merged, merged, held, ordered to be erased, and erased.

`named` is the id of what was asked for last: a proposal, a hold or an order.
"""

from typing import Any
from uuid import uuid4

from tests.adapters.http.cases_at_intake import case
from tests.adapters.http.lazy_world import LazyWorld, Makers

from citizen_case import Case, paper

STATES = Makers()


def _named(made: Case, verb: str, officer: str, of: str, **body: Any) -> Case:
    made.named = str(uuid4())
    made.step(verb, officer, **{of: made.named}, **body)
    return made


def _proposed(source: Case, target: Case) -> Case:
    asked = {"target_id": target.id, "ground": "same-person"}
    source.target = target
    return _named(source, "propose-merge", "data-quality-officer", "proposal_id", **asked)


def _confirmed(source: Case) -> Case:
    source.step("confirm-merge", "register-approver", proposal_id=source.named)
    source.target.refresh()
    return source


def _held(made: Case) -> Case:
    hold = {"ground": "court-proceedings", "document": paper()}
    return _named(made, "place-legal-hold", "director", "hold_id", **hold)


def _ordered(made: Case) -> Case:
    order = {"ground": "court-order", "order": paper()}
    return _named(made, "order-erasure", "director", "order_id", **order)


@STATES
def proposed_to_merge(world: LazyWorld) -> Case:
    return _proposed(Case(world.register).active(), Case(world.register).active())


@STATES
def proposed_with_other_birth(world: LazyWorld) -> Case:
    other = Case(world.register, birth="1991-01-02").active()
    return _proposed(other, Case(world.register).active())


@STATES
def proposed_into_merged(world: LazyWorld) -> Case:
    """Its target ended in a third entry after the proposal."""
    source, target = Case(world.register).active(), Case(world.register).active()
    _proposed(source, target)
    _confirmed(_proposed(target, Case(world.register).active()))
    return source


@STATES
def proposed_with_cards(world: LazyWorld) -> Case:
    """Both of them hold a card in force."""
    one, other = (case(world).approved().made().delivered().person for _ in range(2))
    return _proposed(one.refresh(), other)


@STATES
def merged_entry(world: LazyWorld) -> Case:
    return _confirmed(_proposed(Case(world.register).active(), Case(world.register).active()))


@STATES
def merged_birth(world: LazyWorld) -> Case:
    """An entry that let go of its birth certificate, which another entry holds by now."""
    number = str(uuid4().int)[:20]
    certificate = {"registry": "00001", "year": 2021, "number": number}
    born: dict[str, Any] = {"form": "birth-notice", "birth": "2021-03-01", "marital": ...}
    born |= {"residences": [], "birth_certificate": certificate}
    source = Case(world.register, **born).captured("civil-registrar")
    merged = _confirmed(_proposed(source, Case(world.register).active()))
    Case(world.register, **born).captured("civil-registrar")
    merged.certificate = number
    return merged


@STATES
def merged_twice_over(world: LazyWorld) -> Case:
    """Its target has ended in a third entry since."""
    source = _confirmed(_proposed(Case(world.register).active(), Case(world.register).active()))
    _confirmed(_proposed(source.target, Case(world.register).active()))
    return source


@STATES
def held_entry(world: LazyWorld) -> Case:
    return _held(Case(world.register).active())


@STATES
def ordered_entry(world: LazyWorld) -> Case:
    return _ordered(Case(world.register).active())


@STATES
def ordered_and_held(world: LazyWorld) -> Case:
    made = _ordered(Case(world.register).active())
    order = made.named
    _held(made).named = order
    return made


@STATES
def ordered_with_another(world: LazyWorld) -> Case:
    """Another entry was merged into it, which is not erased."""
    merged = _confirmed(_proposed(Case(world.register).active(), Case(world.register).active()))
    return _ordered(merged.target)


@STATES
def erased_entry(world: LazyWorld) -> Case:
    made = _ordered(Case(world.register).active())
    made.step("erase-citizen", "security-officer", order_id=made.named)
    return made
