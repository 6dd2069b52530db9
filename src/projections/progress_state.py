"""What the topic of progress says of one unit, counter and day, without telling of anybody.

The count of a key is told at once. Its groups are told only when at least `min_group` persons moved
since they were told last: who reads the events beside it could otherwise see in which group a
single new event counted, and, when a person is erased, out of which group that person went.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from projections.small_groups import suppressed

Groups = Mapping[tuple[str, str], int]
"""(sex, age band) -> how many; either is empty where it is not known."""


class StateKey(msgspec.Struct, frozen=True, order=True):
    """`basis`: occurred or recorded, the two series of `projections.progress`."""

    basis: str
    counter: str
    day: date
    unit: str

    def text(self) -> str:
        """The key on the topic: unit, counter, day and basis."""
        return f"{self.unit}/{self.counter}/{self.day.isoformat()}/{self.basis}"


class SexCount(msgspec.Struct, frozen=True):
    """`sex` is female or male; empty of whom nothing is known, such as the erased."""

    sex: str
    count: int


class AgeCount(msgspec.Struct, frozen=True):
    """`age_band` is five years such as 25-29, or 80+; empty of whom nothing is known."""

    age_band: str
    count: int


class ProgressState(msgspec.Struct, frozen=True):
    """How many persons, applications or cards one unit counted on one day, in one series.

    `unit` took them in. `version` grows by one with each new value of the key: keep the greatest.
    `grouped` says how many of `count` the groups are about; groups that are missing are empty or
    too small to be told.
    """

    unit: str
    counter: str
    day: date
    basis: str
    version: int
    count: int
    grouped: int
    by_sex: tuple[SexCount, ...]
    by_age_band: tuple[AgeCount, ...]


class Told(msgspec.Struct, frozen=True):
    """The last value of a key, and the groups as they were when groups were told last."""

    state: ProgressState
    groups: Groups


def told_next(key: StateKey, former: Told | None, now: Groups, min_group: int) -> Told:
    """What is to be told now; of the same version as `former` where that says it already."""
    before: Groups = {} if former is None else former.groups
    groups = now if persons_moved(before, now) >= min_group else before
    version = 0 if former is None else former.state.version
    state = ProgressState(
        unit=key.unit,
        counter=key.counter,
        day=key.day,
        basis=key.basis,
        version=version,
        count=sum(now.values()),
        grouped=sum(groups.values()),
        by_sex=tuple(SexCount(*one) for one in _told(groups, 0, min_group)),
        by_age_band=tuple(AgeCount(*one) for one in _told(groups, 1, min_group)),
    )
    if former is not None and state == former.state:
        return Told(state, groups)
    return Told(replace(state, version=version + 1), groups)


def persons_moved(before: Groups, now: Groups) -> int:
    """How many persons at least came, went or changed their group."""
    changes = [now.get(group, 0) - before.get(group, 0) for group in before.keys() | now.keys()]
    came = sum(change for change in changes if change > 0)
    return max(came, came - sum(changes))


def _told(groups: Groups, part: int, min_group: int) -> Iterator[tuple[str, int]]:
    """The sums by one of the two facts, without those that tell too much.

    One that is suppressed is left out like one that is empty, so that nobody learns which it is.
    """
    sums: dict[str, int] = {}
    for group, count in groups.items():
        sums[group[part]] = sums.get(group[part], 0) + count
    line = [(name, count) for name, count in sorted(sums.items()) if count > 0]
    hidden = suppressed([count for _, count in line], min_group)
    yield from (one for n, one in enumerate(line) if n not in hidden)
