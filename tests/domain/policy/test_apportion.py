"""The Hamilton method: whole shares that sum to the target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy.apportion import apportion

weights = st.dictionaries(
    st.text("0123456789", min_size=2, max_size=2), st.integers(0, 10**7), min_size=1
).filter(lambda found: sum(found.values()) > 0)


@given(st.integers(0, 10**8), weights)
def test_shares_sum_to_the_target_and_lie_within_one_of_the_quota(
    target: int, populations: dict[str, int]
) -> None:
    total = sum(populations.values())

    shares = apportion(target, populations)

    assert sum(shares.values()) == target
    assert all(
        target * populations[code] // total <= share <= -(-target * populations[code] // total)
        for code, share in shares.items()
    )


def test_equal_remainders_give_the_place_to_the_lower_code() -> None:
    assert apportion(1, {"79": 5, "01": 5, "48": 5}) == {"79": 0, "01": 1, "48": 0}


@pytest.mark.parametrize(("target", "populations"), [(1, {}), (1, {"01": 0}), (-1, {"01": 5})])
def test_nothing_can_be_apportioned_to_nobody(target: int, populations: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="apportion"):
        apportion(target, populations)
