"""Why a load ends before its file does, and when it can go on."""

from adapters.postgres.operating_mode import REFUSED, is_ordered
from cancuoc.loading.task import LoadBroken

GO_ON = "run again to go on"


class Unfinished(Exception):
    """A load that ended early; what it had finished is kept."""

    def __init__(self, why: str, again: str = GO_ON) -> None:
        super().__init__(f"{why} What is done is kept: {again}.")


def broken_by(error: BaseException) -> LoadBroken:
    """What an officer is told of an error that ended the work of a loading process."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, REFUSED):
            return _read_only(ordered=is_ordered(cause))
        cause = cause.__cause__
    first, *_ = str(error).splitlines() or [""]
    return LoadBroken(f"{type(error).__name__}: {first}.", GO_ON)


def _read_only(*, ordered: bool) -> LoadBroken:
    if ordered:
        return LoadBroken(
            "The register is read-only by order.", "run again after `cancuoc read-only off`"
        )
    return LoadBroken(
        "The register is read-only: its database is a standby, or takes no writes by a setting.",
        "run again when it takes them",
    )
