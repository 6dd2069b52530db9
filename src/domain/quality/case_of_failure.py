"""What a failing check asks for: a new case, one opened again, or nothing (domain §1.10)."""

from uuid import UUID

import msgspec

from domain.commands import Command
from domain.data_quality_case.checks import QUALITY_CHECKS
from domain.data_quality_case.commands import DetectDefect, ReopenCase
from domain.derived_ids import quality_case_id

FAILS_AGAIN = "check-fails-again"
ASKED_ONCE = frozenset({"DQ-14"})
"""A birth without day or month is legal: whoever answered is not asked again."""


class Failure(msgspec.Struct, frozen=True):
    """A check that fails today. `since` is the position of the event that made it so.

    `intake_unit` took in the application at fault, where it holds the case. `remedy` says that an
    amendment, a merge or a new number is under way for the person.
    """

    check: str
    citizen_id: UUID
    version: int
    severity: str
    since: int
    other: UUID | None = None
    about: tuple[str, ...] = ()
    intake_unit: str | None = None
    remedy: bool = False

    @property
    def subjects(self) -> tuple[str, UUID, UUID | None]:
        return self.check, self.citizen_id, self.other


class KnownCase(msgspec.Struct, frozen=True):
    """A case as the view shows it; `settled_at` is the position of its last end."""

    case_id: UUID
    status: str
    settled_at: int
    settled_version: int


class Asked(msgspec.Struct, frozen=True):
    """A command on a case; `round` tells one reopening from the next."""

    case_id: UUID
    command: Command
    opens: bool
    round: int


def asked(failure: Failure, known: KnownCase | None) -> Asked | None:
    """The command that follows, or None where nobody has to be asked (again)."""
    if not QUALITY_CHECKS[failure.check].opens_cases:
        return None
    if known is None:
        return _detect(failure)
    return _reopen(known) if _is_asked_again(failure, known) else None


def _is_asked_again(failure: Failure, known: KnownCase) -> bool:
    """After a repair that repaired nothing; after a dismissal only on other facts than those."""
    if known.status == "resolved":
        return not failure.remedy
    if known.status == "dismissed":
        return failure.check not in ASKED_ONCE and failure.since > known.settled_at
    return False


def _reopen(known: KnownCase) -> Asked:
    return Asked(known.case_id, ReopenCase(reason=FAILS_AGAIN), False, known.settled_version)


def _detect(failure: Failure) -> Asked:
    id_ = quality_case_id(failure.citizen_id, failure.check, failure.other)
    command = DetectDefect(
        id=id_,
        check=failure.check,
        dimension=QUALITY_CHECKS[failure.check].dimension,
        severity=failure.severity,  # type: ignore[arg-type]
        citizen_id=failure.citizen_id,
        citizen_version=failure.version,
        other_citizen_id=failure.other,
        values=failure.about,
        intake_unit=failure.intake_unit,
    )
    return Asked(id_, command, True, 0)
