"""How the register says no: a code with parameters, never a sentence.

The sentence an officer reads, in Vietnamese and in English, is made at the edge from the code.
The class says what kind of no it is; only the HTTP adapter knows which status that becomes.
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import msgspec

T = TypeVar("T")


class Fault(msgspec.Struct, frozen=True):
    """One field of a request that a rule rejects; `pointer` is an RFC 6901 JSON pointer."""

    pointer: str
    code: str
    params: dict[str, Any] = {}


class Refusal(Exception):
    """A decision not to act. Carries a stable code, its parameters and the fields at fault."""

    def __init__(self, code: str, /, *, faults: tuple[Fault, ...] = (), **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
        self.faults = faults


class NotAllowedNow(Refusal):
    """The stream is in a state in which this command is not possible."""


class AlreadyTaken(Refusal):
    """A value that must be unique in the whole register belongs to another stream."""


class SameOfficer(Refusal):
    """The law wants another officer for this step (separation of duties)."""


class OutsideAuthority(Refusal):
    """The role or the unit of the officer does not reach this command or this record."""


class StaleVersion(Refusal):
    """The record has changed since the officer read it."""


class RuleBroken(Refusal):
    """A rule of law or of the form is not met; `faults` names the fields where there are any."""


class BadValue(ValueError):
    """A value that cannot be what it claims to be. Raised by value objects, which know no field."""

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Faults:
    """Collects every fault of one request, so that an officer corrects a form once."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, pointer: str, code: str, /, **params: Any) -> None:
        self._faults.append(Fault(pointer, code, params))

    def check(self, pointer: str, parse: Callable[..., T], *args: Any) -> T | None:
        """The parsed value, or None after noting the fault that `parse` raised as BadValue."""
        try:
            return parse(*args)
        except BadValue as bad:
            self.add(pointer, bad.code, **bad.params)
            return None

    def refuse_if_any(self, code: str = "form-incorrect") -> None:
        """Raise RuleBroken with all faults noted so far; a single fault lends its own code."""
        if self._faults:
            refuse_faults(tuple(self._faults), code)


def refuse_faults(faults: tuple[Fault, ...], code: str) -> NoReturn:
    if len(faults) == 1:
        raise RuleBroken(faults[0].code, faults=faults, **faults[0].params)
    raise RuleBroken(code, faults=faults, count=len(faults))


def refuse_if(condition: bool, refusal: Refusal) -> None:
    if condition:
        raise refusal
