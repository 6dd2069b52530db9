"""Each command of a reaction is carried out once, and what was not accepted is told.

Long because the fakes of one small office stand here, beside what they are used for.
"""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from application.kinds import KINDS
from application.order import NotFound, Order
from application.reactions.all_reactors import REACTORS
from application.reactions.reacting import Reacting, ReactionFaulty, Unaccepted
from application.reactions.reactor import Reactor, Wanted, reaction_id, service
from case_stories import at, case, fresh_id
from domain.card_application.commands import CloseApplication, WithdrawApplication
from domain.claims import Claim
from domain.dispatch_manifest import events as m
from domain.mandates import COMMANDS
from domain.refusals import NotAllowedNow
from domain.roles import SERVICES

SOURCE, TARGET, HOLDER = fresh_id(1), fresh_id(2), fresh_id(3)
CLAIM = Claim("open-application", "x", sealed=False)
CLOSE = CloseApplication(reason="death")
OPENED = m.Opened("M1", "001")
WANTED = Wanted("card-application", TARGET, CLOSE, "card-approver", settled=frozenset({"is-so"}))


class Store:
    """One source, and one stream that holds the claim."""

    def __init__(self, *history: Any) -> None:
        self.history = case(*history, stream=SOURCE)
        self.held: dict[Claim, UUID] = {CLAIM: HOLDER}

    async def load(self, stream: UUID) -> Any:
        return self.history

    async def owners(self, claims: tuple[Claim, ...]) -> dict[Claim, UUID]:
        return {one: self.held[one] for one in claims if one in self.held}


class Office:
    """Remembers orders, and refuses those on the targets that it was told of."""

    def __init__(self, *history: Any) -> None:
        self.store = Store(*history)
        self.kinds = KINDS
        self.orders: list[Order] = []
        self.refuses: dict[UUID, Exception] = {}

    async def carry_out(self, order: Order) -> None:
        if order.stream in self.refuses:
            raise self.refuses[order.stream]
        self.orders.append(order)


def asking(*wanted: Wanted) -> Reactor:
    topics = frozenset({OPENED.TOPIC})
    return Reactor("asking", "process-manager", topics, lambda _recorded, _state: wanted)


def react(office: Office, *reactors: Reactor, version: int = 1, known: Any = None) -> list[Any]:
    async def collected() -> list[Unaccepted]:
        reacting = Reacting(office, reactors)  # type: ignore[arg-type]
        return [one async for one in reacting.to(SOURCE, version, OPENED.TOPIC, known)]

    return asyncio.run(collected())


def test_a_command_is_given_by_the_service_of_the_reactor_in_the_matter_of_the_event() -> None:
    office = Office(OPENED)

    assert react(office, asking(WANTED)) == []

    (order,) = office.orders
    envelope = office.store.history[0].envelope
    assert order.stream == TARGET
    assert order.command == replace(CLOSE, correlation_id=envelope.correlation_id)
    assert order.actor == service("process-manager")
    assert order.command_id == reaction_id("asking", office.store.history[0], WANTED)
    assert (order.if_match, order.capability.opens) == (None, False)


def test_the_holder_of_a_claim_is_the_one_by_then() -> None:
    office = Office(OPENED)

    react(office, asking(replace(WANTED, target=CLAIM)))

    assert [order.stream for order in office.orders] == [HOLDER]


def test_where_nobody_holds_the_claim_nobody_is_asked() -> None:
    office = Office(OPENED)
    office.store.held.clear()

    (unaccepted,) = react(office, asking(replace(WANTED, target=CLAIM)))

    assert (unaccepted.outcome, unaccepted.target, office.orders) == ("nobody", None, [])


def test_what_is_asked_only_of_a_holder_leaves_no_note_where_there_is_none() -> None:
    office = Office(OPENED)
    if_held = replace(WANTED, target=CLAIM, if_held=True)

    assert react(office, asking(if_held)) == []
    assert [order.stream for order in office.orders] == [HOLDER]

    office.store.held.clear()
    assert react(office, asking(if_held)) == []
    assert len(office.orders) == 1


@pytest.mark.parametrize(
    ("refusal", "outcome", "code"),
    [
        (NotAllowedNow("card-application-is", state="closed"), "refused", "card-application-is"),
        (NotAllowedNow("is-so"), "settled", "is-so"),
        (NotFound("card-application", TARGET), "refused", "card-application-not-found"),
    ],
)
def test_a_refusal_is_told_with_its_owner_and_keeps_nothing_from_the_rest(
    refusal: Exception, outcome: str, code: str
) -> None:
    office = Office(OPENED)
    office.refuses[TARGET] = refusal

    (unaccepted,) = react(office, asking(WANTED, replace(WANTED, target=HOLDER)))

    assert [order.stream for order in office.orders] == [HOLDER]
    assert (unaccepted.outcome, unaccepted.code) == (outcome, code)
    assert (unaccepted.owner_role, unaccepted.owner_unit) == ("card-approver", "centre")
    assert (unaccepted.source, unaccepted.version) == (SOURCE, 1)
    assert (unaccepted.target, unaccepted.command) == (TARGET, "CloseApplication")


def test_what_was_answered_before_is_passed_over() -> None:
    office, other = Office(OPENED), replace(WANTED, target=HOLDER)
    answered = reaction_id("asking", office.store.history[0], WANTED)

    async def is_known(subject: UUID, command: UUID) -> bool:
        assert subject == service("process-manager").officer
        return command == answered

    react(office, asking(WANTED, other), known=is_known)

    assert [order.stream for order in office.orders] == [HOLDER]


def test_a_reactor_sees_the_stream_right_after_the_act_and_nothing_of_later() -> None:
    """What one act records is understood together: the count and its difference."""
    office = Office(OPENED, *(m.CardPacked(fresh_id(n), fresh_id(n), 1, n) for n in (1, 2, 3)))
    acts = [1, 1, 1, 2]
    office.store.history = [
        replace(one, envelope=replace(one.envelope, command_id=UUID(int=act)))
        for one, act in zip(office.store.history, acts, strict=True)
    ]
    seen: list[Any] = []

    def react_to(recorded: Any, state: Any) -> tuple[Wanted, ...]:
        seen.append((recorded.version, state.version))
        return ()

    reactor = Reactor("seeing", "process-manager", frozenset({OPENED.TOPIC}), react_to)
    react(office, reactor)
    react(office, reactor, version=2)
    react(office, reactor, version=4)

    assert seen == [(1, 3), (2, 3), (4, 4)]


def test_a_reactor_that_fails_says_so_as_one_kind_of_fault() -> None:
    def fails(_recorded: Any, _state: Any) -> tuple[Wanted, ...]:
        raise KeyError("ground")

    broken = Reactor("broken", "process-manager", frozenset({OPENED.TOPIC}), fails)

    with pytest.raises(ReactionFaulty, match="broken"):
        react(Office(OPENED), broken)


def test_the_id_of_a_reaction_follows_from_all_that_it_is() -> None:
    recorded = at(OPENED, 3, SOURCE)
    usual = reaction_id("asking", recorded, WANTED)
    others = [
        reaction_id("other", recorded, WANTED),
        reaction_id("asking", at(OPENED, 4, SOURCE), WANTED),
        reaction_id("asking", at(OPENED, 3, HOLDER), WANTED),
        reaction_id("asking", recorded, replace(WANTED, target=HOLDER)),
        reaction_id("asking", recorded, replace(WANTED, target=CLAIM)),
        reaction_id("asking", recorded, replace(WANTED, command=WithdrawApplication(reason="x"))),
    ]

    assert usual == reaction_id("asking", at(OPENED, 3, SOURCE, clock_offset_s=9), WANTED)
    assert usual.version == 8
    assert len({usual, *others}) == 7


GIVES = {
    "open-adjudication": "OpenAdjudication",
    "decide-adjudication": "DecideAdjudication",
    "record-adjudication": "RecordAdjudication",
    "close-adjudication": "CloseAdjudication",
    "end-with-death": "CloseApplication RequestRevocation",
    "end-with-nationality": "CloseApplication RequestRevocation",
    "end-with-application": "RequestRevocation",
    "dispatch-cards": "DispatchCard",
    "arrive-cards": "RecordArrival",
    "miss-cards": "ReportMissingInTransit",
    "find-cards": "RecordArrival",
    "end-with-merge": "CloseApplication RequestRevocation",
    "end-with-erasure": "CloseApplication RequestRevocation",
    "end-cases-with-erasure": "DismissCase",
    "end-cases-with-merge": "DismissCase",
}


@pytest.mark.parametrize("reactor", REACTORS, ids=lambda one: one.name)
def test_every_reactor_acts_for_a_service_that_may_give_its_commands(reactor: Reactor) -> None:
    assert reactor.role in SERVICES
    assert all(reactor.role in COMMANDS[one] for one in GIVES[reactor.name].split())


def test_no_two_reactors_have_one_name() -> None:
    assert sorted(one.name for one in REACTORS) == sorted(GIVES)
