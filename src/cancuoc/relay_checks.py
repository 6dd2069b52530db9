"""What `cancuoc doctor` and `/readyz` say of the relay to Kafka, and what is to be done."""

from collections.abc import Iterator

import psycopg

from adapters.http.operations import Component
from adapters.postgres.relay_progress import RelayProgress, read_relay
from cancuoc.store_checks import Finding, Patience

AGE_S = 300.0
"""How old an event may be that no consumer can see yet."""
_PAGE = "docs/operations.md, The relay"
AWAITS = (
    "start the brokers, or correct CANCUOC_KAFKA: a relay that runs waits for them, and goes on by"
    " itself when they are back"
)
_START = (
    "start `cancuoc relay` for each share, and see its log; one that waits for brokers goes on by"
    f" itself when they are back ({_PAGE})"
)


def relay_findings(
    connection: psycopg.Connection, patience: Patience, wanted: bool, *, away: bool = False
) -> Iterator[Finding]:
    """One, or none where no relay has ever worked and none is wanted.

    `away` is whether brokers do not answer: then the relay is not at work either.
    """
    found = read_relay(connection)
    if found is None:
        if wanted:
            yield Finding("relay", False, "none has ever published", AWAITS if away else _START)
    elif _is_given_up(found, wanted):
        seen = f"no Kafka here; the topics stand at position {found.position}"
        yield Finding("relay", True, seen)
    else:
        advice = _advice(found, patience.events_behind)
        yield Finding("relay", not advice, _seen(found), AWAITS if advice and away else advice)


def relay_components(
    found: RelayProgress | None, events_behind: int, wanted: bool = True
) -> list[Component]:
    """Officers can work while Kafka is away: said here, and no reason to be unready."""
    if found is None or _is_given_up(found, wanted):
        return []
    facts = {
        "behind": found.behind,
        "age_s": round(found.age_s, 3),
        "at_work": f"{found.held}/{found.shards}",
    }
    return [Component("relay", True, facts, _advice(found, events_behind) or None)]


def _is_given_up(found: RelayProgress, wanted: bool) -> bool:
    return not wanted and not found.held


def _seen(found: RelayProgress) -> str:
    oldest = f", the oldest {found.age_s:.0f} s old" if found.behind else ""
    return f"{found.behind} events behind{oldest}; {found.held} of {found.shards} at work"


def _advice(found: RelayProgress, events_behind: int) -> str:
    if not found.is_whole:
        return _START
    if found.behind > events_behind or found.age_s > AGE_S:
        return f"see that the brokers are up, and the log of `cancuoc relay` ({_PAGE})"
    return ""
