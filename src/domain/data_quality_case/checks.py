"""The data-quality checks DQ-01 to DQ-36 as data: what each measures and who looks first (§4)."""

from typing import Literal

import msgspec

Dimension = Literal["accurate", "sufficient", "clean", "live"]
"""đúng, đủ, sạch, sống."""

Severity = Literal["blocking", "warning", "statistic"]
"""B, W and I of domain §4: urgent; a case that blocks nothing; counted only, without a case."""

FirstHolder = Literal["commune", "intake-unit", "district", "centre", "adjudication", "registry"]


class Check(msgspec.Struct, frozen=True):
    """`severities` has two where the value found decides (DQ-06: a number shared, old or new).

    `holder` is who gets the case first, the commune being that of permanent residence; what the
    adjudication or the registry found lies at the centre. `own_state`
    checks need the entry, the policy and the register of units alone, so a decision repeats them.
    `version` grows when what the check asks changes; each result names it.
    """

    id: str
    dimension: Dimension
    severities: tuple[Severity, ...]
    holder: FirstHolder
    own_state: bool = False
    version: int = 1

    @property
    def opens_cases(self) -> bool:
        """Statistics are counted and bother nobody."""
        return "statistic" not in self.severities


_B: tuple[Severity, ...] = ("blocking",)
_W: tuple[Severity, ...] = ("warning",)
_I: tuple[Severity, ...] = ("statistic",)

QUALITY_CHECKS: dict[str, Check] = {
    check.id: check
    for check in (
        Check("DQ-01", "accurate", _B, "commune", own_state=True),
        Check("DQ-02", "accurate", _B, "commune", own_state=True),
        Check("DQ-03", "accurate", _B, "commune", own_state=True),
        Check("DQ-04", "accurate", _B, "centre", own_state=True),
        Check("DQ-05", "clean", _B, "centre"),
        Check("DQ-06", "clean", (*_B, *_W), "district"),
        Check("DQ-07", "clean", _W, "commune"),
        Check("DQ-08", "clean", _B, "adjudication"),
        Check("DQ-09", "accurate", _W, "commune"),
        Check("DQ-10", "accurate", _W, "commune"),
        Check("DQ-11", "accurate", _W, "commune"),
        Check("DQ-12", "accurate", _W, "intake-unit"),
        Check("DQ-13", "sufficient", _B, "commune", own_state=True),
        Check("DQ-14", "sufficient", _W, "commune"),
        Check("DQ-15", "sufficient", _W, "commune"),
        Check("DQ-16", "sufficient", _I, "commune"),
        Check("DQ-17", "sufficient", _I, "commune"),
        Check("DQ-18", "sufficient", _W, "commune"),
        Check("DQ-19", "sufficient", _B, "intake-unit"),
        Check("DQ-20", "live", _W, "intake-unit"),
        Check("DQ-21", "accurate", _B, "commune", own_state=True),
        Check("DQ-22", "accurate", _B, "district", own_state=True),
        Check("DQ-23", "accurate", _W, "commune"),
        Check("DQ-24", "accurate", _W, "commune"),
        Check("DQ-25", "clean", _W, "commune"),
        Check("DQ-26", "clean", _W, "commune"),
        Check("DQ-27", "clean", _B, "district", own_state=True),
        Check("DQ-28", "live", _B, "centre"),
        Check("DQ-29", "live", _B, "commune"),
        Check("DQ-30", "live", _B, "centre"),
        Check("DQ-31", "live", _W, "commune"),
        Check("DQ-32", "live", _I, "registry"),
        Check("DQ-33", "live", _W, "commune"),
        Check("DQ-34", "accurate", _W, "intake-unit"),
        Check("DQ-35", "clean", _B, "centre", own_state=True),
        Check("DQ-36", "live", _W, "centre"),
    )
}
"""By id, in the order of domain §4."""
