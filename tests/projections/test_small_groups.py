"""No figure tells of anybody in a small group, not even by subtraction."""

import random

import pytest

from projections.small_groups import suppressed


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([], set()),
        ([12, 15], set()),
        ([3], {0}),
        ([3, 4, 20], {0, 1}),
        ([3, 20, 15], {0, 2}),
        ([3, 20, 0], {0, 1}),
        ([0, 20], set()),
        ([9, 10], {0, 1}),
    ],
)
def test_small_groups_are_hidden_with_one_more_where_one_alone_would_follow(
    counts: list[int], hidden: set[int]
) -> None:
    assert suppressed(counts, 10) == hidden


@pytest.mark.parametrize("seed", range(20))
def test_no_small_group_is_shown_and_never_is_one_alone_hidden(seed: int) -> None:
    draw = random.Random(seed)
    counts = [draw.choice([0, 1, 5, 9, 10, 40]) for _ in range(draw.randint(2, 8))]
    hidden = suppressed(counts, 10)

    assert {n for n, count in enumerate(counts) if 0 < count < 10} <= hidden
    if sum(count > 0 for count in counts) > 1:
        assert len(hidden) != 1
