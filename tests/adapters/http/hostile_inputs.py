"""The table of hostile inputs, whole: each row a request and exactly how it is refused."""

from tests.adapters.http import (
    hostile_bodies,
    hostile_commands,
    hostile_forms,
    hostile_headers,
    hostile_reads,
)

ROWS = (
    *hostile_bodies.ROWS,
    *hostile_forms.ROWS,
    *hostile_commands.ROWS,
    *hostile_headers.ROWS,
    *hostile_reads.ROWS,
)
