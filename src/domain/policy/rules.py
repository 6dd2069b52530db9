"""Rule values with two times, and the table that answers which one applied and was known."""

from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from domain.refusals import RuleBroken

Confidence = Literal["confirmed", "assumed"]

MOST_KEPT = 50_000
"""Answers that a policy keeps."""

_BEGINNING = datetime.min.replace(tzinfo=UTC)


class RuleValue(msgspec.Struct, frozen=True):
    """One value of one rule (domain §2).

    Valid time, `valid_from` to `valid_to` (last day included, None = open), is the days the rule
    applies to. `known_since` is the instant `rule-confirmed` was recorded; None is the beginning of
    time (the seeds). `parameters` is a JSON object and must not be changed by its readers.
    """

    key: str
    parameters: dict[str, Any]
    article: str
    valid_from: date
    valid_to: date | None
    known_since: datetime | None = None
    confidence: Confidence = "confirmed"

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def known_at(self, instant: datetime | None) -> bool:
        return instant is None or self.known_since is None or self.known_since <= instant


def _known_since(value: RuleValue) -> datetime:
    return value.known_since or _BEGINNING


class RulesInForce:
    """The rules of one day as they were known at one instant."""

    __slots__ = ("_policy", "day", "known")

    def __init__(self, policy: "Policy", day: date, known: datetime | None) -> None:
        self._policy = policy
        self.day = day
        self.known = known

    def find_rule(self, key: str) -> RuleValue | None:
        """The value that applies; where several cover the day, the one known latest."""
        return self._policy.find_rule(key, self.day, self.known)

    def find(self, key: str) -> dict[str, Any] | None:
        rule = self.find_rule(key)
        return None if rule is None else rule.parameters

    def rule(self, key: str) -> RuleValue:
        """The value that applies, or RuleBroken `rule-unknown`: the law is never defaulted."""
        rule = self.find_rule(key)
        if rule is None:
            raise RuleBroken("rule-unknown", key=key, day=self.day)
        return rule

    def value(self, key: str) -> dict[str, Any]:
        """The parameters that apply, or RuleBroken `rule-unknown`."""
        return self.rule(key).parameters


class Policy:
    """All rule values known so far, in the order in which they were confirmed; seeds first."""

    __slots__ = ("_all_known_at", "_by_key", "_found", "values")

    def __init__(self, values: tuple[RuleValue, ...]) -> None:
        self.values = values
        by_key: dict[str, list[RuleValue]] = {}
        for value in reversed(values):
            by_key.setdefault(value.key, []).append(value)
        # A stable sort keeps, among values known since the same instant, the later confirmed first.
        self._by_key = {
            key: tuple(sorted(found, key=_known_since, reverse=True))
            for key, found in by_key.items()
        }
        self._all_known_at = max(map(_known_since, values), default=_BEGINNING)
        self._found: dict[tuple[str, date], RuleValue | None] = {}

    @property
    def version(self) -> int:
        """The `policy_version` of an envelope: the count of confirmed rules (formats §1).

        The seeds, which nobody confirmed, are no part of it.
        """
        return sum(value.known_since is not None for value in self.values)

    @property
    def known_keys(self) -> frozenset[str]:
        return frozenset(self._by_key)

    def at(self, on: date, known: datetime | None = None) -> RulesInForce:
        """The rules that apply to the day `on`, as known at the instant `known`.

        Without `known`, all that this policy holds counts: at the instant of a command no rule is
        recorded later than now.
        """
        return RulesInForce(self, on, known)

    def confirm(self, value: RuleValue) -> "Policy":
        """A policy that also holds this value, known latest among those of the same instant."""
        return Policy((*self.values, value))

    def find_rule(self, key: str, day: date, known: datetime | None) -> RuleValue | None:
        """See `RulesInForce.find_rule`.

        An answer that no later knowledge could change is kept: counting working days asks for the
        same calendar over and over.
        """
        if known is not None and known < self._all_known_at:
            return self._look(key, day, known)
        if (key, day) not in self._found:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[key, day] = self._look(key, day, None)
        return self._found[key, day]

    def _look(self, key: str, day: date, known: datetime | None) -> RuleValue | None:
        for value in self._by_key.get(key, ()):
            if value.covers(day) and value.known_at(known):
                return value
        return None
