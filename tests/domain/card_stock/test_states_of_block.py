"""A closed block moves no more; every status of a block rests or waits."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.domain.card_stock.givens import (
    ALLOCATE,
    AN,
    CHAT,
    CLOSE,
    COUNT,
    DESTROY,
    FIND,
    KHAC,
    KHO,
    MISS,
    NOW,
    PROPOSE,
    RETURN,
    SAMPLE,
    SPOIL,
    USE,
    allocated,
    closed,
    context,
    missing,
    proposed,
    receive,
    received,
    spoiled,
)

from domain.card_stock import commands as c
from domain.card_stock.block import Block
from domain.card_stock.decisions import DECIDERS, decide
from domain.card_stock.waits import RESTING, waits
from domain.deadlines import MarkDeadlineMissed
from domain.refusals import AlreadyTaken, NotAllowedNow

MOVES: list[tuple[Block, Any]] = [
    (received(), ALLOCATE),
    (allocated(), RETURN),
    (allocated(), USE),
    (received(), SAMPLE),
    (missing(), FIND),
    (received(), COUNT),
]
LASTING: list[tuple[Block, Any]] = [
    (allocated(), SPOIL),
    (spoiled(), PROPOSE),
    (proposed(), DESTROY),
    (received(), MISS),
]
"""What may happen to blanks of a closed block too: cards made of them are still on their way."""
LATE = MarkDeadlineMissed(stage="open", due=NOW, owner_role="x", owner_unit="centre")


def test_every_command_has_a_row_here() -> None:
    named = {type(command) for _, command in (*MOVES, *LASTING)} | {c.ReceiveBlock, c.CloseBlock}

    assert named | {MarkDeadlineMissed} == set(DECIDERS)


@pytest.mark.parametrize(("state", "command"), MOVES, ids=lambda one: type(one).__name__)
def test_an_open_block_moves_and_a_closed_one_does_not(state: Block, command: Any) -> None:
    assert decide(state, command, context(AN, CHAT))

    with pytest.raises(NotAllowedNow) as refused:
        decide(replace(state, status="closed"), command, context(AN, CHAT))
    assert (refused.value.code, refused.value.params) == ("card-stock-is", {"state": "closed"})


@pytest.mark.parametrize(("state", "command"), LASTING, ids=lambda one: type(one).__name__)
def test_a_card_of_a_closed_block_may_still_be_lost_or_destroyed(
    state: Block, command: Any
) -> None:
    open_ = decide(state, command, context(AN, CHAT))

    assert open_
    assert decide(replace(state, status="closed"), command, context(AN, CHAT)) == open_


def test_a_closed_block_is_neither_received_nor_closed_otherwise() -> None:
    with pytest.raises(AlreadyTaken, match="card-stock-exists"):
        decide(closed(), receive(seal="NP-9"), context(KHO))
    with pytest.raises(NotAllowedNow, match="card-stock-is"):
        decide(replace(received(), status="closed"), CLOSE, context(KHAC))


@pytest.mark.parametrize("state", [received(), allocated(), spoiled(), closed()])
def test_a_block_rests_until_a_count_differs_or_a_destruction_is_proposed(state: Block) -> None:
    assert state.status in RESTING
    assert waits(state) == ()
    with pytest.raises(NotAllowedNow, match="card-stock-waits-not"):
        decide(state, LATE, context(KHO))


def test_every_command_is_bounded_and_admits_no_unknown_field() -> None:
    for command in DECIDERS:
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode('{"unknown":1}', type=command)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (c.UseBlank, '{"serial":"VN1","job_id":"%s","machine_id":"%s"}'),
        (c.DrawSample, '{"serials":[],"from_account":"vault","reason":"x"}'),
        (c.DrawSample, '{"serials":[{"first":"VN0000000100","last":"VN0000000100"}],'
         '"from_account":"used","reason":"x"}'),
        (c.CountBlock, '{"account":"destroyed","counted":1}'),
        (c.CountBlock, '{"account":"vault","counted":-1}'),
        (c.CountBlock, '{"account":"machine:1","counted":1}'),
    ],
)  # fmt: skip
def test_a_body_of_another_form_is_not_read(body: Any, text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=body)


def test_a_machine_is_counted_by_its_id() -> None:
    text = '{"account":"machine:00000000-0000-0000-0000-000000000065","counted":8}'

    assert msgspec.json.decode(text, type=c.CountBlock).counted == 8
