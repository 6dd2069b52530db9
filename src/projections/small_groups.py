"""Which cells of a line may not be shown, so that nobody in a small group can be told (R44)."""

from collections.abc import Sequence


def suppressed(counts: Sequence[int], min_group: int) -> set[int]:
    """The places of the groups below the least size, and of one more where only one is.

    The sum of the line is published: a single hidden cell would follow from it.
    """
    small = {n for n, count in enumerate(counts) if 0 < count < min_group}
    others = [n for n in range(len(counts)) if n not in small and counts[n] > 0]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda n: counts[n]))
    return small
