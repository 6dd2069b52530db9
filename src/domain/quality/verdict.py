"""What a check says of an entry: on which days it fails, and what it looked at."""

from collections.abc import Iterable
from datetime import date

import msgspec


class Span(msgspec.Struct, frozen=True):
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


ALWAYS = Span(date.min, date.max)
"""Until the entry changes."""


class Verdict(msgspec.Struct, frozen=True):
    """`spans` are the days on which the check fails as long as nothing changes.

    A check that asks a source which nobody compared, or of what this entry has not, is not
    `evaluated`: that is not a pass. `about` names the fields looked at, `evidence` what they said:
    the same evidence is the same failure, also after other changes of the entry.
    """

    evaluated: bool = True
    spans: tuple[Span, ...] = ()
    about: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def fails_on(self, day: date) -> bool:
        return any(span.covers(day) for span in self.spans)


PASSES = Verdict()
NOT_EVALUATED = Verdict(evaluated=False)


def failing(
    *about: str, evidence: Iterable[object] = (), spans: tuple[Span, ...] = (ALWAYS,)
) -> Verdict:
    """A failure on these days; on none of them it is a pass."""
    return Verdict(True, spans, about, tuple(map(str, evidence))) if spans else PASSES


def failing_if(fails: bool, *about: str, evidence: Iterable[object] = ()) -> Verdict:
    return failing(*about, evidence=evidence) if fails else PASSES


def from_day(first: date) -> tuple[Span, ...]:
    return (Span(first, date.max),)
