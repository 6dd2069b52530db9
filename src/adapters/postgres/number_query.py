"""Who is known by a number, through however many merges."""

from collections.abc import Sequence

from adapters.postgres.citizen_query import Persons, Statement, all_of
from adapters.postgres.view_tables import Slot


def numbered(slot: Slot, number: str, kinds: Sequence[str], persons: Persons) -> Statement:
    """Who is known by a number: the entry itself, or what it was merged into where that is seen.

    Id shown, id of the holder, kind, and whether it had ended.
    """
    text = f"""
    WITH RECURSIVE held AS (
        SELECT n.citizen_id, n.citizen_id AS holder, n.kind, n.ended_on IS NOT NULL AS ended,
            0 AS steps
        FROM view_{slot}.citizen_number AS n
        WHERE n.number = %(number)s AND n.kind = ANY(%(kinds)s::text[])
        UNION ALL
        SELECT s.merged_into, h.holder, h.kind, h.ended, h.steps + 1
        FROM held AS h JOIN view_{slot}.citizen_search AS s USING (citizen_id)
        WHERE s.merged_into IS NOT NULL AND h.steps < 8)
    SELECT DISTINCT ON (h.holder, h.kind) p.citizen_id, h.holder, h.kind,
        h.ended OR o.standing IN ('dead', 'nationality-lost')
    FROM held AS h JOIN view_{slot}.citizen_search AS p USING (citizen_id)
    JOIN view_{slot}.citizen_search AS o ON o.citizen_id = h.holder
    WHERE {all_of(persons.conditions())} ORDER BY h.holder, h.kind, h.steps DESC
    LIMIT 200
    """  # noqa: S608 - of nothing that anybody sent
    return text, {**persons.values(), "number": number, "kinds": list(kinds)}
