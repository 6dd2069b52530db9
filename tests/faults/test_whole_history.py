"""The checks of the fault tests see each kind of harm that they look for."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.faults.acknowledged import CommandList, Line
from tests.faults.whole_history import Stored, findings, lost

DONE = Line("done", "officer", "stream", 200, 2)
REFUSED = Line("refused", "officer", "stream", 412, 0)
PENDING = Line("pending", "officer", "stream", 0, 0)


@pytest.fixture
def commands(tmp_path: Path) -> CommandList:
    with CommandList(tmp_path / "commands.txt") as commands:
        for line in (DONE, REFUSED):
            commands.write(line._replace(status=0, version=0))
            commands.write(line)
        commands.write(PENDING)
        return commands


def whole() -> Stored:
    return Stored(
        events={"done": [("stream", 1), ("stream", 2)]},
        versions={"stream": [1, 2]},
        receipts={"done": [("officer", ["stream"], [2])]},
        by_notification=[7, 9],
        by_position=[(0, 7), (1, 9)],
        numbered=1,
        pin_claims=1,
    )


def test_a_register_that_kept_its_word_gives_no_finding(commands: CommandList) -> None:
    assert findings(whole(), commands) == []
    assert lost(whole(), commands) == []


def _without_events(stored: Stored) -> None:
    stored.events.clear()


def _with_half_of_the_events(stored: Stored) -> None:
    stored.events["done"].pop()


def _without_receipt(stored: Stored) -> None:
    stored.receipts.clear()


@pytest.mark.parametrize("harm", [_without_events, _with_half_of_the_events, _without_receipt])
def test_an_acknowledged_command_that_is_not_there_whole_is_lost(
    commands: CommandList, harm: Callable[[Stored], None]
) -> None:
    stored = whole()
    harm(stored)

    assert lost(stored, commands) == [DONE]


HARMS: dict[str, Callable[[Stored], object]] = {
    "doubled": lambda s: s.events["done"].append(("stream", 5)),
    "two receipts": lambda s: s.receipts["done"].append(("officer", ["stream"], [2])),
    "refused and done": lambda s: s.receipts.update(refused=[("officer", ["stream"], [3])]),
    "half done": lambda s: s.events.update(pending=[("stream", 3)]),
    "no client asked": lambda s: s.events.update(other=[("stream", 3)]),
    "gap in": lambda s: s.versions["stream"].append(4),
    "positions": lambda s: s.by_position.pop(),
    "PINs": lambda s: setattr(s, "pin_claims", 2),
}


@pytest.mark.parametrize("named", HARMS)
def test_every_other_harm_is_named(commands: CommandList, named: str) -> None:
    stored = whole()
    HARMS[named](stored)

    assert any(one.startswith(named) for one in findings(stored, commands))


def test_positions_in_another_order_are_named(commands: CommandList) -> None:
    stored = msgspec.structs.replace(whole(), by_position=[(0, 9), (1, 7)])

    assert findings(stored, commands) == ["positions are not dense in notification order"]


def test_an_answer_that_no_client_should_see_is_named(
    commands: CommandList, tmp_path: Path
) -> None:
    with CommandList(tmp_path / "commands.txt") as again:
        again.write(Line("done", "officer", "stream", 500, 0))

    assert any(one.startswith("fault") for one in findings(whole(), commands))
