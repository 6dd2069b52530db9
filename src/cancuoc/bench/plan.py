"""How long each thing is measured: a minute, several minutes, or the blink that tests need."""

import msgspec


class Plan(msgspec.Struct, frozen=True):
    """Times are of one cell; every cell is repeated once a round, in turn with all the others."""

    name: str
    rounds: int
    cell_s: float
    open_s: float
    loads: tuple[float, ...]
    """Parts of the closed-loop rate that are offered in the open loop."""
    in_flight: tuple[int, ...]
    small_store: int
    large_store: int
    huge_store: int
    """Events stored before the cost of a command is compared; multiples of STREAM_EVENTS."""
    size_rounds: int
    part_s: float
    """How long each part of a command is repeated alone."""
    feed_events: int
    """Events that the sequencer and the projection are given."""
    lot: int
    """Cases that share a batch and a manifest."""
    lots_at_once: int
    lots_a_line: int
    """Lots after each other in one of those that are carried out at once."""
    case_rounds: int
    kind_rounds: int
    kind_s: float
    """How often and for how long the command of each kind of stream is measured."""
    case_feed_events: int
    """Events of cases that the reactors and the views of cases are given."""
    waiting: int
    """Rows of the view of waits."""
    searched: int
    """People in the view of the search."""
    questions: int
    """How often each question is asked of it."""


FULL = Plan(
    name="full",
    rounds=5,
    cell_s=3.0,
    open_s=4.0,
    loads=(0.3, 0.5, 0.7),
    in_flight=(16, 64, 128),
    small_store=10_000,
    large_store=1_000_000,
    huge_store=5_000_000,
    size_rounds=7,
    part_s=1.0,
    feed_events=40_000,
    lot=10,
    lots_at_once=8,
    lots_a_line=4,
    case_rounds=5,
    kind_rounds=5,
    kind_s=2.0,
    case_feed_events=100_000,
    waiting=1_000_000,
    searched=1_000_000,
    questions=400,
)
QUICK = Plan(
    name="quick",
    rounds=3,
    cell_s=0.7,
    open_s=1.0,
    loads=(0.3, 0.5, 0.7),
    in_flight=(16, 64, 128),
    small_store=10_000,
    large_store=100_000,
    huge_store=300_000,
    size_rounds=2,
    part_s=0.2,
    feed_events=4_000,
    lot=10,
    lots_at_once=8,
    lots_a_line=1,
    case_rounds=2,
    kind_rounds=2,
    kind_s=0.5,
    case_feed_events=10_000,
    waiting=100_000,
    searched=100_000,
    questions=100,
)
