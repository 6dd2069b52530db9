"""How often what goes wrong goes wrong; the defaults are those of domain §7."""

from typing import Any

import msgspec


class Rates(msgspec.Struct, frozen=True):
    """Shares from 0 to 1, each of applications unless said otherwise.

    `year_only_elders` and `year_only` are of people from 70 on and below. `delivery_failed` is of
    cards in the post, of which there are `posted`; `late_packets` come up to `late_days` later.
    `missing_in_transit`, `withdrawn` and `died` have no figure in §7 and are guessed.
    """

    duplicates: float = 0.003
    false_candidates: float = 0.00057
    dq_failures: float = 0.07
    returned: float = 0.02
    spoiled: float = 0.005
    outcome_unknown: float = 0.001
    missing_fingers: float = 0.004
    year_only: float = 0.01
    year_only_elders: float = 0.15
    delivery_failed: float = 0.03
    late_packets: float = 0.05
    late_days: int = 7
    posted: float = 0.4
    missing_in_transit: float = 0.001
    withdrawn: float = 0.001
    died: float = 0.0005

    def as_text(self) -> str:
        """The same text for the same rates, whatever they are called on the command line."""
        values: dict[str, Any] = msgspec.structs.asdict(self)
        return ",".join(f"{name}={values[name]}" for name in sorted(values))
