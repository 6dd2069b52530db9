"""Splits a national figure over units by the Hamilton method, in integers only (domain §7)."""

from collections.abc import Mapping


def apportion(target: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Shares by code that sum to `target` exactly.

    The quota is `target x weight / total`; each share is its floor, and the places left over go to
    the largest remainders, ties to the lower code. Raises ValueError for a negative target or
    weight, and for weights that sum to nothing.
    """
    total = sum(weights.values())
    if target < 0 or total <= 0 or min(weights.values()) < 0:
        raise ValueError("apportion needs a target of at least 0 and weights that sum to more")
    shares = {code: target * weight // total for code, weight in weights.items()}
    left_over = target - sum(shares.values())
    for code in sorted(weights, key=lambda code: (-(target * weights[code] % total), code))[
        :left_over
    ]:
        shares[code] += 1
    return shares
