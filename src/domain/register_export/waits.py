"""For whom an export waits: a begun one is to be completed or given up by who began it."""

from domain.register_export.state import RegisterExport
from domain.waits import Wait

RESTING = frozenset({"completed", "abandoned"})

OWNERS = ("data-officer", "director", "auditor")
"""Who may take rows out; of an officer with several of these roles the first counts."""


def waits(state: RegisterExport) -> tuple[Wait, ...]:
    """Two days, after which the view of waits shows it as overdue; nothing moves by itself."""
    if state.status != "begun":
        return ()
    owner = next((role for role in OWNERS if role in state.officer_roles), OWNERS[0])
    return (Wait("begun", owner, state.officer_unit, "house.register-export.begun"),)
