"""The table of hostile inputs, whole: each row a request and exactly how it is refused."""

from tests.adapters.http import (
    hostile_applications,
    hostile_bodies,
    hostile_cards,
    hostile_commands,
    hostile_desks,
    hostile_endings,
    hostile_forms,
    hostile_headers,
    hostile_officers,
    hostile_production,
    hostile_quality,
    hostile_reads,
    hostile_second_officers,
    hostile_states,
    hostile_stock,
    hostile_trust,
)

ROWS = (
    *hostile_bodies.ROWS,
    *hostile_forms.ROWS,
    *hostile_commands.ROWS,
    *hostile_headers.ROWS,
    *hostile_reads.ROWS,
    *hostile_endings.ROWS,
    *hostile_applications.ROWS,
    *hostile_cards.ROWS,
    *hostile_stock.ROWS,
    *hostile_production.ROWS,
    *hostile_trust.ROWS,
    *hostile_quality.ROWS,
    *hostile_states.ROWS,
    *hostile_second_officers.ROWS,
    *hostile_officers.ROWS,
    *hostile_desks.ROWS,
)
