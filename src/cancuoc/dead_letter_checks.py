"""What `cancuoc doctor` and `/readyz` say of records that views have set aside."""

from collections.abc import Iterator, Sequence

import psycopg

from adapters.http.operations import Component
from adapters.postgres.dead_letter_rows import Standing, standings
from cancuoc.store_checks import Finding

ADVICE = "see `cancuoc dlq list`; docs/operations.md, section Feeds, tells what to do"


def dead_letter_findings(connection: psycopg.Connection) -> Iterator[Finding]:
    """One a view that has any; none where all is well."""
    for one in standings(connection):
        seen = f"{one.letters} set aside, {one.streams} streams wait behind them"
        yield Finding(f"dead letters {one.projection}", False, seen, ADVICE)


def dead_letter_components(found: Sequence[Standing]) -> list[Component]:
    """All other streams go on: said here, and no reason to be unready."""
    return [
        Component(
            f"dead letters {one.projection}",
            True,
            {"waiting": one.letters, "streams": one.streams},
            ADVICE,
        )
        for one in found
    ]
