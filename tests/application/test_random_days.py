"""Whatever officers ask, and in whatever order: the books agree after each step."""

import os
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from balances import RULES
from balances_of_batches import no_spoiled_blank_is_hidden
from random_days import RandomDays, whole_state
from resting import is_resting
from steps_of_quality import look_into

EXAMPLES = int(os.environ.get("RANDOM_DAYS", "12"))
"""Days that are lived through; RANDOM_DAYS=2000 for a night."""
STEPS = 25
LAW = [one for one in RULES if one is not no_spoiled_blank_is_hidden]
"""What must hold also where officers count what is not there."""


class Days(RuleBasedStateMachine):
    """One register, its officers, its reactors and its timer."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.days = RandomDays(seed)
        self.seen: dict[UUID, int] = {}

    @rule(times=st.integers(5, 60))
    def work_goes_on(self, times: int) -> None:
        for _ in range(times):
            self.days.advance()
            self.days.register.react()

    @rule(times=st.integers(1, 15))
    def somebody_orders_anything(self, times: int) -> None:
        for _ in range(times):
            self.days.anything()

    @rule(times=st.integers(1, 6))
    def entries_end(self, times: int) -> None:
        for _ in range(times):
            self.days.end()
            self.days.register.react()

    @rule(times=st.integers(1, 10))
    def cases_of_quality_are_looked_into(self, times: int) -> None:
        for _ in range(times):
            look_into(self.days)

    @rule()
    def somebody_comes(self) -> None:
        self.days.new_case()

    @rule()
    def somebody_comes_again(self) -> None:
        self.days.again()

    @rule(minutes=st.sampled_from([1, 15, 600, 5_000, 60_000]))
    def time_passes(self, minutes: int) -> None:
        self.days.register.pass_time(minutes)
        self.days.register.ring()

    @rule()
    def the_reactors_begin_again(self) -> None:
        self.days.register.react()
        before = len(self.days.register.store.log)
        self.days.register.rewind()
        assert len(self.days.register.store.log) == before

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "days"):
            return
        self.days.register.react()
        whole = self.days.register.whole()
        assert [one for law in LAW for one in law(whole)] == []

    @invariant()
    def nobody_waits_for_nobody(self) -> None:
        if hasattr(self, "days"):
            register = self.days.register
            for stream, history in register.store.streams.items():
                if self.seen.get(stream) == len(history):
                    continue
                self.seen[stream] = len(history)
                state = register.state(stream)
                assert state == whole_state(self.days, stream), "not as replayed"
                owned = register.waits(stream)
                assert owned or is_resting(register.kind(stream), state), (stream, state)
                assert all(one.owner_role and one.owner_unit for one in owned)

    def teardown(self) -> None:
        if hasattr(self, "days"):
            self.days.close()


TestRandomDays = Days.TestCase
TestRandomDays.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestRandomDays.pytestmark = [pytest.mark.timeout(0)]


def test_chance_merges_parts_holds_and_erases() -> None:
    came_to: set[str] = set()
    for seed in range(3):
        days = RandomDays(seed)
        for number in range(150):
            if number % 15 == 0:
                days.new_case()
            days.end()
            days.advance()
            days.register.react()
        whole = days.register.whole()
        assert [one for law in LAW for one in law(whole)] == []
        days.close()
        came_to |= {one.topic.split(".")[1] for one in days.register.store.log}
    ends = {"merged", "absorbed", "merge-undone", "legal-hold-lifted", "erased", "key-destroyed"}
    assert came_to >= ends


def test_chance_gets_far_enough_to_prove_anything() -> None:
    days = RandomDays(1)
    for number in range(600):
        if number % 100 == 0:
            days.new_case()
        days.advance()
        look_into(days)
        days.register.react()
        days.anything()
    days.close()
    came_to = {one.topic.split(".")[1] for one in days.register.store.log}
    assert days.accepted > 40
    assert days.refused > 100
    assert came_to >= {"printed", "quality-checked", "dispatched", "arrived", "delivered"}
    assert came_to >= {"assigned", "finding-reported", "resolved", "dismissed", "reopened"}
