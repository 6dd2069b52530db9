"""The units that answer for a citizen: the collecting one, and that of the permanent residence."""

from domain.citizen.person import Citizen


def scope(state: Citizen) -> tuple[str, ...]:
    """Unit codes, the collecting unit first; the residence is the permanent one that lasts."""
    stays = reversed(state.entry.residences if state.entry else ())
    homes = (stay.place.unit for stay in stays if stay.kind == "permanent" and stay.to is None)
    home = next((unit for unit in homes if unit), None)
    return (state.collecting_unit,) if home is None else (state.collecting_unit, home)
